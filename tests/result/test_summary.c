#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "made_up.h"
#include "stats/stats.h"

/* The figures in the file are numpy's and scipy's (figures.py). */
static void read_figures(struct ps_result *result)
{
    struct ps_error err = {0};
    cr_assert_eq(ps_result_read(result, PS_TEST_DATA "/result/figures.json", &err), 0, "%s", err.what);
}

/* Both missing, or equal but for the rounding to whole ns in the file. */
static void near(double computed, double expected, double tolerance, const char *id, int phase, const char *what)
{
    bool same = isnan(expected) ? isnan(computed) : fabs(computed - expected) <= tolerance;
    cr_expect(same, "%s: %s: %s is %.17g, numpy says %.17g", id, ps_phase_name((enum ps_phase)phase), what, computed, expected);
}

static void compare(const struct ps_cell_result *cell, const struct ps_summary *expected, int phase)
{
    const struct ps_summary *is = &cell->summary[phase];
    cr_expect_eq(is->n, expected->n, "%s: n", cell->cell.id);
    const double pairs[][2] = {{is->median, expected->median}, {is->cold_median, expected->cold_median},
                               {is->lo, expected->lo},         {is->hi, expected->hi},
                               {is->mean, expected->mean},     {is->stddev, expected->stddev},
                               {is->min, expected->min},       {is->p90, expected->p90},
                               {is->p99, expected->p99},       {is->max, expected->max}};
    static const char *const names[] = {"median", "cold_median", "lo", "hi", "mean", "stddev", "min", "p90", "p99", "max"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        near(pairs[i][0], pairs[i][1], 0.5001, cell->cell.id, phase, names[i]);
}

Test(summary, every_figure_is_what_numpy_gets_from_the_same_samples)
{
    struct ps_result result, expected;
    struct ps_error err;
    read_figures(&expected);
    read_figures(&result);
    for (size_t i = 0; i < result.cells_n; i++)
        memset(result.cells[i].summary, 0, sizeof result.cells[i].summary);
    cr_assert_eq(ps_result_summarise(&result, &err), 0, "%s", err.what);
    for (size_t i = 0; i < result.cells_n; i++) {
        for (int phase = 0; phase < PS_PHASES; phase++)
            compare(&result.cells[i], &expected.cells[i].summary[phase], phase);
    }
    ps_result_free(&result);
    ps_result_free(&expected);
}

Test(summary, contrasts_are_paired_as_scipy_pairs_them_and_say_against_whom)
{
    struct ps_result result, expected;
    struct ps_error err;
    read_figures(&expected);
    read_figures(&result);
    cr_assert_eq(ps_result_summarise(&result, &err), 0, "%s", err.what);
    cr_assert_eq(result.contrasts_n, expected.contrasts_n);
    for (size_t i = 0; i < result.contrasts_n; i++) {
        const struct ps_contrast *is = &result.contrasts[i], *should = &expected.contrasts[i];
        const char *id = result.cells[should->cell].cell.id;
        cr_assert_eq(is->cell, should->cell);
        cr_assert_eq(is->against, should->against, "%s against %s", id, result.cells[is->against].cell.id);
        cr_assert_eq(is->phase, should->phase);
        near(is->ratio, should->ratio, 1e-12, id, is->phase, "ratio");
        near(is->lo, should->lo, 1e-12, id, is->phase, "lo");
        near(is->hi, should->hi, 1e-12, id, is->phase, "hi");
    }
    cr_expect_eq(result.self_check, expected.self_check);
    cr_expect_eq(result.cells[result.contrasts[result.self_check].cell].cell.twin, 1);
    ps_result_free(&result);
    ps_result_free(&expected);
}

static void scale(struct ps_samples *samples, int64_t divisor)
{
    for (size_t i = 0; i < samples->n; i++) {
        samples->at[PS_READY][i] /= divisor;
        samples->at[PS_REAPED][i] /= divisor;
    }
}

/* Twin and other build are the fastest of all, and yet nobody's measure. */
Test(summary, twins_and_other_builds_are_held_against_their_original_only)
{
    enum { FORK = 1, TWIN = 3, OTHER = 4 };
    struct ps_result result;
    struct ps_error err;
    read_figures(&result);
    struct ps_cell *other = &result.cells[OTHER].cell;
    other->method = PS_FORK;
    other->child = PS_CHILD_NONE;
    other->build = 1;
    ps_cell_id(other, NULL);
    scale(&result.cells[TWIN].samples, 10);
    scale(&result.cells[OTHER].samples, 20);
    cr_assert_eq(ps_result_summarise(&result, &err), 0, "%s", err.what);
    int copies = 0;
    for (size_t i = 0; i < result.contrasts_n; i++) {
        const struct ps_contrast *contrast = &result.contrasts[i];
        bool is_copy = contrast->cell == TWIN || contrast->cell == OTHER;
        copies += is_copy;
        cr_expect(contrast->against != TWIN && contrast->against != OTHER);
        cr_expect(!is_copy || contrast->against == FORK, "%s", result.cells[contrast->against].cell.id);
    }
    cr_expect_eq(copies, 4);
    ps_result_free(&result);
}

Test(summary, of_first_starts_holds_one_an_epoch)
{
    struct ps_result result;
    read_figures(&result);
    for (size_t i = 0; i < result.cells_n; i++) {
        const struct ps_cell_result *cell = &result.cells[i];
        size_t n = cell->first.n;
        double x[64];
        for (size_t k = 0; k < n; k++)
            x[k] = (double)cell->first.at[PS_REAPED][k];
        cr_expect_eq(cell->first_summary[PS_REAPED].n, n);
        cr_expect_float_eq(cell->first_summary[PS_REAPED].median, ps_median(x, n), 1e-9);
    }
    ps_result_free(&result);
}

static const char *message_of(const struct ps_result *result, const char *code)
{
    const char *message = NULL;
    for (size_t i = 0; i < result->warnings_n; i++) {
        if (strcmp(result->warnings[i].code, code) != 0)
            continue;
        cr_expect_null(message, "%s is there twice", code);
        message = result->warnings[i].message;
    }
    return message;
}

Test(summary, warns_of_drift_and_of_runners_that_disagree_and_names_the_worst)
{
    struct ps_result result;
    struct ps_error err;
    read_figures(&result);
    for (int times = 0; times < 2; times++)
        cr_assert_eq(ps_result_summarise(&result, &err), 0, "%s", err.what);
    const char *drift = message_of(&result, "drift"), *disagree = message_of(&result, "epochs-disagree");
    cr_assert_not_null(drift);
    cr_assert_not_null(disagree);
    cr_expect_not_null(strstr(drift, "1 of 11 cells"), "%s", drift);
    cr_expect_not_null(strstr(drift, "posix_spawn"), "%s", drift);
    cr_expect_not_null(strstr(disagree, "1 of 11 cells"), "%s", disagree);
    cr_expect_not_null(strstr(disagree, "vfork+exec"), "%s", disagree);
    cr_expect_not_null(message_of(&result, "busy"), "warnings of others stay");
    ps_result_free(&result);
}

Test(summary, of_a_result_without_samples_is_empty)
{
    struct ps_result result;
    struct ps_error err;
    made_up_plan(&result);
    cr_assert_eq(ps_result_summarise(&result, &err), 0, "%s", err.what);
    cr_expect_eq(result.contrasts_n, 0);
    cr_expect_eq(result.warnings_n, 0);
    for (size_t i = 0; i < result.cells_n; i++)
        cr_expect_eq(result.cells[i].summary[PS_REAPED].n, 0);
    ps_result_free(&result);
}

Test(samples, are_kept_as_time_since_their_start_and_absent_phases_stay_absent)
{
    struct ps_samples samples = {0};
    struct ps_sample sample = {.asked = 5000};
    for (int phase = 0; phase < PS_PHASES; phase++)
        sample.at[phase] = PS_MISSING;
    sample.at[PS_RETURNED] = 5000;
    sample.at[PS_REAPED] = 5750;
    for (uint32_t i = 0; i < 1000; i++)
        cr_assert_eq(ps_samples_add(&samples, i, i + 1, i + 2, i + 3, &sample, 1000, NULL), 0);
    cr_expect_eq(samples.n, 1000);
    cr_expect_eq(samples.asked[999], 4000);
    cr_expect_eq(samples.at[PS_RETURNED][999], 0);
    cr_expect_eq(samples.at[PS_REAPED][999], 750);
    cr_expect_eq(samples.at[PS_READY][999], PS_MISSING);
    cr_expect_eq(samples.epoch[999] + samples.round[999] + samples.order[999] + samples.turn[999], 4 * 999 + 6);
    ps_samples_free(&samples);
}

Test(samples, that_go_back_in_time_are_errors)
{
    struct ps_samples samples = {0};
    struct ps_error err;
    struct ps_sample sample = {.asked = 5000};
    for (int phase = 0; phase < PS_PHASES; phase++)
        sample.at[phase] = PS_MISSING;
    sample.at[PS_READY] = 4999; /* would be stored as -1: "missing" */
    cr_expect_eq(ps_samples_add(&samples, 0, 0, 0, 0, &sample, 0, &err), -1);
    cr_expect_not_null(strstr(err.what, "`ready`"), "%s", err.what);
    sample.at[PS_READY] = 6000;
    cr_expect_eq(ps_samples_add(&samples, 0, 0, 0, 0, &sample, 5001, &err), -1);
    cr_expect_eq(samples.n, 0);
    ps_samples_free(&samples);
}
