#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "near.h"
#include "stats/stats.h"
#include "tests/data/stats/drift.h"
#include "tests/data/stats/intervals.h"

#define N_A COUNT(cell_a)
#define N_B COUNT(cell_b)

static const struct ps_series series_a = {cell_a, cell_a_epoch, cell_a_round, N_A};
static const struct ps_series series_b = {cell_b, cell_b_epoch, cell_b_round, N_B};

static void expect_estimate(const struct ps_estimate *got, const double *expected, const char *what)
{
    expect_near(got->value, expected[0], 1e-12, what);
    expect_near(got->lo, expected[1], 1e-12, what);
    expect_near(got->hi, expected[2], 1e-12, what);
}

Test(intervals, epoch_mean_is_t_on_the_epochs_medians)
{
    /* Medians 1, 2 and 4; Student's t for 2 degrees of freedom is 4.302652729911275. */
    static const double x[] = {4, 4, 5, 1, 0, 2, 2};
    static const uint32_t epoch[] = {3, 3, 3, 1, 1, 1, 2}, alone[] = {1, 1, 1, 1, 1, 1, 1};
    struct ps_estimate e;
    cr_assert_eq(ps_epoch_mean(x, epoch, COUNT(x), 0.95, &e), 0);
    const double expected[] = {2.3333333333333335, -1.4612497004061318, 6.127916367072799};
    for (size_t i = 0; i < 3; i++)
        expect_near(i == 0 ? e.value : i == 1 ? e.lo : e.hi, expected[i], 1e-9, "mean");
    cr_expect_eq(e.epochs, 3);
    cr_expect_eq(e.n, COUNT(x));
    cr_expect_eq(ps_epoch_mean(x, alone, COUNT(x), 0.95, &e), -1);
    cr_expect(isnan(e.lo) && e.value == 2);
    static const double zeros[] = {0, 0, 0};
    cr_assert_eq(ps_epoch_mean(zeros, epoch + 4, 3, 0.95, &e), 0);
    cr_expect(e.value == 0 && e.lo == 0 && e.hi == 0);
    cr_expect_eq(ps_epoch_mean(zeros, epoch, 0, 0.95, &e), -1);
}

Test(intervals, epoch_median_is_woodruffs_as_numpy_gives_it)
{
    struct ps_estimate e;
    cr_assert_eq(ps_epoch_median(cell_a, cell_a_epoch, N_A, 0.95, &e), 0);
    expect_estimate(&e, median_a_950, "a, 0.95");
    cr_expect_eq(e.n, N_A);
    cr_expect_eq(e.epochs, 12);
    cr_assert_eq(ps_epoch_median(cell_a, cell_a_epoch, N_A, 0.975, &e), 0);
    expect_estimate(&e, median_a_975, "a, 0.975");
    cr_assert_eq(ps_epoch_median(cell_b, cell_b_epoch, N_B, 0.95, &e), 0);
    expect_estimate(&e, median_b_950, "b, 0.95");
    cr_assert_eq(ps_epoch_median(cell_b, cell_b_epoch, N_B, 0.975, &e), 0);
    expect_estimate(&e, median_b_975, "b, 0.975");
}

/* The data are shuffled; as they are measured they ascend. Both ways must gather the same epochs. */
Test(intervals, order_of_samples_does_not_matter)
{
    double x[N_A];
    uint32_t epoch[N_A];
    size_t n = 0;
    for (uint32_t e = 0; e < 100; e++) {
        for (size_t i = 0; i < N_A; i++) {
            if (cell_a_epoch[i] == e) {
                x[n] = cell_a[i];
                epoch[n++] = e;
            }
        }
    }
    cr_assert_eq(n, N_A);
    struct ps_estimate e;
    cr_assert_eq(ps_epoch_median(x, epoch, n, 0.95, &e), 0);
    expect_estimate(&e, median_a_950, "sorted");
}

