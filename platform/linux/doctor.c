#include "platform/linux/doctor.h"

#include <stdarg.h>
#include <stdio.h>

int ps_found(struct ps_finding *finding, enum ps_level level, const char *advice, const char *value, ...)
{
    finding->level = level;
    snprintf(finding->advice, sizeof finding->advice, "%s", level == PS_GOOD ? "" : advice);
    va_list args;
    va_start(args, value);
    vsnprintf(finding->value, sizeof finding->value, value, args);
    va_end(args);
    return 0;
}

int ps_unknown(struct ps_error *err, const char *why)
{
    return ps_fail(err, PS_EXIT_IMPOSSIBLE, "%s", why);
}

enum ps_level ps_grade(double value, double good, double bad)
{
    if (bad < good)
        return ps_grade(-value, -good, -bad);
    return value <= good ? PS_GOOD : value < bad ? PS_NOTE : PS_BAD;
}

const struct ps_check ps_checks[] = {
    {"governor", "CPU frequency governor", ps_check_governor},
    {"turbo", "Turbo frequencies", ps_check_turbo},
    {"idle-states", "Deepest idle state", ps_check_idle_states},
    {"thermal", "Throttling for heat", ps_check_thermal},
    {"smt", "Simultaneous multithreading", ps_check_smt},
    {"mitigations", "Mitigations of processor vulnerabilities", ps_check_mitigations},
    {"isolated", "Isolated processors", ps_check_isolated},
    {"affinity", "Processors that may be used", ps_check_affinity},
    {"load", "Load by other processes", ps_check_load},
    {"steal", "Time taken by the hypervisor", ps_check_steal},
    {"cpu-limit", "CPU limit of the control group", ps_check_cpu_limit},
    {"virtualization", "Virtual machine", ps_check_virtualization},
    {"container", "Container", ps_check_container},
    {"emulation", "Emulation", ps_check_emulation},
    {"clock", "Clock source", ps_check_clock},
    {"memory", "Available memory", ps_check_memory},
    {"memory-pressure", "Memory pressure", ps_check_memory_pressure},
    {"swap", "Swap", ps_check_swap},
    {"overcommit", "Memory overcommit", ps_check_overcommit},
    {"thp", "Transparent huge pages", ps_check_thp},
    {"aslr", "Address space layout randomisation", ps_check_aslr},
    {"processes", "Limit of processes", ps_check_processes},
    {"descriptors", "Limit of open descriptors", ps_check_descriptors},
    {"security", "Software that watches starts", ps_check_security},
    {"seccomp", "System call filter", ps_check_seccomp},
    {"traced", "Being traced", ps_check_traced},
    {"preload", "Preloaded libraries", ps_check_preload},
    {"shm", "Memory file system", ps_check_shm},
    {"tmpdir", "Temporary folder", ps_check_tmpdir},
    {NULL, NULL, NULL},
};
