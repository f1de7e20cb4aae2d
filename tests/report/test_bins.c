#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>

#include "report/bins.h"

static uint64_t sum(const struct ps_bins *bins)
{
    uint64_t all = 0;
    for (size_t i = 0; i < bins->n; i++)
        all += bins->count[i];
    return all;
}

Test(bins, none_of_no_numbers)
{
    struct ps_bins bins;
    ps_bins_make(&bins, NULL, 0);
    cr_assert(eq(sz, bins.n, 0));
    cr_assert(eq(u64, bins.total, 0));
}

Test(bins, count_every_number_and_hold_it_between_their_ends)
{
    enum { N = 10000 };
    double *x = malloc(N * sizeof *x), *copy = malloc(N * sizeof *x);
    for (int i = 0; i < N; i++)
        x[i] = copy[i] = 80000 + (i * 7919 % N) * 3.5 + (i % 997 == 0 ? 1e8 : 0);
    struct ps_bins bins;
    ps_bins_make(&bins, x, N);
    cr_assert(eq(u64, sum(&bins), N));
    cr_assert(eq(u64, bins.total, N));
    cr_assert(le(sz, bins.n, PS_BINS_MAX));
    for (size_t bin = 0; bin < bins.n; bin++) {
        uint64_t within = 0;
        for (int i = 0; i < N; i++)
            within += copy[i] >= ps_bins_edge(&bins, bin) && copy[i] < ps_bins_edge(&bins, bin + 1);
        cr_assert(eq(u64, bins.count[bin], within), "bin %zu", bin);
        cr_assert(le(u64, bins.count[bin], bins.most));
    }
    free(copy);
    free(x);
}

Test(bins, one_value_is_one_bin_around_it)
{
    double x[50];
    for (int i = 0; i < 50; i++)
        x[i] = 100;
    struct ps_bins bins;
    ps_bins_make(&bins, x, 50);
    cr_assert(eq(sz, bins.n, 1));
    cr_assert(eq(u64, bins.count[0], 50));
    cr_assert(lt(dbl, ps_bins_edge(&bins, 0), 100));
    cr_assert(gt(dbl, ps_bins_edge(&bins, 1), 100));
}

Test(bins, zero_and_the_longest_time_there_is_have_a_bin)
{
    double x[] = {0, 0, 1, 9.2e18};
    struct ps_bins bins;
    ps_bins_make(&bins, x, 4);
    cr_assert(eq(u64, sum(&bins), 4));
    cr_assert(eq(u64, bins.count[0], 3));
    cr_assert(le(sz, bins.n, PS_BINS_MAX));
    cr_assert(eq(u64, bins.count[bins.n - 1], 1));
    cr_assert(gt(dbl, ps_bins_edge(&bins, bins.n), 9.2e18));
}

Test(bins, are_as_wide_as_freedman_and_diaconis_say)
{
    enum { N = 1000 };
    double x[N];
    for (int i = 0; i < N; i++)
        x[i] = pow(10, 5 + i / (double)(N - 1)); /* uniform in its logarithm: quartiles half a decade apart */
    struct ps_bins bins;
    ps_bins_make(&bins, x, N);
    cr_assert(epsilon_eq(dbl, bins.width, 2 * 0.5 / 10, 1e-3));
}
