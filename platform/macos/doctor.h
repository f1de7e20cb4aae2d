/* doctor.h: the checks of macOS. Each is one function, found in the file of its aspect, and one line in doctor.c. */
#ifndef PS_MACOS_DOCTOR_H
#define PS_MACOS_DOCTOR_H

#include "platform/posix/facts.h"

/* doctor_cpu.c */
PS_CHECK(ps_check_power_mode);
PS_CHECK(ps_check_power_source);
PS_CHECK(ps_check_thermal);
PS_CHECK(ps_check_core_kinds);
PS_CHECK(ps_check_smt);
PS_CHECK(ps_check_affinity);
PS_CHECK(ps_check_load);
PS_CHECK(ps_check_clock);

/* doctor_memory.c */
PS_CHECK(ps_check_memory);
PS_CHECK(ps_check_memory_pressure);
PS_CHECK(ps_check_swap);

/* doctor_system.c */
PS_CHECK(ps_check_virtualization);
PS_CHECK(ps_check_emulation);
PS_CHECK(ps_check_processes);
PS_CHECK(ps_check_descriptors);
PS_CHECK(ps_check_security);
PS_CHECK(ps_check_first_run);
PS_CHECK(ps_check_sip);
PS_CHECK(ps_check_traced);
PS_CHECK(ps_check_preload);
PS_CHECK(ps_check_containment);

#endif
