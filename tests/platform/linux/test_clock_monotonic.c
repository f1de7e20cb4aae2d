#include <criterion/criterion.h>
#include <time.h>

#include "platform/clock.h"

Test(clock, is_the_system_s_monotonic_one)
{
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    int64_t now = ps_clock_ns();
    clock_gettime(CLOCK_MONOTONIC, &after);
    cr_assert_geq(now, before.tv_sec * 1000000000 + before.tv_nsec);
    cr_assert_leq(now, after.tv_sec * 1000000000 + after.tv_nsec);
    cr_assert_str_eq(ps_clock_name, "CLOCK_MONOTONIC");
}
