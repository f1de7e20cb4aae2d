#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "stats/stats.h"
#include "tests/data/stats/order.h"

#define MOST 4096

struct set {
    const char *name;
    const double *x;
    size_t n;
    const double *expected; /* a quantile for each of order_q, then mean and standard deviation */
};

static const struct set sets[] = {
    {"one", order_one, COUNT(order_one), order_one_expected},
    {"two", order_two, COUNT(order_two), order_two_expected},
    {"even", order_even, COUNT(order_even), order_even_expected},
    {"odd", order_odd, COUNT(order_odd), order_odd_expected},
    {"tied", order_tied, COUNT(order_tied), order_tied_expected},
    {"times", order_times, COUNT(order_times), order_times_expected},
};

Test(order, quantiles_are_numpys_type_7)
{
    for (size_t s = 0; s < COUNT(sets); s++) {
        double sorted[MOST], x[MOST];
        memcpy(sorted, sets[s].x, sets[s].n * sizeof *sorted);
        ps_sort(sorted, sets[s].n);
        for (size_t q = 0; q < COUNT(order_q); q++) {
            expect_near(ps_quantile_sorted(sorted, sets[s].n, order_q[q]), sets[s].expected[q], 1e-14, sets[s].name);
            memcpy(x, sets[s].x, sets[s].n * sizeof *x);
            expect_near(ps_quantile(x, sets[s].n, order_q[q]), sets[s].expected[q], 1e-14, sets[s].name);
        }
        memcpy(x, sets[s].x, sets[s].n * sizeof *x);
        expect_near(ps_median(x, sets[s].n), ps_quantile_sorted(sorted, sets[s].n, 0.5), 0, sets[s].name);
    }
}

Test(order, moments_are_numpys)
{
    for (size_t s = 0; s < COUNT(sets); s++) {
        expect_near(ps_mean(sets[s].x, sets[s].n), sets[s].expected[COUNT(order_q)], 1e-13, sets[s].name);
        expect_near(ps_stddev(sets[s].x, sets[s].n), sets[s].expected[COUNT(order_q) + 1], 1e-13, sets[s].name);
    }
}

Test(order, moments_survive_a_large_offset)
{
    double x[1000];
    for (size_t i = 0; i < COUNT(x); i++)
        x[i] = 1e15 + (double)(i % 2);
    cr_expect_eq(ps_mean(x, COUNT(x)), 1e15 + 0.5);
    expect_near(ps_stddev(x, COUNT(x)), 0.5 * sqrt(1000.0 / 999), 1e-12, "sd");
}

Test(order, nothing_has_no_quantile)
{
    cr_expect(isnan(ps_median(NULL, 0)));
    cr_expect(isnan(ps_quantile_sorted(NULL, 0, 0.5)));
    cr_expect(isnan(ps_mean(NULL, 0)));
    cr_expect_eq(ps_stddev(NULL, 0), 0);
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Shapes on which a careless quicksort goes wrong or quadratic, in every size up to where all code paths have been taken. */
static void fill(double *x, size_t n, unsigned shape, struct ps_random *random)
{
    for (size_t i = 0; i < n; i++) {
        double value[] = {
            (double)i, (double)(n - i), 1, (double)(i % 3), (double)(i < n / 2 ? i : n - i), ps_random_unit(random)};
        x[i] = value[shape];
    }
}

Test(order, sort_and_selection_agree_with_qsort)
{
    struct ps_random random;
    ps_random_seed(&random, 7, 1);
    for (size_t n = 1; n < MOST; n += 1 + n / 9) {
        for (unsigned shape = 0; shape < 6; shape++) {
            double x[MOST], expected[MOST], rest[MOST];
            fill(x, n, shape, &random);
            memcpy(expected, x, n * sizeof *x);
            memcpy(rest, x, n * sizeof *x);
            qsort(expected, n, sizeof *expected, by_value);
            ps_sort(x, n);
            cr_assert_arr_eq(x, expected, n * sizeof *x, "n %zu, shape %u", n, shape);
            size_t rank = ps_random_below(&random, (uint32_t)n);
            double q = n > 1 ? (double)rank / (double)(n - 1) : 0;
            double got = ps_quantile(rest, n, q);
            cr_assert(got == ps_quantile_sorted(expected, n, q), "n %zu, shape %u, rank %zu", n, shape, rank);
            ps_sort(rest, n);
            cr_assert_arr_eq(rest, expected, n * sizeof *x, "selection lost a number: n %zu, shape %u", n, shape);
        }
    }
}

/* Musser's permutation (1997): the median of first, middle and last is nearly the least each time. Time n log n is half a
 * second, quadratic time some minutes: the limit is far from both. */
Test(order, worst_case_of_median_of_three_stays_fast, .timeout = 100)
{
    size_t half = 1000000, n = 2 * half;
    double *x = malloc(n * sizeof *x);
    cr_assert_not_null(x);
    for (size_t i = 0; i < half; i++) {
        x[i] = (double)(i % 2 == 0 ? i + 1 : half + i + (half % 2 == 0));
        x[half + i] = (double)(2 * (i + 1));
    }
    double median = ps_median(x, n);
    ps_sort(x, n);
    for (size_t i = 1; i < n; i++)
        cr_assert(x[i - 1] <= x[i]);
    cr_expect_eq(median, ps_quantile_sorted(x, n, 0.5));
    free(x);
}

Test(order, numbers_that_are_none_do_no_harm)
{
    double x[300];
    for (size_t i = 0; i < COUNT(x); i++)
        x[i] = i % 7 == 0 ? NAN : i % 11 == 0 ? INFINITY : (double)(i * 37 % 101);
    ps_median(x, COUNT(x));
    ps_sort(x, COUNT(x));
    size_t left = 0;
    for (size_t i = 0; i < COUNT(x); i++)
        left += isnan(x[i]) != 0; /* any other number, says C */
    cr_expect_eq(left, (COUNT(x) + 6) / 7);
}
