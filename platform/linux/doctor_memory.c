#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "platform/linux/cgroup.h"
#include "platform/linux/doctor.h"
#include "platform/linux/inspect.h"
#include "platform/linux/machine.h"

#define MIB (1024.0 * 1024.0)

int ps_check_memory(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    static const double too_little_mib = 512, little_mib = 2048;
    uint64_t available = ps_inspect_available_memory(root);
    if (available == 0)
        return ps_unknown(err, "the kernel does not say");
    struct ps_cgroup_memory group;
    bool limited = ps_cgroup_memory(root, &group) == 0 && group.limit != UINT64_MAX;
    char limit[64] = "";
    if (limited)
        snprintf(limit, sizeof limit, "; the control group's limit is %.0f MiB", (double)group.limit / MIB);
    double mib = (double)available / MIB;
    return ps_found(finding, ps_grade(mib, little_mib, too_little_mib),
                    "Cells with ballast are taken in small groups, or not at all (runners get half of it): "
                    "free some, or ask for less --ballast.",
                    "%.0f MiB%s", mib, limit);
}

int ps_check_memory_pressure(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    char text[128];
    double stalled;
    if (ps_machine_field(root, "/proc/pressure/memory", "some", text, sizeof text) != 0 ||
        sscanf(text, "avg10=%*f avg60=%lf", &stalled) != 1)
        return ps_unknown(err, "the kernel does not count it (CONFIG_PSI, psi=1)");
    return ps_found(finding, ps_grade(stalled, 0.1, 1),
                    "Processes wait for memory; forks that copy pages wait too: free memory before measuring.",
                    "waited %.2f %% of the last minute", stalled);
}

int ps_check_swap(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    int64_t total, left;
    if (ps_machine_field_number(root, "/proc/meminfo", "SwapTotal", &total) != 0 ||
        ps_machine_field_number(root, "/proc/meminfo", "SwapFree", &left) != 0)
        return ps_unknown(err, "the kernel does not say");
    if (total == 0)
        return ps_found(finding, PS_GOOD, "", "none");
    bool used = total - left > 16 * 1024;
    return ps_found(finding, used ? PS_NOTE : PS_GOOD,
                    "Pages of a runner that were swapped out come back while it is timed: sudo swapoff -a while measuring.",
                    "%.0f of %.0f MiB used", (double)(total - left) / 1024, (double)total / 1024);
}

int ps_check_overcommit(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    static const char *const modes[] = {"heuristic", "always", "never"};
    int64_t mode;
    if (ps_machine_number(root, &mode, "/proc/sys/vm/overcommit_memory") != 0 || mode < 0 || mode > 2)
        return ps_unknown(err, "the kernel does not say");
    return ps_found(finding, mode == 2 ? PS_NOTE : PS_GOOD,
                    "fork of a parent with much memory fails although nothing is copied: "
                    "sudo sysctl vm.overcommit_memory=0, or less --ballast.",
                    "%s", modes[mode]);
}

int ps_check_thp(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    char mode[32];
    if (ps_inspect_thp(root, mode, sizeof mode) != 0)
        return ps_unknown(err, "this kernel has none");
    bool always = strcmp(mode, "always") == 0;
    return ps_found(finding, always ? PS_NOTE : PS_GOOD,
                    "Large memory has 512 times fewer page table entries, so forks of large parents look cheap: compare only "
                    "like with like; madvise is what most distributions have.",
                    "%s", mode);
}

int ps_check_aslr(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    int64_t mode;
    if (ps_machine_number(root, &mode, "/proc/sys/kernel/randomize_va_space") != 0 || mode < 0 || mode > 2)
        return ps_unknown(err, "the kernel does not say");
    static const char *const modes[] = {"off", "partial", "full"};
    return ps_found(finding, mode == 2 ? PS_GOOD : PS_NOTE,
                    "Every runner gets the same layout, which may be a lucky or an unlucky one: "
                    "sudo sysctl kernel.randomize_va_space=2",
                    "%s", modes[mode]);
}
