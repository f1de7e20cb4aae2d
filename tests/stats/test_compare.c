#include <criterion/criterion.h>
#include <math.h>

#include "near.h"
#include "stats/compare.h"
#include "tests/data/stats/compare.h"

#define SIDE(name)                                                                                                               \
    {                                                                                                                            \
        name, name##_run, name##_epoch, COUNT(name)                                                                              \
    }

static const struct ps_run_effect no_effect = {0, 0};

/* ---- unpaired ratios ---- */

Test(unpaired, of_one_run_a_side_is_yuens_test)
{
    struct ps_side old = SIDE(one_old), new_side = SIDE(one_new);
    struct ps_ratio ratio;
    cr_assert_eq(ps_unpaired_ratio(&old, &new_side, &no_effect, 0.95, &ratio), 0);
    expect_near(ratio.ratio.value, yuen[0], 1e-12, "ratio");
    expect_near(ratio.ratio.lo, yuen[1], 1e-10, "lo");
    expect_near(ratio.ratio.hi, yuen[2], 1e-10, "hi");
    expect_near(ratio.p, yuen[3], 1e-9, "p");
    expect_near(ratio.df, yuen[4], 1e-10, "df");
    expect_near(ratio.log_se, yuen[5], 1e-10, "se");
    cr_expect(ratio.epochs[0] == 12 && ratio.epochs[1] == 17 && ratio.runs[0] == 1 && ratio.runs[1] == 1);
}

Test(unpaired, of_few_epochs_is_welchs_test)
{
    struct ps_side old = SIDE(few_old), new_side = SIDE(few_new);
    struct ps_ratio ratio;
    cr_assert_eq(ps_unpaired_ratio(&old, &new_side, &no_effect, 0.95, &ratio), 0);
    expect_near(ratio.ratio.value, welch[0], 1e-12, "ratio");
    expect_near(ratio.p, welch[1], 1e-9, "p");
    expect_near(ratio.df, welch[2], 1e-10, "df");
}

Test(unpaired, of_several_runs_learns_their_effect)
{
    struct ps_side old = SIDE(runs_old), new_side = SIDE(runs_new);
    const struct ps_run_effect effect = {0.01, 15};
    struct ps_ratio ratio;
    cr_assert_eq(ps_unpaired_ratio(&old, &new_side, &effect, 0.95, &ratio), 0);
    expect_near(ratio.ratio.value, of_runs[0], 1e-12, "ratio");
    expect_near(ratio.ratio.lo, of_runs[1], 1e-10, "lo");
    expect_near(ratio.ratio.hi, of_runs[2], 1e-10, "hi");
    expect_near(ratio.p, of_runs[3], 1e-9, "p");
    expect_near(ratio.df, of_runs[4], 1e-10, "df");
    expect_near(ratio.log_se, of_runs[5], 1e-10, "se");
    expect_near(ratio.run_sd, of_runs[6], 1e-10, "run sd");
    cr_expect(ratio.runs[0] == 3 && ratio.runs[1] == 4);
}

Test(unpaired, without_runs_all_are_of_one)
{
    struct ps_side old = SIDE(one_old), new_side = SIDE(one_new);
    struct ps_ratio ratio;
    old.run = new_side.run = NULL;
    cr_assert_eq(ps_unpaired_ratio(&old, &new_side, &no_effect, 0.95, &ratio), 0);
    expect_near(ratio.ratio.value, yuen[0], 1e-12, "ratio");
    expect_near(ratio.ratio.lo, yuen[1], 1e-10, "lo");
    cr_expect(ratio.runs[0] == 1 && ratio.runs[1] == 1);
}

Test(unpaired, a_runs_effect_widens_the_interval)
{
    struct ps_side old = SIDE(one_old), new_side = SIDE(one_new);
    struct ps_ratio narrow, wide;
    ps_unpaired_ratio(&old, &new_side, &no_effect, 0.95, &narrow);
    ps_unpaired_ratio(&old, &new_side, &(struct ps_run_effect){0.02, 15}, 0.95, &wide);
    expect_near(wide.ratio.value, narrow.ratio.value, 1e-15, "ratio");
    expect_near(wide.log_se * wide.log_se, narrow.log_se * narrow.log_se + 2 * 0.02 * 0.02, 1e-12, "variance");
    cr_expect(wide.ratio.lo < narrow.ratio.lo && wide.ratio.hi > narrow.ratio.hi);
}

