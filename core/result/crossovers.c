#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "result/pick.h"
#include "stats/compare.h"

static const enum ps_phase phases[] = {PS_READY, PS_REAPED};

enum { REPEATS = 1000, POINTS_MOST = 64 };

static uint64_t value_of(const struct ps_cell *cell, enum ps_sweep_factor factor)
{
    return factor == PS_SWEEP_BALLAST ? cell->factors.ballast_bytes : cell->factors.threads;
}

static bool same_main(const struct ps_factors *a, const struct ps_factors *b)
{
    return (a->main == NULL) == (b->main == NULL) && (a->main == NULL || strcmp(a->main, b->main) == 0);
}

/* Whether they differ in nothing but how they start, and perhaps in that factor. */
static bool is_alike(const struct ps_cell *a, const struct ps_cell *b, enum ps_sweep_factor factor)
{
    bool others = factor == PS_SWEEP_BALLAST ? a->factors.threads == b->factors.threads
                                             : a->factors.ballast_bytes == b->factors.ballast_bytes;
    return others && a->api == b->api && a->python == b->python && a->factors.fds == b->factors.fds &&
           a->factors.workers == b->factors.workers && same_main(&a->factors, &b->factors);
}

static bool is_same_way(const struct ps_cell *a, const struct ps_cell *b)
{
    const char *left = a->mechanism != NULL ? a->mechanism : "", *right = b->mechanism != NULL ? b->mechanism : "";
    return a->method == b->method && a->child == b->child && strcmp(left, right) == 0;
}

static bool takes_part(const struct ps_cell_result *cell, enum ps_phase phase)
{
    return ps_cell_counts(cell) && cell->cell.twin == 0 && cell->cell.build == 0 && cell->summary[phase].n > 0;
}

/* Log-ratios of the two cells' epochs' medians, of the epochs that both have; returns how many. */
static size_t log_ratios(const struct ps_picked *a, const struct ps_picked *b, double *ratios, double *scratch)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < a->n && j < b->n;) {
        uint32_t epoch = a->epoch[i];
        size_t end = i, other;
        while (end < a->n && a->epoch[end] == epoch)
            end++;
        while (j < b->n && b->epoch[j] < epoch)
            j++;
        for (other = j; other < b->n && b->epoch[other] == epoch;)
            other++;
        if (other > j) {
            memcpy(scratch, a->x + i, (end - i) * sizeof *scratch);
            double of_a = ps_median(scratch, end - i);
            memcpy(scratch, b->x + j, (other - j) * sizeof *scratch);
            double ratio = log(of_a / ps_median(scratch, other - j));
            if (isfinite(ratio))
                ratios[n++] = ratio;
        }
        i = end;
        j = other;
    }
    return n;
}

struct sweep {
    struct ps_result *result;
    enum ps_sweep_factor factor;
    enum ps_phase phase;
    struct ps_picked a, b;
    double *scratch; /* as long as the longest cell */
    struct ps_sweep_point points[POINTS_MOST];
    size_t n;
};

/* The fork cell with that value of the factor, and all else as `spawn`. */
static const struct ps_cell_result *fork_of(const struct sweep *sweep, const struct ps_cell *spawn)
{
    for (size_t i = 0; i < sweep->result->cells_n; i++) {
        const struct ps_cell_result *cell = &sweep->result->cells[i];
        if (takes_part(cell, sweep->phase) && cell->cell.method == PS_FORK && is_alike(&cell->cell, spawn, sweep->factor) &&
            value_of(&cell->cell, sweep->factor) == value_of(spawn, sweep->factor))
            return cell;
    }
    return NULL;
}

static int add_point(struct sweep *sweep, const struct ps_cell_result *fork, const struct ps_cell_result *spawn)
{
    double *ratios = malloc((fork->samples.n + 1) * sizeof *ratios);
    if (ratios == NULL)
        return -1;
    ps_pick(&sweep->a, &fork->samples, sweep->phase, PS_STEADY);
    ps_pick(&sweep->b, &spawn->samples, sweep->phase, PS_STEADY);
    size_t n = log_ratios(&sweep->a, &sweep->b, ratios, sweep->scratch), to = sweep->n;
    if (n < 2) {
        free(ratios);
        return 0;
    }
    double at = (double)value_of(&spawn->cell, sweep->factor);
    for (; to > 0 && sweep->points[to - 1].at > at; to--)
        sweep->points[to] = sweep->points[to - 1];
    sweep->points[to] = (struct ps_sweep_point){at, ratios, n};
    sweep->n++;
    return 0;
}

