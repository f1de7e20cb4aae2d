#include "claims/starts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_of(const struct ps_starts *starts, const struct ps_cell_result *cell)
{
    if (cell->cell.api != starts->api || cell->status != PS_OK || cell->samples.n == 0)
        return false;
    const char *python = ps_result_python_id(starts->bench, &cell->cell);
    return starts->python == NULL || (python != NULL && strcmp(python, starts->python) == 0);
}

const struct ps_cell_result *ps_starts_cell(const struct ps_starts *starts, enum ps_method method, uint64_t ballast_bytes)
{
    for (size_t i = 0; i < starts->bench->cells_n; i++) {
        const struct ps_cell_result *cell = &starts->bench->cells[i];
        if (is_of(starts, cell) && cell->cell.method == method && cell->cell.factors.ballast_bytes == ballast_bytes)
            return cell;
    }
    return NULL;
}

/* The times of one phase as core/stats takes them. */
static int take(const struct ps_samples *samples, enum ps_phase phase, bool first, struct ps_series *series, double *x,
                uint32_t *epoch, uint32_t *round)
{
    size_t n = 0;
    for (size_t i = 0; i < samples->n; i++) {
        if (samples->at[phase][i] == PS_MISSING || (!first && samples->turn[i] < PS_COLD_TURNS))
            continue;
        x[n] = (double)samples->at[phase][i];
        epoch[n] = samples->epoch[i];
        round[n++] = first ? 0 : samples->round[i];
    }
    *series = (struct ps_series){.x = x, .epoch = epoch, .round = round, .n = n};
    return n > 0 ? 0 : -1;
}

struct ps_estimate ps_starts_ratio(const struct ps_cell_result *cell, const struct ps_cell_result *against, enum ps_phase phase,
                                   bool first)
{
    struct ps_estimate ratio = {.value = NAN, .lo = NAN, .hi = NAN};
    if (cell == NULL || against == NULL)
        return ratio;
    const struct ps_samples *one = first ? &cell->first : &cell->samples, *other = first ? &against->first : &against->samples;
    size_t n = one->n + other->n;
    double *x = malloc((n + 1) * sizeof *x);
    uint32_t *epoch = malloc((n + 1) * sizeof *epoch), *round = malloc((n + 1) * sizeof *round);
    struct ps_series a, b;
    if (x != NULL && epoch != NULL && round != NULL && take(one, phase, first, &a, x, epoch, round) == 0 &&
        take(other, phase, first, &b, x + one->n, epoch + one->n, round + one->n) == 0)
        ps_paired_ratio(&a, &b, 0.95, &ratio);
    free(x);
    free(epoch);
    free(round);
    return ratio;
}

size_t ps_starts_sizes(const struct ps_starts *starts, uint64_t *bytes, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < starts->bench->cells_n; i++) {
        const struct ps_cell_result *cell = &starts->bench->cells[i];
        size_t at = 0;
        if (!is_of(starts, cell) || cell->cell.method == PS_FLOOR)
            continue;
        while (at < n && bytes[at] < cell->cell.factors.ballast_bytes)
            at++;
        if ((at < n && bytes[at] == cell->cell.factors.ballast_bytes) || n == room)
            continue;
        memmove(bytes + at + 1, bytes + at, (n - at) * sizeof *bytes);
        bytes[at] = cell->cell.factors.ballast_bytes;
        n++;
    }
    return n;
}
