#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "result/pick.h"
#include "stats/compare.h"

static const enum ps_phase phases[] = {PS_READY, PS_REAPED};

static bool is_copy(const struct ps_cell *cell)
{
    return cell->twin > 0 || cell->build > 0;
}

/* An id without its Python and without what makes a copy of it. */
static void bare_id(const char *id, char *bare, size_t room)
{
    const char *at = strchr(id, '@');
    size_t head = at != NULL ? (size_t)(at - id) : strlen(id), skipped = at != NULL ? strcspn(at, "+,") : 0;
    snprintf(bare, room, "%.*s%s", (int)head, id, id + head + skipped);
    char *end = strstr(bare, ",build=");
    if (end != NULL)
        *end = '\0';
}

/* A Python cell that was measured against another Python differs from its original in that too. */
static bool is_copy_of(const struct ps_cell *copy, const struct ps_cell *cell)
{
    char of_copy[sizeof copy->id], of_cell[sizeof cell->id];
    size_t length = strlen(cell->id);
    if (strncmp(copy->id, cell->id, length) == 0 &&
        (strncmp(copy->id + length, ",twin=", 6) == 0 || strncmp(copy->id + length, ",build=", 7) == 0))
        return true;
    if (copy->build == 0 || copy->api != PS_PYTHON || cell->api != PS_PYTHON)
        return false;
    bare_id(copy->id, of_copy, sizeof of_copy);
    bare_id(cell->id, of_cell, sizeof of_cell);
    return strcmp(of_copy, of_cell) == 0;
}

int ps_result_original(const struct ps_result *result, int copy)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell *cell = &result->cells[i].cell;
        if (!is_copy(cell) && is_copy_of(&result->cells[copy].cell, cell))
            return (int)i;
    }
    return -1;
}

static bool shows(const struct ps_cell_result *cell, enum ps_phase phase)
{
    return ps_cell_counts(cell) && cell->summary[phase].n > 0;
}

/* -1: none that may be the measure of the others. */
static int fastest(const struct ps_result *result, const struct ps_cell *like, enum ps_phase phase)
{
    int best = -1;
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell_result *cell = &result->cells[i];
        bool comparable = cell->cell.group == like->group && cell->cell.api == like->api && cell->cell.method != PS_FLOOR;
        if (!comparable || is_copy(&cell->cell) || !shows(cell, phase))
            continue;
        if (best < 0 || cell->summary[phase].median < result->cells[best].summary[phase].median)
            best = (int)i;
    }
    return best;
}

static int partner_of(const struct ps_result *result, int cell, enum ps_phase phase)
{
    const struct ps_cell_result *it = &result->cells[cell];
    if (!shows(it, phase) || it->cell.method == PS_FLOOR)
        return -1;
    int partner = is_copy(&it->cell) ? ps_result_original(result, cell) : fastest(result, &it->cell, phase);
    return partner < 0 || partner == cell || !shows(&result->cells[partner], phase) ? -1 : partner;
}

