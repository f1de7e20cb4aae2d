#include "platform/clock.h"

#include <time.h>

const char ps_clock_name[] = "CLOCK_MONOTONIC";

static int64_t to_ns(const struct timespec *time)
{
    return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

/* Cannot fail: CLOCK_MONOTONIC is one that POSIX systems must have. */
int64_t ps_clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return to_ns(&now);
}

int64_t ps_clock_resolution_ns(void)
{
    struct timespec step;
    clock_getres(CLOCK_MONOTONIC, &step);
    return to_ns(&step);
}
