#include "platform/resources.h"

#include <sys/resource.h>

#include "platform/posix/peak.h"

static int64_t to_ns(const struct timeval *time)
{
    return (int64_t)time->tv_sec * 1000000000 + (int64_t)time->tv_usec * 1000;
}

void ps_resources_read(struct ps_resources *resources)
{
    *resources = (struct ps_resources){PS_MISSING, PS_MISSING, PS_MISSING, PS_MISSING, PS_MISSING};
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) == 0) {
        resources->minor_faults = used.ru_minflt;
        resources->user_ns = to_ns(&used.ru_utime);
        resources->system_ns = to_ns(&used.ru_stime);
    }
    resources->peak_rss_bytes = ps_peak_bytes();
}
