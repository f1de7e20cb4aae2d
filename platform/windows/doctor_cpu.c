#include <inttypes.h>
#include <windows.h>
/* after windows.h */
#include <powrprof.h>

#include "platform/clock.h"
#include "platform/windows/doctor.h"
#include "platform/windows/inspect.h"

/* The plan's own name is translated; its number is not. */
static const GUID high_performance = {0x8c5e7fda, 0xe8bf, 0x4a96, {0x9a, 0x85, 0xa6, 0xe2, 0x3a, 0x8c, 0x63, 0x5c}};
static const GUID ultimate_performance = {0xe9a42b02, 0xd5df, 0x448d, {0xaa, 0x00, 0x03, 0xf1, 0x47, 0x49, 0xeb, 0x61}};

int ps_check_power_plan(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    GUID *scheme;
    char name[200];
    if (ps_inspect_power_plan(name, sizeof name) != 0 || PowerGetActiveScheme(NULL, &scheme) != ERROR_SUCCESS)
        return ps_unknown(err, "the system does not say");
    bool fast = IsEqualGUID(scheme, &high_performance) || IsEqualGUID(scheme, &ultimate_performance);
    LocalFree(scheme);
    return ps_found(finding, fast ? PS_GOOD : PS_NOTE,
                    "The frequency follows the load with a delay: powercfg /setactive SCHEME_MIN (high performance)", "%s", name);
}

int ps_check_power_source(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    SYSTEM_POWER_STATUS status;
    if (!GetSystemPowerStatus(&status) || status.ACLineStatus > 1)
        return ps_unknown(err, "the system does not say");
    bool mains = status.ACLineStatus == 1;
    return ps_found(finding, mains ? PS_GOOD : PS_BAD, "Processors are slowed down on a battery: plug it in.",
                    mains ? "mains" : "battery");
}

int ps_check_turbo(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    return ps_found_turbo(
        finding, root,
        "The frequency depends on heat and on how many cores are busy: switch it off for comparisons (processor "
        "performance boost mode, 0).",
        err);
}

int ps_check_smt(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    return ps_found_smt(
        finding, root,
        "A busy neighbour on the same core slows a start down: keep the machine idle, or switch it off in the firmware.", err);
}

int ps_check_affinity(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    int cpu, n = ps_facts_cpus(&cpu, 1), all = ps_inspect_processors(root);
    if (n == 0)
        return ps_unknown(err, "the system does not say");
    enum ps_level level = n == 1 ? PS_BAD : n < all ? PS_NOTE : PS_GOOD;
    return ps_found(finding, level,
                    n == 1 ? "The orchestrator and what it measures take turns: allow a second one (start /affinity 3)."
                           : "It was given fewer than there are, or there are more than the 64 of one group.",
                    "%d of %d", n, all);
}

/* Of a moment: what other processes take while this one sleeps. */
int ps_check_load(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    enum { MOMENT_MS = 250 };
    int64_t busy[2], idle[2];
    if (ps_inspect_times(&busy[0], &idle[0]) != 0)
        return ps_unknown(err, "the system does not count");
    Sleep(MOMENT_MS);
    if (ps_inspect_times(&busy[1], &idle[1]) != 0)
        return ps_unknown(err, "the system does not count");
    double used = (double)(busy[1] - busy[0]), all = used + (double)(idle[1] - idle[0]);
    if (all <= 0)
        return ps_unknown(err, "the system does not count");
    return ps_found(finding, ps_grade(used / all, .1, .5),
                    "They compete for processors, caches and locks of the memory management: stop them, or wait.",
                    "%.0f %% of the processors' time", 100 * used / all);
}

int ps_check_cpu_limit(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    double limit = ps_inspect_cpu_limit(root);
    if (limit == 0)
        return ps_found(finding, PS_GOOD, "", "none");
    return ps_found(finding, PS_BAD, "What is used up stops everything for a while: lift it.", "%.2f processors", limit);
}

int ps_check_clock(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root, (void)err;
    const int64_t dear_ns = 300;
    int64_t read_ns = ps_clock_read_ns();
    return ps_found(finding, read_ns < dear_ns ? PS_GOOD : PS_BAD,
                    "Each reading is a system call: look for `useplatformclock` in bcdedit /enum and remove it.",
                    "%s, steps of %" PRId64 " ns, %" PRId64 " ns a reading", ps_clock_name, ps_clock_resolution_ns(), read_ns);
}
