#include "compare/compare.h"

#include <stdlib.h>
#include <string.h>

#include "compare/work.h"

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "no memory left to compare");
}

static void note_emulation(struct ps_comparison *comparison, const struct ps_result *result)
{
    const char *emulation = json_string_value(json_object_get(result->host, "emulation"));
    if (emulation == NULL || *emulation == '\0')
        return;
    comparison->emulated = true;
    snprintf(comparison->emulation, sizeof comparison->emulation, "%s", emulation);
}

/* Every result is held against the first: what the first two sides differ in, and what else bars. */
static int find_differences(struct ps_comparison *comparison, const struct ps_result *first, const struct ps_result *other,
                            bool all, struct ps_error *err)
{
    struct ps_difference *found;
    size_t n;
    if (ps_differences_find(&found, &n, first, other, err) != 0)
        return -1;
    struct ps_difference *grown = realloc(comparison->differences, (comparison->differences_n + n + 1) * sizeof *grown);
    if (grown == NULL) {
        free(found);
        return no_memory(err);
    }
    comparison->differences = grown;
    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (size_t k = 0; k < comparison->differences_n; k++)
            known = known || (strcmp(grown[k].what, found[i].what) == 0 && strcmp(grown[k].new_, found[i].new_) == 0);
        if (!known && (all || found[i].bars))
            grown[comparison->differences_n++] = found[i];
    }
    free(found);
    return 0;
}

static int check_machines(struct ps_comparison *comparison, const struct ps_compare_side *old, const struct ps_compare_side *new_,
                          struct ps_error *err)
{
    for (size_t r = 0; r < new_->n; r++) {
        note_emulation(comparison, &new_->results[r]);
        if (find_differences(comparison, &old->results[0], &new_->results[r], r == 0, err) != 0)
            return -1;
    }
    for (size_t r = 0; r < old->n; r++) {
        note_emulation(comparison, &old->results[r]);
        if (r > 0 && find_differences(comparison, &old->results[0], &old->results[r], false, err) != 0)
            return -1;
    }
    for (size_t i = 0; i < comparison->differences_n && !comparison->options->across_machines; i++) {
        const struct ps_difference *it = &comparison->differences[i];
        if (!it->bars)
            continue;
        ps_fail(err, PS_EXIT_USAGE, "the results are not of one machine: %s is %.60s in %.120s, %.60s in %.120s", it->what,
                it->old, old->name, it->new_, new_->name);
        return ps_error_hint(err, "--across-machines compares them all the same");
    }
    return 0;
}

static int finish(struct ps_comparison *comparison, struct ps_error *err)
{
    if (comparison->cells_n == 0) {
        ps_fail(err, PS_EXIT_USAGE, "no cell of %.120s has a partner that was measured in %.120s", comparison->old.name,
                comparison->new_.name);
        return ps_error_hint(err, "cells match by their ids: `procstart report FILE` shows them");
    }
    return ps_work_check(comparison, err) == 0 ? ps_work_judge(comparison, err) : -1;
}

int ps_compare(struct ps_comparison *comparison, const struct ps_compare_side *old, const struct ps_compare_side *new_,
               const struct ps_compare_options *options, struct ps_error *err)
{
    *comparison = (struct ps_comparison){.options = options, .old = *old, .new_ = *new_};
    struct ps_work work = {.comparison = comparison, .old = old, .new_ = new_};
    work.old_cells = calloc(old->n, sizeof *work.old_cells);
    work.new_cells = calloc(new_->n, sizeof *work.new_cells);
    int status = work.old_cells != NULL && work.new_cells != NULL ? 0 : no_memory(err);
    if (status == 0 &&
        (check_machines(comparison, old, new_, err) != 0 || ps_work_match(&work, err) != 0 || finish(comparison, err) != 0))
        status = -1;
    free(work.old_cells);
    free(work.new_cells);
    ps_gathered_free(&work.a);
    ps_gathered_free(&work.b);
    if (status != 0)
        ps_comparison_free(comparison);
    return status;
}

/* ---- within one run ---- */

int ps_compare_within(struct ps_comparison *comparison, const char *name, const struct ps_result *result,
                      const struct ps_compare_options *options, struct ps_error *err)
{
    *comparison = (struct ps_comparison){.options = options, .old = {name, result, 1}, .new_ = {name, NULL, 0}, .paired = true};
    struct ps_work work = {.comparison = comparison};
    int status = ps_differences_within(&comparison->differences, &comparison->differences_n, result, err);
    size_t copies = 0;
    note_emulation(comparison, result);
    for (int i = 0; status == 0 && i < (int)result->cells_n; i++) {
        if (result->cells[i].cell.build == 0)
            continue;
        copies++;
        status = ps_work_match_copy(&work, result, i, err);
    }
    ps_gathered_free(&work.a);
    ps_gathered_free(&work.b);
    if (status == 0 && copies == 0) {
        ps_fail(err, PS_EXIT_USAGE, "%.120s was not measured against anything, and no second result is given", name);
        status = ps_error_hint(err, "name two results, or measure both with `procstart bench --against`");
    }
    if (status == 0)
        status = finish(comparison, err);
    if (status != 0)
        ps_comparison_free(comparison);
    return status;
}

void ps_comparison_free(struct ps_comparison *comparison)
{
    free(comparison->cells);
    free(comparison->lone);
    free(comparison->differences);
    *comparison = (struct ps_comparison){0};
}