Test(intervals, input_is_left_as_it_is)
{
    double x[N_A];
    memcpy(x, cell_a, sizeof x);
    struct ps_estimate e;
    struct ps_series a = {x, cell_a_epoch, cell_a_round, N_A};
    double within;
    ps_epoch_median(x, cell_a_epoch, N_A, 0.95, &e);
    ps_paired_ratio(&a, &series_b, 0.95, &e);
    ps_epoch_spread(x, cell_a_epoch, N_A, &within);
    cr_expect_arr_eq(x, cell_a, sizeof x);
}

Test(intervals, paired_ratio_is_scipys_t_on_epochs_median_log_ratios)
{
    struct ps_estimate e;
    cr_assert_eq(ps_paired_ratio(&series_a, &series_b, 0.95, &e), 0);
    expect_estimate(&e, ratio_ab, "a/b");
    cr_expect_eq(e.epochs, 12, "the 13th epoch has no partner");
    struct ps_estimate inverse;
    cr_assert_eq(ps_paired_ratio(&series_b, &series_a, 0.95, &inverse), 0);
    expect_near(inverse.value, 1 / e.value, 1e-12, "b/a");
    expect_near(inverse.hi, 1 / e.lo, 1e-12, "b/a");
}

Test(intervals, epoch_spread_is_what_scipy_gives)
{
    double within, spread = ps_epoch_spread(cell_a, cell_a_epoch, N_A, &within);
    expect_near(spread, spread_a[0], 1e-10, "between");
    expect_near(within, spread_a[1], 1e-10, "within");
}

Test(intervals, drift_is_scipys_theil_sen)
{
    struct ps_estimate e;
    cr_assert_eq(ps_drift(drift_up, drift_up_epoch, drift_up_time, COUNT(drift_up), &e), 0);
    expect_estimate(&e, drift_up_expected, "up");
    cr_expect_gt(e.lo, 1, "a drift this large is seen");
    cr_assert_eq(ps_drift(drift_none, drift_none_epoch, drift_none_time, COUNT(drift_none), &e), 0);
    expect_estimate(&e, drift_none_expected, "none");
    cr_assert_eq(ps_drift(drift_tied, drift_tied_epoch, drift_tied_time, COUNT(drift_tied), &e), 0);
    expect_estimate(&e, drift_tied_expected, "tied times");
}

Test(intervals, drift_of_more_epochs_than_it_pairs)
{
    enum { EPOCHS = 2500 };
    double x[EPOCHS], time[EPOCHS];
    uint32_t epoch[EPOCHS];
    for (uint32_t i = 0; i < EPOCHS; i++) {
        epoch[i] = i;
        time[i] = i;
        x[i] = 100 * exp(0.1 * i / (EPOCHS - 1));
    }
    struct ps_estimate e;
    cr_assert_eq(ps_drift(x, epoch, time, EPOCHS, &e), 0);
    expect_near(e.value, exp(0.1), 1e-3, "end to start");
}

static void expect_none(const struct ps_estimate *e)
{
    cr_expect(isnan(e->lo) && isnan(e->hi));
}

Test(intervals, too_little_data_has_no_interval)
{
    static const double x[] = {3, 1, 2};
    static const uint32_t one[] = {4, 4, 4}, round[] = {0, 1, 2}, other[] = {5, 5, 5};
    struct ps_series a = {x, one, round, 3}, b = {x, other, round, 3};
    struct ps_estimate e;
    struct ps_random random;
    ps_random_seed(&random, 1, 1);
    cr_expect_eq(ps_epoch_median(x, one, 3, 0.95, &e), -1);
    cr_expect_eq(e.value, 2);
    cr_expect_eq(e.epochs, 1);
    expect_none(&e);
    cr_expect_eq(ps_epoch_median(NULL, NULL, 0, 0.95, &e), -1);
    cr_expect(isnan(e.value));
    cr_expect_eq(ps_paired_ratio(&a, &a, 0.95, &e), -1);
    cr_expect_eq(e.value, 1);
    expect_none(&e);
    cr_expect_eq(ps_paired_ratio(&a, &b, 0.95, &e), -1, "no round in common");
    cr_expect(isnan(e.value));
    cr_expect_eq(ps_bootstrap_median(x, one, round, 3, 0.95, 100, &random, &e), -1);
    cr_expect_eq(ps_drift(x, one, x, 3, &e), -1);
    cr_expect_eq(ps_drift(NULL, NULL, NULL, 0, &e), -1);
    double within;
    cr_expect(isnan(ps_epoch_spread(x, one, 3, &within)) && isnan(within));
}

