#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "result/pick.h"
#include "stats/stats.h"

int ps_pick_open(struct ps_picked *picked, const struct ps_result *result, struct ps_error *err)
{
    size_t most = 1;
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell_result *cell = &result->cells[i];
        size_t n = cell->samples.n > cell->first.n ? cell->samples.n : cell->first.n;
        most = n > most ? n : most;
    }
    *picked = (struct ps_picked){
        .x = malloc(most * sizeof *picked->x),
        .time = malloc(most * sizeof *picked->time),
        .epoch = malloc(most * sizeof *picked->epoch),
        .round = malloc(most * sizeof *picked->round),
    };
    if (picked->x != NULL && picked->time != NULL && picked->epoch != NULL && picked->round != NULL)
        return 0;
    ps_pick_close(picked);
    ps_fail(err, PS_EXIT_FAILED, "no memory left for the statistics");
    return -1;
}

void ps_pick_close(struct ps_picked *picked)
{
    free(picked->x);
    free(picked->time);
    free(picked->epoch);
    free(picked->round);
    *picked = (struct ps_picked){0};
}

void ps_pick(struct ps_picked *picked, const struct ps_samples *samples, enum ps_phase phase, enum ps_which which)
{
    picked->n = 0;
    for (size_t i = 0; i < samples->n; i++) {
        bool cold = samples->turn[i] < PS_COLD_TURNS;
        if (samples->at[phase][i] == PS_MISSING || (which == PS_STEADY && cold) || (which == PS_COLD && !cold))
            continue;
        size_t to = picked->n++;
        picked->x[to] = (double)samples->at[phase][i];
        if (picked->time != NULL)
            picked->time[to] = (double)samples->asked[i];
        picked->epoch[to] = samples->epoch[i];
        picked->round[to] = samples->round[i];
    }
}

bool ps_cell_counts(const struct ps_cell_result *cell)
{
    return cell->status == PS_OK || cell->status == PS_INTERRUPTED;
}

/* ---- summaries ---- */

static size_t count_epochs(const struct ps_picked *picked)
{
    size_t epochs = 0;
    for (size_t i = 0; i < picked->n; i++)
        epochs += i == 0 || picked->epoch[i] != picked->epoch[i - 1];
    return epochs;
}

/* A cell that was watched and stopped once its interval was narrow gets the interval that stopped it (core/stats/stats.h). */
static double level_of(const struct ps_cell_result *cell, const struct ps_picked *picked)
{
    bool watched = cell->stopped_by != NULL && strcmp(cell->stopped_by, "precision") == 0;
    return watched ? ps_look_level(count_epochs(picked), 0.95) : 0.95;
}

/* Reorders picked->x. */
static int summarise(struct ps_summary *summary, struct ps_picked *picked, double level, struct ps_error *err)
{
    double *x = picked->x;
    size_t n = picked->n;
    *summary = (struct ps_summary){n, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (n == 0)
        return 0;
    struct ps_estimate median;
    ps_epoch_median(x, picked->epoch, n, level, &median); /* fails for too few epochs: then there is no interval */
    if (isnan(median.value))
        return ps_fail(err, PS_EXIT_FAILED, "no memory left for the statistics");
    summary->median = median.value;
    summary->lo = median.lo;
    summary->hi = median.hi;
    summary->mean = ps_mean(x, n);
    summary->stddev = ps_stddev(x, n);
    summary->min = summary->max = x[0];
    for (size_t i = 1; i < n; i++) {
        summary->min = x[i] < summary->min ? x[i] : summary->min;
        summary->max = x[i] > summary->max ? x[i] : summary->max;
    }
    summary->p90 = ps_quantile(x, n, 0.90);
    summary->p99 = ps_quantile(x, n, 0.99);
    return 0;
}

static int summarise_steady(struct ps_cell_result *cell, enum ps_phase phase, struct ps_picked *picked, struct ps_error *err)
{
    ps_pick(picked, &cell->samples, phase, PS_STEADY);
    if (summarise(&cell->summary[phase], picked, level_of(cell, picked), err) != 0)
        return -1;
    ps_pick(picked, &cell->samples, phase, PS_COLD);
    cell->summary[phase].cold_median = ps_median(picked->x, picked->n);
    return 0;
}

static int summarise_first(struct ps_cell_result *cell, enum ps_phase phase, struct ps_picked *picked, struct ps_error *err)
{
    ps_pick(picked, &cell->first, phase, PS_ALL);
    return summarise(&cell->first_summary[phase], picked, 0.95, err);
}

typedef int summariser(struct ps_cell_result *cell, enum ps_phase phase, struct ps_picked *picked, struct ps_error *err);

static int each_phase(struct ps_result *result, summariser *run, struct ps_picked *picked, struct ps_error *err)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        for (int phase = 0; phase < PS_PHASES; phase++) {
            if (run(&result->cells[i], (enum ps_phase)phase, picked, err) != 0)
                return -1;
        }
    }
    return 0;
}

