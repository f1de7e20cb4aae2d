/* status_peak.h: the peak memory of a process as its /proc/PID/status tells it. Without libc, for the static stub's sake. */
#ifndef PS_LINUX_STATUS_PEAK_H
#define PS_LINUX_STATUS_PEAK_H

#include <stddef.h>
#include <stdint.h>

#include "plan/cell.h"

/* Longer than any /proc/PID/status seen (1.5 KB); VmHWM is in its first half. */
#define PS_STATUS_MAX 4096

/* VmHWM in bytes from `n` bytes of status, or PS_MISSING. */
static inline int64_t ps_status_peak_bytes(const char *status, size_t n)
{
    static const char key[] = "\nVmHWM:";
    size_t matched = 0, at = 0;
    while (at < n && matched < sizeof key - 1) {
        /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): read by the stub's own system call */
        matched = status[at] == key[matched] ? matched + 1 : (status[at] == key[0]);
        at++;
    }
    if (matched < sizeof key - 1)
        return PS_MISSING;
    while (at < n && (status[at] == ' ' || status[at] == '\t'))
        at++;
    int64_t kib = 0;
    while (at < n && status[at] >= '0' && status[at] <= '9')
        kib = kib * 10 + (status[at++] - '0');
    return kib * 1024;
}

#endif