/* Four epochs that hardly overlap: the interval reaches beyond their numbers. */
Test(intervals, epochs_that_are_apart_have_scipys_t_on_log_medians)
{
    struct ps_estimate e;
    size_t n = COUNT(cell_apart);
    cr_assert_eq(ps_epoch_median(cell_apart, cell_apart_epoch, n, 0.95, &e), 0);
    expect_estimate(&e, median_apart, "apart");
    for (size_t i = 0; i < n; i++)
        cr_expect(e.lo < cell_apart[i] && cell_apart[i] < e.hi);
}

/* A coarse clock measures the floor row as 0: its order has an interval, but its logarithm has none. */
Test(intervals, zeros_are_times_too)
{
    static const double x[] = {0, 0, 1, 0, 1, 1};
    static const uint32_t epoch[] = {0, 0, 0, 1, 1, 1}, alike[] = {0, 1, 0, 2, 1, 2}, round[] = {0, 1, 2, 0, 1, 2};
    struct ps_estimate e;
    cr_expect_eq(ps_epoch_median(x, epoch, 6, 0.95, &e), -1);
    cr_expect_eq(e.value, 0.5);
    expect_none(&e);
    cr_expect_eq(ps_epoch_median(x, alike, 6, 0.95, &e), 0);
    cr_expect_eq(e.lo, 0);
    cr_expect_eq(e.hi, 1);
    struct ps_series a = {x, epoch, round, 6};
    cr_expect_eq(ps_paired_ratio(&a, &a, 0.95, &e), -1);
    expect_none(&e);
    double within;
    cr_expect(isnan(ps_epoch_spread(x, epoch, 6, &within)));
    cr_expect_eq(ps_drift(x, epoch, x, 6, &e), -1);
}

Test(intervals, times_that_never_vary_have_an_interval_without_width)
{
    static const double x[] = {5, 5, 5, 5};
    static const uint32_t epoch[] = {0, 0, 1, 1};
    struct ps_estimate e;
    cr_expect_eq(ps_epoch_median(x, epoch, 4, 0.95, &e), 0);
    cr_expect_eq(e.lo, 5);
    cr_expect_eq(e.hi, 5);
    cr_expect_eq(ps_relative_half_width(&e), 0);
    double within;
    cr_expect_eq(ps_epoch_spread(x, epoch, 4, &within), 0);
    cr_expect_eq(within, 0);
}

Test(intervals, half_width_is_relative_to_the_value)
{
    struct ps_estimate e = {200, 198, 206, 1, 1};
    cr_expect_eq(ps_relative_half_width(&e), 0.02);
}

Test(looks, schedule_grows_by_three_tenths)
{
    static const size_t expected[] = {10, 13, 17, 23, 30, 39, 51, 67, 88, 115, 150, 195, 254};
    size_t next = 0;
    for (size_t epochs = 0; epochs <= 254; epochs++) {
        bool look = ps_is_look(epochs);
        cr_expect_eq(look, epochs == expected[next], "%zu epochs", epochs);
        next += look;
    }
}

Test(looks, level_falls_towards_the_nominal)
{
    cr_expect_float_eq(ps_look_level(10, 0.95), 0.975, 1e-12);
    cr_expect_float_eq(ps_look_level(3, 0.95), 0.975, 1e-12);
    for (size_t epochs = 10; epochs < 1000; epochs++)
        cr_expect(ps_look_level(epochs, 0.95) > ps_look_level(epochs + 1, 0.95) && ps_look_level(epochs, 0.95) > 0.95);
    cr_expect_float_eq(ps_look_level(1000000, 0.95), 0.95, 1e-6);
}
