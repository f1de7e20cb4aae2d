#include <errno.h>
#include <sched.h>
#include <stdbool.h>

#include "platform/runner.h"

/* Room for 8,192 processors, the most a kernel can be built for: one cpu_set_t has 1,024, and a mask that is too small is an
 * error. */
#define SETS 8

static cpu_set_t at_first[SETS];
static bool known;

static int remember_affinity(struct ps_error *err)
{
    if (known)
        return 0;
    if (sched_getaffinity(0, sizeof at_first, at_first) != 0)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "sched_getaffinity");
    known = true;
    return 0;
}

int ps_pin(intptr_t process, int cpu, struct ps_error *err)
{
    if (remember_affinity(err) != 0)
        return -1;
    if (cpu < -1 || cpu >= SETS * CPU_SETSIZE)
        return ps_fail(err, PS_EXIT_USAGE, "there is no processor %d", cpu);
    cpu_set_t one[SETS];
    CPU_ZERO_S(sizeof one, one);
    if (cpu >= 0)
        CPU_SET_S((size_t)cpu, sizeof one, one);
    if (sched_setaffinity((pid_t)process, sizeof one, cpu >= 0 ? one : at_first) != 0)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot pin to processor %d", cpu);
    return 0;
}
