#include <inttypes.h>
#include <libkern/OSThermalNotification.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/macos/doctor.h"
#include "platform/macos/machine.h"

/* Of <notify.h>, which not every SDK for cross-building has; part of libSystem since Mac OS X 10.3. */
uint32_t notify_register_check(const char *name, int *token);
uint32_t notify_get_state(int token, uint64_t *state);
uint32_t notify_cancel(int token);

int ps_check_power_mode(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    static const char *const modes[] = {"automatic", "low power", "high power"};
    char text[32];
    int mode = -1;
    if (ps_machine_tool("/usr/bin/pmset -g", "powermode", text, sizeof text) == 0 ||
        ps_machine_tool("/usr/bin/pmset -g", "lowpowermode", text, sizeof text) == 0)
        mode = atoi(text);
    if (mode < 0 || mode > 2)
        return ps_unknown(err, "pmset does not say: this machine has one mode only");
    return ps_found(finding, mode == 1 ? PS_BAD : PS_GOOD,
                    "Cores run slower, and starts with them: sudo pmset -a lowpowermode 0, or System Settings, Battery.", "%s",
                    modes[mode]);
}

int ps_check_power_source(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    char text[64];
    if (ps_machine_tool("/usr/bin/pmset -g batt", "Now drawing from", text, sizeof text) != 0)
        return ps_unknown(err, "pmset does not say");
    bool battery = strstr(text, "Battery") != NULL;
    return ps_found(finding, battery ? PS_NOTE : PS_GOOD, "On battery the frequency depends on its charge: plug it in.", "%s",
                    battery ? "battery" : "mains");
}

/* The level is told as a state of a notification. */
static int thermal_level(uint64_t *level)
{
    int token;
    if (notify_register_check(kOSThermalNotificationPressureLevelName, &token) != 0)
        return -1;
    uint32_t failed = notify_get_state(token, level);
    notify_cancel(token);
    return failed == 0 ? 0 : -1;
}

int ps_check_thermal(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    uint64_t level;
    if (thermal_level(&level) != 0)
        return ps_unknown(err, "the system does not say");
    bool nominal = level == kOSThermalPressureLevelNominal;
    return ps_found(finding, nominal ? PS_GOOD : PS_BAD, "The processor is slowed down for heat: cool it, or measure in pauses.",
                    nominal ? "none now" : "pressure level %" PRIu64, level);
}

int ps_check_core_kinds(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    int64_t kinds, fast, slow;
    if (ps_sysctl_number("hw.nperflevels", &kinds) != 0)
        return ps_unknown(err, "the system does not say");
    if (kinds < 2 || ps_sysctl_number("hw.perflevel0.physicalcpu", &fast) != 0 ||
        ps_sysctl_number("hw.perflevel1.physicalcpu", &slow) != 0)
        return ps_found(finding, PS_GOOD, "", "one");
    return ps_found(finding, PS_NOTE,
                    "The scheduler chooses the kind for each start: figures have two levels. Keep the machine idle, run from a "
                    "terminal in front (background jobs get the slow ones).",
                    "%" PRId64 " fast and %" PRId64 " efficient cores", fast, slow);
}

int ps_check_smt(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    return ps_found_smt(finding, root, "A busy neighbour on the same core slows a start down: keep the machine idle.", err);
}

int ps_check_affinity(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root, (void)err;
    return ps_found(finding, PS_NOTE,
                    "Placement is always free here: medians vary more than on systems that pin; take more epochs, compare with "
                    "--placement free elsewhere.",
                    "all; macOS binds no process to a processor");
}

int ps_check_load(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    double load;
    int64_t processors;
    if (getloadavg(&load, 1) != 1 || ps_sysctl_number("hw.logicalcpu", &processors) != 0 || processors < 1)
        return ps_unknown(err, "the system does not say");
    return ps_found(finding, ps_grade(load / (double)processors, 0.1, 0.5),
                    "Other processes compete for processors and caches: stop them (Spotlight and Time Machine too), or wait.",
                    "%.2f over the last minute, on %" PRId64 " processors", load, processors);
}

int ps_check_clock(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root, (void)err;
    int64_t read_ns = ps_clock_read_ns();
    return ps_found(finding, ps_grade((double)read_ns, 100, 500),
                    "Readings of the clock cost more than they should: an emulator or a hypervisor answers them.",
                    "mach_absolute_time, %" PRId64 " ns a reading", read_ns);
}
