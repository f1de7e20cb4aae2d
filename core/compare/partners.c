#include <stdlib.h>
#include <string.h>

#include "compare/match.h"
#include "compare/work.h"
#include "result/pick.h"

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "no memory left to compare");
}

/* ---- cells and their partners ---- */

static struct ps_compare_cell *add_cell(struct ps_comparison *comparison, const struct ps_cell *old, const struct ps_cell *new_)
{
    struct ps_compare_cell *cells = realloc(comparison->cells, (comparison->cells_n + 1) * sizeof *cells);
    if (cells == NULL)
        return NULL;
    comparison->cells = cells;
    struct ps_compare_cell *cell = &cells[comparison->cells_n++];
    *cell = (struct ps_compare_cell){.old = old, .new_ = new_, .floor = old->method == PS_FLOOR};
    return cell;
}

static int add_lone(struct ps_comparison *comparison, const struct ps_cell *cell, bool is_old, struct ps_error *err,
                    const char *why, const char *reason)
{
    struct ps_compare_lone *lone = realloc(comparison->lone, (comparison->lone_n + 1) * sizeof *lone);
    if (lone == NULL)
        return no_memory(err);
    comparison->lone = lone;
    struct ps_compare_lone *it = &lone[comparison->lone_n++];
    *it = (struct ps_compare_lone){.cell = cell, .is_old = is_old};
    snprintf(it->why, sizeof it->why, "%s%s%.120s", why, reason[0] != '\0' ? ": " : "", reason);
    return 0;
}

static int add_unusable(struct ps_comparison *comparison, const struct ps_cell_result *cell, bool is_old, struct ps_error *err)
{
    char why[64];
    snprintf(why, sizeof why, "is %s", cell->status == PS_TIMED_OUT ? "timed out" : ps_status_name(cell->status));
    return add_lone(comparison, &cell->cell, is_old, err, why, cell->reason);
}

/* The cell's partner in each result of a side: how many count. `unusable`: one that is there and does not. */
static size_t find_partners(const struct ps_compare_side *side, const struct ps_cell *like, const struct ps_result *home,
                            const struct ps_cell_result **cells, const struct ps_cell_result **unusable, bool *ambiguous)
{
    size_t n = 0;
    for (size_t r = 0; r < side->n; r++) {
        bool several, back;
        const struct ps_cell_result *found = ps_match_find(&side->results[r], home, like, &several);
        const struct ps_cell_result *mutual = found != NULL ? ps_match_find(home, &side->results[r], &found->cell, &back) : NULL;
        *ambiguous = *ambiguous || several;
        cells[r] = NULL;
        if (found == NULL || mutual == NULL || &mutual->cell != like)
            continue;
        if (!ps_cell_counts(found)) {
            *unusable = found;
            continue;
        }
        cells[r] = found;
        n++;
    }
    return n;
}

/* One cell of an old result that none before it had. */
static int match_old(struct ps_work *work, const struct ps_result *home, const struct ps_cell *cell, struct ps_error *err)
{
    const struct ps_cell_result *bad_old = NULL, *bad_new = NULL;
    bool ambiguous = false, unused = false;
    size_t old_n = find_partners(work->old, cell, home, work->old_cells, &bad_old, &unused);
    size_t new_n = find_partners(work->new_, cell, home, work->new_cells, &bad_new, &ambiguous);
    if (new_n == 0 && bad_new == NULL)
        return add_lone(work->comparison, cell, true, err, ambiguous ? "has several partners" : "has no partner", "");
    if (bad_old != NULL && old_n == 0)
        return add_unusable(work->comparison, bad_old, true, err);
    if (new_n == 0)
        return add_unusable(work->comparison, bad_new, false, err);
    const struct ps_cell *partner = NULL;
    for (size_t r = 0; r < work->new_->n && partner == NULL; r++)
        partner = work->new_cells[r] != NULL ? &work->new_cells[r]->cell : NULL;
    struct ps_compare_cell *added = add_cell(work->comparison, cell, partner);
    if (added == NULL)
        return no_memory(err);
    ps_result_match_id(home, cell, added->key);
    return ps_work_compare(work, work->old->n, work->new_->n, added, err);
}

static bool is_in(const struct ps_result *results, size_t n, const struct ps_result *home, const struct ps_cell *cell)
{
    for (size_t r = 0; r < n; r++) {
        bool ambiguous;
        if (ps_match_find(&results[r], home, cell, &ambiguous) != NULL)
            return true;
    }
    return false;
}

int ps_work_match(struct ps_work *work, struct ps_error *err)
{
    const struct ps_compare_side *old = work->old, *new_ = work->new_;
    for (size_t r = 0; r < old->n; r++) {
        for (size_t i = 0; i < old->results[r].cells_n; i++) {
            const struct ps_cell *cell = &old->results[r].cells[i].cell;
            if (!ps_match_is_copy(cell) && !is_in(old->results, r, &old->results[r], cell) &&
                match_old(work, &old->results[r], cell, err) != 0)
                return -1;
        }
    }
    for (size_t r = 0; r < new_->n; r++) {
        for (size_t i = 0; i < new_->results[r].cells_n; i++) {
            const struct ps_cell *cell = &new_->results[r].cells[i].cell;
            bool known = ps_match_is_copy(cell) || is_in(new_->results, r, &new_->results[r], cell) ||
                         is_in(old->results, old->n, &new_->results[r], cell);
            if (!known && add_lone(work->comparison, cell, false, err, "has no partner", "") != 0)
                return -1;
        }
    }
    return 0;
}

/* ---- within one run ---- */

int ps_work_match_copy(struct ps_work *work, const struct ps_result *result, int copy, struct ps_error *err)
{
    int original = ps_result_original(result, copy);
    const struct ps_cell_result *old = &result->cells[copy], *new_ = original >= 0 ? &result->cells[original] : NULL;
    if (new_ == NULL)
        return add_lone(work->comparison, &old->cell, true, err, "has no partner", "");
    if (!ps_cell_counts(old) || !ps_cell_counts(new_))
        return add_unusable(work->comparison, ps_cell_counts(old) ? new_ : old, !ps_cell_counts(old), err);
    /* Of this cell only: who compares the next one sets them again. */
    /* cppcheck-suppress autoVariables */
    work->old_cells = &old;
    /* cppcheck-suppress autoVariables */
    work->new_cells = &new_;
    struct ps_compare_cell *added = add_cell(work->comparison, &old->cell, &new_->cell);
    if (added == NULL)
        return no_memory(err);
    snprintf(added->key, sizeof added->key, "%s", new_->cell.id);
    return ps_work_compare(work, 1, 1, added, err);
}
