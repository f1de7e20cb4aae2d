#include <math.h>
#include <stdlib.h>

#include "compare/work.h"
#include "result/pick.h"

#define LEVEL 0.95

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "no memory left to compare");
}

/* ---- samples ---- */

void ps_gathered_free(struct ps_gathered *g)
{
    free(g->x);
    free(g->run);
    free(g->epoch);
    free(g->round);
    *g = (struct ps_gathered){0};
}

static int reserve(struct ps_gathered *g, size_t n, struct ps_error *err)
{
    if (n <= g->room)
        return 0;
    ps_gathered_free(g);
    g->x = malloc(n * sizeof *g->x);
    g->run = malloc(n * sizeof *g->run);
    g->epoch = malloc(n * sizeof *g->epoch);
    g->round = malloc(n * sizeof *g->round);
    if (g->x == NULL || g->run == NULL || g->epoch == NULL || g->round == NULL)
        return no_memory(err);
    g->room = n;
    return 0;
}

/* The samples of each result's cell in `cells` (NULL: it has none), which are results' own. */
static int gather(struct ps_gathered *g, const struct ps_cell_result *const *cells, size_t results, enum ps_phase phase,
                  struct ps_error *err)
{
    size_t most = 1;
    for (size_t r = 0; r < results; r++)
        most += cells[r] != NULL ? cells[r]->samples.n : 0;
    if (reserve(g, most, err) != 0)
        return -1;
    g->n = 0;
    for (size_t r = 0; r < results; r++) {
        if (cells[r] == NULL)
            continue;
        struct ps_picked part = {0, g->x + g->n, NULL, g->epoch + g->n, g->round + g->n};
        ps_pick(&part, &cells[r]->samples, phase, PS_STEADY);
        for (size_t i = 0; i < part.n; i++)
            g->run[g->n + i] = (uint32_t)r;
        g->n += part.n;
    }
    return 0;
}

/* ---- ratios ---- */

static struct ps_compare_phase no_phase(void)
{
    struct ps_compare_phase phase = {.q = NAN, .old_median = NAN, .new_median = NAN, .verdict = PS_COMPARE_UNKNOWN};
    phase.ratio.ratio = (struct ps_estimate){NAN, NAN, NAN, 0, 0};
    phase.ratio.p = NAN;
    return phase;
}

static bool positive(const struct ps_gathered *g)
{
    for (size_t i = 0; i < g->n; i++) {
        if (!(g->x[i] > 0))
            return false;
    }
    return g->n > 0;
}

static void unpaired(const struct ps_comparison *comparison, const struct ps_gathered *old, const struct ps_gathered *new_,
                     struct ps_ratio *ratio)
{
    const struct ps_run_effect effect = {comparison->options->drift, PS_COMPARE_DRIFT_DF};
    const struct ps_side a = {old->x, old->run, old->epoch, old->n}, b = {new_->x, new_->run, new_->epoch, new_->n};
    ps_unpaired_ratio(&a, &b, &effect, LEVEL, ratio);
}

static size_t epochs_of(const struct ps_gathered *g)
{
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++)
        n += i == 0 || g->epoch[i] != g->epoch[i - 1];
    return n;
}

static void paired(const struct ps_gathered *old, const struct ps_gathered *new_, struct ps_ratio *ratio)
{
    const struct ps_series a = {old->x, old->epoch, old->round, old->n}, b = {new_->x, new_->epoch, new_->round, new_->n};
    *ratio = (struct ps_ratio){.runs = {1, 1}, .epochs = {epochs_of(old), epochs_of(new_)}};
    ps_paired_ratio(&b, &a, LEVEL, &ratio->ratio);
    ratio->p = ps_paired_p(&ratio->ratio, LEVEL);
    ratio->df = (double)ratio->ratio.epochs - 1;
    ratio->log_se = NAN;
    ratio->epoch_variance = NAN;
    if (isnan(ratio->p))
        return;
    ratio->log_se = log(ratio->ratio.hi / ratio->ratio.lo) / 2 / ps_t_quantile(0.5 + LEVEL / 2, ratio->df);
    ratio->epoch_variance = ratio->log_se * ratio->log_se * (double)ratio->ratio.epochs / 2;
}

