#include "platform/windows/doctor.h"

const struct ps_check ps_checks[] = {
    {"governor", "Power plan", ps_check_power_plan},
    {"power-source", "Power source", ps_check_power_source},
    {"turbo", "Turbo frequencies", ps_check_turbo},
    {"smt", "Simultaneous multithreading", ps_check_smt},
    {"affinity", "Processors that may be used", ps_check_affinity},
    {"load", "Load by other processes", ps_check_load},
    {"cpu-limit", "CPU limit of the job", ps_check_cpu_limit},
    {"virtualization", "Virtual machine", ps_check_virtualization},
    {"container", "Container", ps_check_container},
    {"emulation", "Emulation", ps_check_emulation},
    {"clock", "Clock source", ps_check_clock},
    {"memory", "Available memory", ps_check_memory},
    {"security", "Software that watches starts", ps_check_security},
    {"traced", "Being debugged", ps_check_traced},
    {"long-paths", "Long paths", ps_check_long_paths},
    {"job", "Job that it was started in", ps_check_job},
    {"tmpdir", "Temporary folder", ps_check_tmpdir},
    {NULL, NULL, NULL},
};