Test(unpaired, too_little_has_no_interval)
{
    const double x[] = {1, 2, 3, 4}, zero[] = {0, 0};
    const uint32_t run[] = {0, 0, 0, 0}, one[] = {0, 0, 0, 0}, two[] = {0, 0, 1, 1};
    struct ps_side single = {x, run, one, 4}, fine = {x, run, two, 4}, none = {x, run, two, 0}, zeros = {zero, run, two, 2};
    struct ps_ratio ratio;
    cr_expect_eq(ps_unpaired_ratio(&single, &fine, &no_effect, 0.95, &ratio), -1);
    cr_expect(isfinite(ratio.ratio.value) && isnan(ratio.ratio.lo) && isnan(ratio.p));
    cr_expect_eq(ps_unpaired_ratio(&none, &fine, &no_effect, 0.95, &ratio), -1);
    cr_expect(isnan(ratio.ratio.value));
    cr_expect_eq(ps_unpaired_ratio(&zeros, &fine, &no_effect, 0.95, &ratio), -1);
    cr_expect(isnan(ratio.ratio.value));
}

Test(unpaired, sides_without_any_spread_differ_or_not)
{
    const double a[] = {5, 5, 5, 5}, b[] = {6, 6, 6, 6};
    const uint32_t run[] = {0, 0, 0, 0}, epoch[] = {0, 1, 2, 3};
    struct ps_side old = {a, run, epoch, 4}, new_side = {b, run, epoch, 4};
    struct ps_ratio ratio;
    cr_assert_eq(ps_unpaired_ratio(&old, &old, &no_effect, 0.95, &ratio), 0);
    cr_expect_eq(ratio.p, 1);
    cr_assert_eq(ps_unpaired_ratio(&old, &new_side, &no_effect, 0.95, &ratio), 0);
    cr_expect_eq(ratio.p, 0);
    expect_near(ratio.ratio.value, 1.2, 1e-12, "ratio");
}

/* ---- paired ---- */

Test(paired_p, agrees_with_the_interval)
{
    struct ps_estimate ratio = {.value = 1.1, .n = 100, .epochs = 10};
    double half_width = ps_t_quantile(0.975, 9) * 0.02;
    ratio.lo = 1.1 * exp(-half_width);
    ratio.hi = 1.1 * exp(half_width);
    expect_near(ps_paired_p(&ratio, 0.95), 2 * ps_t_cdf(-log(1.1) / 0.02, 9), 1e-9, "p");
    ratio.value = exp(half_width); /* 1 at its lower end */
    ratio.lo = 1;
    ratio.hi = exp(2 * half_width);
    expect_near(ps_paired_p(&ratio, 0.95), 0.05, 1e-9, "p at the end");
    ratio.lo = NAN;
    cr_expect(isnan(ps_paired_p(&ratio, 0.95)));
}

/* ---- many tests ---- */

Test(discoveries, are_corrected_as_scipy_does)
{
    double q[COUNT(p_values)];
    cr_assert_eq(ps_false_discovery(p_values, q, COUNT(p_values)), 0);
    for (size_t i = 0; i < COUNT(p_values); i++)
        expect_near(q[i], q_values[i], 1e-12, "q");
}

Test(discoveries, what_is_no_test_does_not_count)
{
    const double p[] = {NAN, 0.04, NAN, 0.01};
    double q[4];
    cr_assert_eq(ps_false_discovery(p, q, 4), 0);
    cr_expect(isnan(q[0]) && isnan(q[2]));
    expect_near(q[1], 0.04, 1e-12, "q");
    expect_near(q[3], 0.02, 1e-12, "q");
}

/* ---- planning ---- */