static void drop_points(struct sweep *sweep)
{
    while (sweep->n > 0)
        free((double *)sweep->points[--sweep->n].log_ratio);
}

static int keep(struct ps_result *result, const struct ps_crossover *found)
{
    struct ps_crossover *grown = realloc(result->crossovers, (result->crossovers_n + 1) * sizeof *grown);
    if (grown == NULL)
        return -1;
    result->crossovers = grown;
    grown[result->crossovers_n++] = *found;
    return 0;
}

/* One way of spawning, at all values of the factor; `first` is its first cell. */
static int cross(struct sweep *sweep, int first)
{
    struct ps_result *result = sweep->result;
    const struct ps_cell *spawn = &result->cells[first].cell;
    const struct ps_cell_result *fork = NULL;
    int status = 0;
    for (size_t i = 0; status == 0 && i < result->cells_n && sweep->n < POINTS_MOST; i++) {
        const struct ps_cell_result *cell = &result->cells[i], *partner;
        if (!takes_part(cell, sweep->phase) || !is_same_way(&cell->cell, spawn) || !is_alike(&cell->cell, spawn, sweep->factor) ||
            (partner = fork_of(sweep, &cell->cell)) == NULL)
            continue;
        fork = fork == NULL ? partner : fork;
        status = add_point(sweep, partner, cell);
    }
    struct ps_random random;
    struct ps_crossing crossing;
    ps_random_seed(&random, result->seed, (uint64_t)first);
    if (status == 0 && sweep->n >= 2 && ps_crossover(sweep->points, sweep->n, REPEATS, &random, &crossing) == 0) {
        struct ps_crossover found = {
            (int)(fork - result->cells), first, sweep->phase, sweep->factor, crossing.at, crossing.lo, crossing.hi, false};
        const struct ps_sweep_point *last = &sweep->points[sweep->n - 1];
        found.fork_is_slower = ps_mean(last->log_ratio, last->n) > 0;
        status = keep(result, &found);
    }
    drop_points(sweep);
    return status;
}

static bool is_first(const struct sweep *sweep, size_t i)
{
    const struct ps_cell_result *cell = &sweep->result->cells[i];
    if (cell->cell.method != PS_SPAWN || !takes_part(cell, sweep->phase))
        return false;
    for (size_t j = 0; j < i; j++) {
        const struct ps_cell_result *other = &sweep->result->cells[j];
        if (takes_part(other, sweep->phase) && is_same_way(&other->cell, &cell->cell) &&
            is_alike(&other->cell, &cell->cell, sweep->factor))
            return false;
    }
    return true;
}

int ps_result_cross(struct ps_result *result, struct ps_error *err)
{
    struct sweep sweep = {.result = result};
    size_t most = 1;
    result->crossovers_n = 0;
    for (size_t i = 0; i < result->cells_n; i++)
        most = result->cells[i].samples.n > most ? result->cells[i].samples.n : most;
    int status = ps_pick_open(&sweep.a, result, err);
    status = status == 0 ? ps_pick_open(&sweep.b, result, err) : status;
    sweep.scratch = malloc(most * sizeof *sweep.scratch);
    if (status == 0 && sweep.scratch == NULL)
        status = ps_fail(err, PS_EXIT_FAILED, "no memory left for the statistics");
    for (int factor = 0; factor < PS_SWEEP_FACTORS; factor++) {
        for (size_t p = 0; p < sizeof phases / sizeof *phases; p++) {
            sweep.factor = (enum ps_sweep_factor)factor;
            sweep.phase = phases[p];
            for (int i = 0; status == 0 && i < (int)result->cells_n; i++) {
                if (is_first(&sweep, (size_t)i) && cross(&sweep, i) != 0)
                    status = ps_fail(err, PS_EXIT_FAILED, "no memory left for the statistics");
            }
        }
    }
    free(sweep.scratch);
    ps_pick_close(&sweep.a);
    ps_pick_close(&sweep.b);
    return status;
}