static int add(struct ps_result *result, const struct ps_contrast *contrast, struct ps_error *err)
{
    struct ps_contrast *contrasts = realloc(result->contrasts, (result->contrasts_n + 1) * sizeof *contrasts);
    if (contrasts == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left for the statistics");
    result->contrasts = contrasts;
    if (result->self_check < 0 && contrast->phase == PS_REAPED && result->cells[contrast->cell].cell.twin > 0)
        result->self_check = (int)result->contrasts_n;
    contrasts[result->contrasts_n++] = *contrast;
    return 0;
}

static struct ps_series series_of(struct ps_picked *picked, const struct ps_cell_result *cell, enum ps_phase phase)
{
    ps_pick(picked, &cell->samples, phase, PS_STEADY);
    return (struct ps_series){picked->x, picked->epoch, picked->round, picked->n};
}

/* Cells that share no round, or whose times are 0, have no ratio; those of a single epoch have one without an interval. */
static int contrast_phase(struct ps_result *result, enum ps_phase phase, struct ps_picked *a, struct ps_picked *b,
                          struct ps_error *err)
{
    int picked = -1;
    struct ps_series base = {0};
    for (int cell = 0; cell < (int)result->cells_n; cell++) {
        int partner = partner_of(result, cell, phase);
        if (partner < 0)
            continue;
        if (partner != picked)
            base = series_of(b, &result->cells[partner], phase);
        picked = partner;
        struct ps_series series = series_of(a, &result->cells[cell], phase);
        struct ps_estimate ratio;
        ps_paired_ratio(&series, &base, 0.95, &ratio);
        struct ps_contrast contrast = {cell, partner, phase, ratio.value, ratio.lo, ratio.hi};
        if (isfinite(ratio.value) && add(result, &contrast, err) != 0)
            return -1;
    }
    return 0;
}

/* Both or none. */
static int open_sides(struct ps_picked *a, struct ps_picked *b, const struct ps_result *result, struct ps_error *err)
{
    if (ps_pick_open(a, result, err) != 0)
        return -1;
    if (ps_pick_open(b, result, err) == 0)
        return 0;
    ps_pick_close(a);
    return -1;
}

int ps_result_contrast(struct ps_result *result, struct ps_error *err)
{
    result->contrasts_n = 0;
    result->self_check = -1;
    struct ps_picked a, b;
    if (open_sides(&a, &b, result, err) != 0)
        return -1;
    int status = 0;
    for (size_t i = 0; status == 0 && i < sizeof phases / sizeof *phases; i++)
        status = contrast_phase(result, phases[i], &a, &b, err);
    ps_pick_close(&a);
    ps_pick_close(&b);
    return status;
}

/* ---- with one cell ---- */

/* What is no copy's contrast, of that phase, goes. */
static void drop_contrasts(struct ps_result *result, enum ps_phase phase)
{
    size_t kept = 0;
    result->self_check = -1;
    for (size_t i = 0; i < result->contrasts_n; i++) {
        struct ps_contrast contrast = result->contrasts[i];
        if (contrast.phase == phase && !is_copy(&result->cells[contrast.cell].cell))
            continue;
        if (contrast.phase == PS_REAPED && result->self_check < 0 && result->cells[contrast.cell].cell.twin > 0)
            result->self_check = (int)kept;
        result->contrasts[kept++] = contrast;
    }
    result->contrasts_n = kept;
}

/* Cells of different groups ran in turns: their epochs are not the same ones, but a run's own effect is in both. */
static struct ps_estimate ratio_of(const struct ps_result *result, int cell, int against, enum ps_phase phase,
                                   struct ps_picked *a, struct ps_picked *b)
{
    const struct ps_cell_result *one = &result->cells[cell], *other = &result->cells[against];
    struct ps_series x = series_of(a, one, phase), y = series_of(b, other, phase);
    struct ps_estimate paired;
    if (one->cell.group >= 0 && one->cell.group == other->cell.group) {
        ps_paired_ratio(&x, &y, 0.95, &paired);
        if (isfinite(paired.value) && paired.value > 0)
            return paired;
    }
    const struct ps_side new_ = {x.x, NULL, x.epoch, x.n}, old = {y.x, NULL, y.epoch, y.n};
    struct ps_ratio apart;
    if (ps_unpaired_ratio(&old, &new_, &(struct ps_run_effect){0}, 0.95, &apart) == 0)
        return apart.ratio;
    return (struct ps_estimate){.value = one->summary[phase].median / other->summary[phase].median, .lo = NAN, .hi = NAN};
}

int ps_result_contrast_against(struct ps_result *result, int against, enum ps_phase phase, struct ps_error *err)
{
    struct ps_picked a, b;
    drop_contrasts(result, phase);
    if (against < 0 || !shows(&result->cells[against], phase))
        return 0;
    if (open_sides(&a, &b, result, err) != 0)
        return -1;
    int status = 0;
    for (int cell = 0; status == 0 && cell < (int)result->cells_n; cell++) {
        if (cell == against || is_copy(&result->cells[cell].cell) || !shows(&result->cells[cell], phase))
            continue;
        struct ps_estimate ratio = ratio_of(result, cell, against, phase, &a, &b);
        struct ps_contrast contrast = {cell, against, phase, ratio.value, ratio.lo, ratio.hi};
        if (isfinite(ratio.value))
            status = add(result, &contrast, err);
    }
    ps_pick_close(&a);
    ps_pick_close(&b);
    return status;
}
