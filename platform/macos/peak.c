#include "platform/posix/peak.h"

#include <libproc.h>
#include <unistd.h>

#include "plan/cell.h"

/* getrusage() has no peak of the footprint, and what it calls ru_maxrss counts the system's shared libraries as well. */
int64_t ps_peak_bytes(void)
{
    struct rusage_info_v4 used;
    if (proc_pid_rusage(getpid(), RUSAGE_INFO_V4, (rusage_info_t *)&used) != 0)
        return PS_MISSING;
    return (int64_t)used.ri_lifetime_max_phys_footprint;
}
