/* doctor.h: the checks. Each is one function, found in the file of its aspect, and one line in doctor.c. */
#ifndef PS_LINUX_DOCTOR_H
#define PS_LINUX_DOCTOR_H

#include "platform/posix/facts.h"

/* doctor_cpu.c */
PS_CHECK(ps_check_governor);
PS_CHECK(ps_check_turbo);
PS_CHECK(ps_check_idle_states);
PS_CHECK(ps_check_smt);
PS_CHECK(ps_check_mitigations);
PS_CHECK(ps_check_isolated);
PS_CHECK(ps_check_clock);

/* doctor_load.c */
PS_CHECK(ps_check_load);
PS_CHECK(ps_check_steal);
PS_CHECK(ps_check_thermal);
PS_CHECK(ps_check_affinity);
PS_CHECK(ps_check_cpu_limit);
PS_CHECK(ps_check_processes);
PS_CHECK(ps_check_descriptors);

/* doctor_memory.c */
PS_CHECK(ps_check_memory);
PS_CHECK(ps_check_memory_pressure);
PS_CHECK(ps_check_swap);
PS_CHECK(ps_check_overcommit);
PS_CHECK(ps_check_thp);
PS_CHECK(ps_check_aslr);

/* doctor_system.c */
PS_CHECK(ps_check_virtualization);
PS_CHECK(ps_check_container);
PS_CHECK(ps_check_emulation);
PS_CHECK(ps_check_security);
PS_CHECK(ps_check_seccomp);
PS_CHECK(ps_check_traced);
PS_CHECK(ps_check_preload);
PS_CHECK(ps_check_shm);

#endif
