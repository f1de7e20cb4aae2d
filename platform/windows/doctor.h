/* doctor.h: the checks. Each is one function, found in the file of its aspect, and one line in doctor.c. */
#ifndef PS_WINDOWS_DOCTOR_H
#define PS_WINDOWS_DOCTOR_H

#include "platform/facts_parts.h"

/* doctor_cpu.c */
PS_CHECK(ps_check_power_plan);
PS_CHECK(ps_check_power_source);
PS_CHECK(ps_check_turbo);
PS_CHECK(ps_check_smt);
PS_CHECK(ps_check_affinity);
PS_CHECK(ps_check_load);
PS_CHECK(ps_check_cpu_limit);
PS_CHECK(ps_check_clock);

/* doctor_system.c */
PS_CHECK(ps_check_virtualization);
PS_CHECK(ps_check_container);
PS_CHECK(ps_check_emulation);
PS_CHECK(ps_check_memory);
PS_CHECK(ps_check_security);
PS_CHECK(ps_check_traced);
PS_CHECK(ps_check_long_paths);
PS_CHECK(ps_check_job);
PS_CHECK(ps_check_tmpdir);

#endif