int ps_result_summarise_first(struct ps_result *result, struct ps_error *err)
{
    struct ps_picked picked;
    if (ps_pick_open(&picked, result, err) != 0)
        return -1;
    int status = each_phase(result, summarise_first, &picked, err);
    ps_pick_close(&picked);
    return status;
}

/* ---- warnings ---- */

static const char drift_code[] = "drift", disagree_code[] = "epochs-disagree";

/* Where a change is worth a word, as a ratio; smaller ones are significant soon enough with many epochs. */
#define DRIFT_LEAST  0.03
#define SPREAD_LEAST 0.05

/* Four epochs are in perfect order by chance in one run of twelve: too often to be called significant at 95 %. */
#define DRIFT_EPOCHS 5

static void drop_warnings(struct ps_result *result)
{
    size_t kept = 0;
    for (size_t i = 0; i < result->warnings_n; i++) {
        struct ps_warning *warning = &result->warnings[i];
        if (strcmp(warning->code, drift_code) == 0 || strcmp(warning->code, disagree_code) == 0) {
            free(warning->code);
            free(warning->message);
        } else {
            result->warnings[kept++] = *warning;
        }
    }
    result->warnings_n = kept;
}

/* How many cells show something, and the one that shows it most. One warning for all: a machine that warms up moves every row. */
struct worst {
    size_t cells;
    const char *id;
    struct ps_estimate value;
};

static void note(struct worst *worst, const struct ps_cell_result *cell, const struct ps_estimate *value, double size,
                 double *most)
{
    worst->cells++;
    if (worst->cells > 1 && size <= *most)
        return;
    *most = size;
    worst->id = cell->cell.id;
    worst->value = *value;
}

static struct worst find_drift(const struct ps_result *result, struct ps_picked *picked)
{
    struct worst worst = {0};
    double most = 0;
    for (size_t i = 0; i < result->cells_n; i++) {
        struct ps_estimate drift;
        ps_pick(picked, &result->cells[i].samples, PS_REAPED, PS_STEADY);
        if (!ps_cell_counts(&result->cells[i]) || ps_drift(picked->x, picked->epoch, picked->time, picked->n, &drift) != 0)
            continue;
        double size = fabs(log(drift.value));
        if (drift.epochs >= DRIFT_EPOCHS && size > log1p(DRIFT_LEAST) && (drift.lo > 1 || drift.hi < 1))
            note(&worst, &result->cells[i], &drift, size, &most);
    }
    return worst;
}

static struct worst find_disagreement(const struct ps_result *result, struct ps_picked *picked)
{
    struct worst worst = {0};
    double most = 0;
    for (size_t i = 0; i < result->cells_n; i++) {
        double within;
        ps_pick(picked, &result->cells[i].samples, PS_REAPED, PS_STEADY);
        double spread = ps_epoch_spread(picked->x, picked->epoch, picked->n, &within);
        if (ps_cell_counts(&result->cells[i]) && spread > SPREAD_LEAST && spread > 2 * within)
            note(&worst, &result->cells[i], &(struct ps_estimate){.value = spread}, spread, &most);
    }
    return worst;
}

static double percent(double ratio)
{
    return 100 * (ratio - 1);
}

static int warn(struct ps_result *result, struct ps_picked *picked, struct ps_error *err)
{
    struct worst drift = find_drift(result, picked), disagreement = find_disagreement(result, picked);
    if (drift.cells > 0 &&
        ps_result_warn(result, err, drift_code,
                       "%zu of %zu cells drifted while they were measured, most of all %s: %+.1f %% from start to end "
                       "(95 %% interval %+.1f to %+.1f %%)",
                       drift.cells, result->cells_n, drift.id, percent(drift.value.value), percent(drift.value.lo),
                       percent(drift.value.hi)) != 0)
        return -1;
    if (disagreement.cells > 0 &&
        ps_result_warn(
            result, err, disagree_code,
            "%zu of %zu cells differ from one set of runners to the next by more than %.0f %% (standard deviation), most "
            "of all %s: %.1f %%; their intervals hold for the typical runner, not for each",
            disagreement.cells, result->cells_n, 100 * SPREAD_LEAST, disagreement.id, 100 * disagreement.value.value) != 0)
        return -1;
    return 0;
}

int ps_result_summarise(struct ps_result *result, struct ps_error *err)
{
    struct ps_picked picked;
    drop_warnings(result);
    if (ps_pick_open(&picked, result, err) != 0)
        return -1;
    int status = -1;
    if (each_phase(result, summarise_steady, &picked, err) == 0 && each_phase(result, summarise_first, &picked, err) == 0)
        status = warn(result, &picked, err);
    ps_pick_close(&picked);
    return status == 0 && ps_result_contrast(result, err) == 0 ? ps_result_cross(result, err) : -1;
}