Test(needed, follows_from_the_variance)
{
    struct ps_ratio ratio = {.epoch_variance = 0.03 * 0.03, .run_sd = 0};
    double z = ps_normal_quantile(0.975) + ps_normal_quantile(0.8);
    struct ps_needed needed = ps_epochs_needed(&ratio, 0.02, 0.95, 0.8);
    cr_expect_eq(needed.runs, 1);
    cr_expect_eq(needed.epochs, (size_t)ceil(2 * 0.03 * 0.03 * z * z / pow(log(1.02), 2)));
    ratio.run_sd = 0.02;
    needed = ps_epochs_needed(&ratio, 0.02, 0.95, 0.8);
    double variance = 2 * (0.02 * 0.02 + 0.03 * 0.03 / (double)needed.epochs) / (double)needed.runs;
    cr_expect(needed.runs > 1 && z * sqrt(variance) <= log(1.02), "%zu runs of %zu epochs", needed.runs, needed.epochs);
    cr_expect_eq(ps_epochs_needed(&ratio, 0.5, 0.95, 0.8).epochs, 10); /* the least that bench takes */
}

/* ---- crossover ---- */

static double wobble(struct ps_random *random)
{
    double sum = 0;
    for (int i = 0; i < 12; i++)
        sum += ps_random_unit(random);
    return sum - 6;
}

enum { SWEEP = 5, EPOCHS = 12 };

static void make_sweep(struct ps_sweep_point *points, double (*ratios)[EPOCHS], const double *at, const double *truth, double sd,
                       struct ps_random *random)
{
    for (int p = 0; p < SWEEP; p++) {
        for (int e = 0; e < EPOCHS; e++)
            ratios[p][e] = truth[p] + sd * wobble(random);
        points[p] = (struct ps_sweep_point){at[p], ratios[p], EPOCHS};
    }
}

Test(crossover, is_log_linear_between_two_points)
{
    const double at[SWEEP] = {0, 1, 10, 100, 1000}, truth[SWEEP] = {-2, -1, -0.5, 0.5, 1};
    double ratios[SWEEP][EPOCHS];
    struct ps_sweep_point points[SWEEP];
    struct ps_random random;
    struct ps_crossing crossing;
    ps_random_seed(&random, 1, 0);
    make_sweep(points, ratios, at, truth, 0, &random);
    cr_assert_eq(ps_crossover(points, SWEEP, 200, &random, &crossing), 0);
    expect_near(crossing.at, sqrt(1000), 1e-9, "at");
    expect_near(crossing.lo, sqrt(1000), 1e-9, "lo");
    expect_near(crossing.hi, sqrt(1000), 1e-9, "hi");
    expect_near(crossing.share, 1, 1e-12, "share");
}

Test(crossover, in_the_segment_from_0_is_linear)
{
    const double at[SWEEP] = {0, 16, 32, 64, 128}, truth[SWEEP] = {-1, 3, 3.5, 4, 5};
    double ratios[SWEEP][EPOCHS];
    struct ps_sweep_point points[SWEEP];
    struct ps_random random;
    struct ps_crossing crossing;
    ps_random_seed(&random, 1, 0);
    make_sweep(points, ratios, at, truth, 0, &random);
    ps_crossover(points, SWEEP, 200, &random, &crossing);
    expect_near(crossing.at, 4, 1e-9, "at");
}

Test(crossover, is_none_where_lines_do_not_cross)
{
    const double at[SWEEP] = {0, 1, 10, 100, 1000}, truth[SWEEP] = {-2, -1.5, -1.2, -1.1, -1};
    double ratios[SWEEP][EPOCHS];
    struct ps_sweep_point points[SWEEP];
    struct ps_random random;
    struct ps_crossing crossing;
    ps_random_seed(&random, 1, 0);
    make_sweep(points, ratios, at, truth, 0.01, &random);
    ps_crossover(points, SWEEP, 200, &random, &crossing);
    cr_expect(isnan(crossing.at) && isnan(crossing.lo) && crossing.share == 0);
    points[0].n = 1;
    cr_expect_eq(ps_crossover(points, SWEEP, 200, &random, &crossing), -1);
}

