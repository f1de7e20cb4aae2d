#include "platform/posix/peak.h"

#include <fcntl.h>
#include <unistd.h>

#include "platform/linux/status_peak.h"

int64_t ps_peak_bytes(void)
{
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return PS_MISSING;
    char status[PS_STATUS_MAX];
    ssize_t n = read(fd, status, sizeof status);
    close(fd);
    return n > 0 ? ps_status_peak_bytes(status, (size_t)n) : PS_MISSING;
}
