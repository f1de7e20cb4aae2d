/* cgroup.h: what the control groups of this process, and the groups around them, grant it. Versions 1, 2 and the hybrid.
 *
 * A limit anywhere on the way up binds. In a container only the part of the way that is mounted there can be seen.
 * Source: Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/ of the kernel.
 */
#ifndef PS_LINUX_CGROUP_H
#define PS_LINUX_CGROUP_H

#include <stdint.h>

struct ps_cgroup_cpu {
    double cpus;          /* processors' worth of time granted, 0: no limit */
    int64_t throttled_ns; /* so far */
    int64_t periods, throttled_periods;
};

struct ps_cgroup_memory {
    uint64_t limit;     /* UINT64_MAX: none */
    uint64_t available; /* what can still be had below the limits; page cache that can be dropped counts as free */
};

struct ps_cgroup_pids {
    int64_t limit; /* INT64_MAX: none */
    int64_t left;
};

/* Each returns 0, or -1 if the controller is not there or not mounted. */
int ps_cgroup_cpu(const char *root, struct ps_cgroup_cpu *cpu);
int ps_cgroup_memory(const char *root, struct ps_cgroup_memory *memory);
int ps_cgroup_pids(const char *root, struct ps_cgroup_pids *pids);

#endif
