#include "platform/resources.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "platform/linux/peak.h"

static int64_t peak_rss_bytes(void)
{
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return PS_MISSING;
    char status[PS_STATUS_MAX];
    ssize_t n = read(fd, status, sizeof status);
    close(fd);
    return n > 0 ? ps_peak_bytes(status, (size_t)n) : PS_MISSING;
}

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
    resources->peak_rss_bytes = peak_rss_bytes();
}
