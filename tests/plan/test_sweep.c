#include <criterion/criterion.h>

#include "plan/sweep.h"

static void expect_points(uint64_t lo, uint64_t hi, uint64_t unit, const uint64_t *points, size_t n)
{
    uint64_t got[PS_SWEEP_MOST];
    size_t got_n = ps_sweep_points(lo, hi, unit, got);
    cr_assert_eq(got_n, n, "%llu..%llu: %zu points", (unsigned long long)lo, (unsigned long long)hi, got_n);
    for (size_t i = 0; i < n; i++)
        cr_expect_eq(got[i], points[i], "%llu..%llu: point %zu is %llu", (unsigned long long)lo, (unsigned long long)hi, i,
                     (unsigned long long)got[i]);
}

#define EXPECT_POINTS(lo, hi, unit, ...)                                                                                         \
    expect_points(lo, hi, unit, (const uint64_t[]){__VA_ARGS__}, sizeof(uint64_t[]){__VA_ARGS__} / sizeof(uint64_t))

static const uint64_t M = 1 << 20, G = 1 << 30;

Test(sweep, from_nothing_goes_by_four)
{
    EXPECT_POINTS(0, G, M, 0, M, 4 * M, 16 * M, 64 * M, 256 * M, G);
    EXPECT_POINTS(0, 64, 1, 0, 1, 4, 16, 64);
}

Test(sweep, of_a_short_range_goes_by_two)
{
    EXPECT_POINTS(1, 64, 1, 1, 2, 4, 8, 16, 32, 64);
    EXPECT_POINTS(64 * M, G, M, 64 * M, 128 * M, 256 * M, 512 * M, G);
}

Test(sweep, has_both_ends_and_no_two_points_close_together)
{
    EXPECT_POINTS(0, 700 * M, M, 0, M, 4 * M, 16 * M, 64 * M, 256 * M, 700 * M);
    EXPECT_POINTS(3, 100, 1, 3, 6, 12, 24, 48, 100);
    EXPECT_POINTS(5, 5, 1, 5);
    EXPECT_POINTS(0, 0, 1, 0);
    EXPECT_POINTS(0, 1, 1, 0, 1);
    EXPECT_POINTS(0, M / 2, M, 0, M / 2);
}

Test(sweep, is_never_long_and_always_ascends)
{
    for (unsigned a = 0; a < 64; a++) {
        for (unsigned b = a; b < 64; b++) {
            uint64_t points[PS_SWEEP_MOST], lo = a == 0 ? 0 : UINT64_C(1) << a, hi = (UINT64_C(1) << b) + 1;
            size_t n = ps_sweep_points(lo, hi, 1, points);
            cr_assert(n >= 2 && n <= PS_SWEEP_MOST, "%u %u: %zu", a, b, n);
            cr_expect(points[0] == lo && points[n - 1] == hi);
            for (size_t i = 1; i < n; i++)
                cr_expect(points[i] > points[i - 1], "%u %u", a, b);
        }
    }
    uint64_t points[PS_SWEEP_MOST];
    cr_expect_leq(ps_sweep_points(1, UINT64_MAX, 1, points), PS_SWEEP_MOST);
}