Test(crossover, interval_holds_the_truth)
{
    const double at[SWEEP] = {0, 1, 10, 100, 1000}, truth[SWEEP] = {-2, -1, -0.3, 0.2, 1};
    const double crossing_at = exp(log(10) + 0.6 * log(10));
    enum { TRIES = 400 };
    size_t held = 0;
    struct ps_random random;
    ps_random_seed(&random, 5, 0);
    for (int i = 0; i < TRIES; i++) {
        double ratios[SWEEP][EPOCHS];
        struct ps_sweep_point points[SWEEP];
        struct ps_crossing crossing;
        make_sweep(points, ratios, at, truth, 0.1, &random);
        ps_crossover(points, SWEEP, 400, &random, &crossing);
        held += crossing.lo <= crossing_at && crossing.hi >= crossing_at;
    }
    cr_expect(held >= 0.95 * TRIES - 3.72 * sqrt(TRIES * 0.95 * 0.05), "%zu of %d", held, TRIES);
    cr_expect(held < TRIES, "an interval that always holds is too wide");
}

/* ---- change points ---- */

enum { SERIES = 120, CHANGES = 16 };

static void make_series(double *x, size_t n, double sd, struct ps_random *random)
{
    for (size_t i = 0; i < n; i++)
        x[i] = sd * wobble(random);
}

Test(changes, are_found_where_they_are)
{
    double x[SERIES];
    struct ps_random random;
    struct ps_change changes[CHANGES];
    ps_random_seed(&random, 5, 0);
    make_series(x, SERIES, 0.02, &random);
    for (int i = 40; i < SERIES; i++)
        x[i] += log(1.10);
    for (int i = 90; i < SERIES; i++)
        x[i] += log(0.85);
    int n = ps_change_points(x, SERIES, 0.01, 0.02, &random, changes, CHANGES);
    cr_assert_eq(n, 2, "%d changes", n);
    cr_expect(changes[0].at >= 39 && changes[0].at <= 41, "at %zu", changes[0].at);
    cr_expect(changes[1].at >= 89 && changes[1].at <= 91, "at %zu", changes[1].at);
    expect_near(changes[0].ratio, 1.10, 0.02, "ratio");
    expect_near(changes[1].ratio, 0.85, 0.02, "ratio");
    cr_expect(changes[0].p <= 0.01 && changes[1].p <= 0.01);
}

Test(changes, are_not_seen_where_there_are_none)
{
    enum { TRIES = 400 };
    double x[SERIES];
    struct ps_random random;
    struct ps_change changes[CHANGES];
    size_t alarms = 0;
    ps_random_seed(&random, 4, 0);
    for (int i = 0; i < TRIES; i++) {
        make_series(x, SERIES, 0.02, &random);
        alarms += ps_change_points(x, SERIES, 0.05, 0, &random, changes, CHANGES) != 0;
    }
    cr_expect(alarms <= 0.05 * TRIES + 3.72 * sqrt(TRIES * 0.05 * 0.95), "%zu alarms in %d series", alarms, TRIES);
    cr_expect_gt(alarms, 0, "the test cannot reject");
}

Test(changes, that_are_too_small_are_not_reported)
{
    double x[SERIES];
    struct ps_random random;
    struct ps_change changes[CHANGES];
    ps_random_seed(&random, 3, 0);
    make_series(x, SERIES, 0.001, &random);
    for (int i = 60; i < SERIES; i++)
        x[i] += 0.01;
    cr_expect_eq(ps_change_points(x, SERIES, 0.01, 0, &random, changes, CHANGES), 1);
    cr_expect_eq(ps_change_points(x, SERIES, 0.01, 0.02, &random, changes, CHANGES), 0);
}

Test(changes, of_a_short_or_constant_series_are_none)
{
    double x[SERIES] = {0};
    struct ps_random random;
    struct ps_change changes[CHANGES];
    ps_random_seed(&random, 3, 0);
    cr_expect_eq(ps_change_points(x, 0, 0.01, 0, &random, changes, CHANGES), 0);
    cr_expect_eq(ps_change_points(x, 9, 0.01, 0, &random, changes, CHANGES), 0);
    cr_expect_eq(ps_change_points(x, SERIES, 0.01, 0, &random, changes, CHANGES), 0);
}
