/* How often compare sees a slowdown that is not there, and one that is. Seeded, so that a run gives the same counts everywhere;
 * ci/compare-simulation has more pairs and more models, docs/compare.md its figures. */
#include <criterion/criterion.h>
#include <math.h>

#include "pairs.h"

enum { PAIRS = 200 };

/* What a method that does it in a share `p` of cases does less often than once in 10,000 seeds. */
static double slack(double p)
{
    return 3.72 * sqrt(p * (1 - p) * PAIRS);
}

static void expect_pairs(struct pair_model model, const char *what)
{
    size_t alarms = pairs_found(&model, PAIRS, 21);
    cr_expect(alarms <= 0.05 * PAIRS + slack(0.05), "%s: %zu alarms in %d pairs of the same", what, alarms, PAIRS);
    model.slowdown = 0.1;
    size_t found = pairs_found(&model, PAIRS, 22);
    cr_expect(found >= 0.95 * PAIRS - slack(0.95), "%s: %zu of %d slowdowns found", what, found, PAIRS);
}

Test(pairs, of_a_usual_machine)
{
    expect_pairs(pair_usual, "usual");
}

Test(pairs, of_one_cell)
{
    struct pair_model model = pair_usual;
    model.cells = 1;
    expect_pairs(model, "one cell");
}

Test(pairs, of_several_runs_a_side)
{
    struct pair_model model = pair_usual;
    model.runs = 3;
    expect_pairs(model, "three runs");
}

/* Starts that hardly vary make an epoch's interval narrow; the run's own effect must not be taken for a difference. */
Test(pairs, whose_starts_hardly_vary)
{
    struct pair_model model = pair_usual;
    model.start_sd = model.epoch_sd = model.wander_sd = 0.001;
    expect_pairs(model, "hardly vary");
}

/* Without a threshold's help: intervals alone hold the truth as often as they say, the run's effect included. */
Test(pairs, intervals_hold_one)
{
    struct pair_model model = pair_usual;
    const struct ps_compare_options options = {.phase = PS_READY, .threshold = 0.05, .drift = PS_COMPARE_DRIFT};
    struct ps_random random;
    struct ps_error err = {0};
    size_t held = 0, tries = 0;
    model.common_sd = PS_COMPARE_DRIFT;
    model.cell_sd = 0;
    model.cells = 1;
    model.wander_sd = 0;
    ps_random_seed(&random, 23, 0);
    for (; tries < 2 * PAIRS; tries++) {
        struct ps_result runs[2];
        struct ps_comparison comparison;
        pair_run(&runs[0], &model, false, &random);
        pair_run(&runs[1], &model, true, &random);
        const struct ps_compare_side old = {"old", runs, 1}, new_ = {"new", runs + 1, 1};
        cr_assert_eq(ps_compare(&comparison, &old, &new_, &options, &err), 0, "%s", err.what);
        const struct ps_estimate *ratio = &comparison.cells[0].phase[PS_READY].ratio.ratio;
        held += ratio->lo <= 1 && ratio->hi >= 1;
        ps_comparison_free(&comparison);
        ps_result_free(&runs[0]);
        ps_result_free(&runs[1]);
    }
    double least = 0.95 * (double)tries - 3.72 * sqrt((double)tries * 0.95 * 0.05);
    cr_expect((double)held >= least, "%zu of %zu intervals hold 1", held, tries);
}