static int compare_phase(const struct ps_comparison *comparison, struct ps_gathered *old, struct ps_gathered *new_,
                         struct ps_compare_phase *phase)
{
    *phase = no_phase();
    if (!positive(old) || !positive(new_))
        return 0;
    if (comparison->paired)
        paired(old, new_, &phase->ratio);
    else
        unpaired(comparison, old, new_, &phase->ratio);
    phase->old_median = ps_median(old->x, old->n); /* reorders: what needs the order is done */
    phase->new_median = ps_median(new_->x, new_->n);
    return 0;
}

int ps_work_compare(struct ps_work *work, size_t old_n, size_t new_n, struct ps_compare_cell *cell, struct ps_error *err)
{
    for (int phase = 0; phase < PS_PHASES; phase++) {
        if (gather(&work->a, work->old_cells, old_n, (enum ps_phase)phase, err) != 0 ||
            gather(&work->b, work->new_cells, new_n, (enum ps_phase)phase, err) != 0)
            return -1;
        compare_phase(work->comparison, &work->a, &work->b, &cell->phase[phase]);
    }
    return 0;
}

/* ---- verdicts ---- */

static enum ps_compare_verdict judge(const struct ps_compare_phase *phase, double threshold)
{
    const struct ps_estimate *ratio = &phase->ratio.ratio;
    if (isnan(phase->q))
        return PS_COMPARE_UNKNOWN;
    if (phase->q > 1 - LEVEL || (ratio->lo <= 1 && ratio->hi >= 1))
        return PS_COMPARE_SAME;
    if (ratio->value < 1)
        return PS_COMPARE_FASTER;
    return ratio->value >= 1 + threshold ? PS_COMPARE_SLOWER : PS_COMPARE_SLIGHTLY_SLOWER;
}

/* Of the ratio being 1, for a difference of that direction: 1 where it has the other. Floors are no starts: they are not among
 * the tests. */
static double p_of(const struct ps_compare_cell *cell, enum ps_phase phase, bool slower)
{
    const struct ps_ratio *ratio = &cell->phase[phase].ratio;
    if (cell->floor || isnan(ratio->p))
        return NAN;
    return (ratio->ratio.value > 1) == slower ? ratio->p : 1;
}

/* Slower and faster are two questions, each with half of the rate of false discoveries, as the ends of an interval have
 * (Benjamini & Yekutieli 2005). */
static int correct(struct ps_comparison *comparison, enum ps_phase phase, bool slower, double *p, double *q)
{
    for (size_t i = 0; i < comparison->cells_n; i++)
        p[i] = p_of(&comparison->cells[i], phase, slower);
    if (ps_false_discovery(p, q, comparison->cells_n) != 0)
        return -1;
    for (size_t i = 0; i < comparison->cells_n; i++) {
        struct ps_compare_phase *it = &comparison->cells[i].phase[phase];
        if ((it->ratio.ratio.value > 1) == slower)
            it->q = q[i];
    }
    return 0;
}

static int judge_phase(struct ps_comparison *comparison, enum ps_phase phase, double *p, double *q)
{
    if (correct(comparison, phase, true, p, q) != 0 || correct(comparison, phase, false, p, q) != 0)
        return -1;
    for (size_t i = 0; i < comparison->cells_n; i++) {
        struct ps_compare_phase *it = &comparison->cells[i].phase[phase];
        it->verdict = judge(it, comparison->options->threshold);
        comparison->slower += it->verdict == PS_COMPARE_SLOWER && phase == comparison->options->phase;
    }
    return 0;
}

int ps_work_judge(struct ps_comparison *comparison, struct ps_error *err)
{
    double *p = calloc(2 * comparison->cells_n + 1, sizeof *p);
    int status = p != NULL ? 0 : -1;
    for (int phase = 0; status == 0 && phase < PS_PHASES; phase++)
        status = judge_phase(comparison, (enum ps_phase)phase, p, p + comparison->cells_n);
    free(p);
    return status == 0 ? 0 : no_memory(err);
}

int ps_work_check(const struct ps_comparison *comparison, struct ps_error *err)
{
    for (size_t i = 0; i < comparison->cells_n; i++) {
        const struct ps_compare_cell *cell = &comparison->cells[i];
        if (!cell->floor && !isnan(cell->phase[comparison->options->phase].ratio.ratio.value))
            return 0;
    }
    ps_fail(err, PS_EXIT_USAGE, "no cell has times of %s on both sides", ps_phase_name(comparison->options->phase));
    return ps_error_hint(err, "--phase chooses another; `procstart report FILE` shows what a result has");
}
