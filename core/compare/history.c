#include "compare/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/match.h"
#include "result/pick.h"

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "no memory left for the history");
}

/* RFC 3339 in UTC: the order of the text is that of time. */
static int by_time(const void *a, const void *b)
{
    const struct ps_result *left = a, *right = b;
    return strcmp(left->started, right->started);
}

/* ---- cells ---- */

static struct ps_history_cell *find_cell(struct ps_history *history, const char *key)
{
    for (size_t i = 0; i < history->cells_n; i++) {
        if (strcmp(history->cells[i].key, key) == 0)
            return &history->cells[i];
    }
    return NULL;
}

static struct ps_history_cell *add_cell(struct ps_history *history, const char *key, size_t room)
{
    struct ps_history_cell *cells = realloc(history->cells, (history->cells_n + 1) * sizeof *cells);
    if (cells == NULL)
        return NULL;
    history->cells = cells;
    struct ps_history_cell *cell = &cells[history->cells_n];
    *cell = (struct ps_history_cell){.of = calloc(room, sizeof *cell->of), .median_ns = calloc(room, sizeof *cell->median_ns)};
    history->cells_n++; /* what it has is freed, also where one is NULL */
    snprintf(cell->key, sizeof cell->key, "%s", key);
    return cell->of != NULL && cell->median_ns != NULL ? cell : NULL;
}

/* Where a result has a key twice (3.13.4 and 3.13.5) the first counts. */
static int add_result(struct ps_history *history, const struct ps_result *result, struct ps_error *err)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell_result *measured = &result->cells[i];
        const struct ps_summary *summary = &measured->summary[history->phase];
        if (ps_match_is_copy(&measured->cell) || measured->cell.method == PS_FLOOR || !ps_cell_counts(measured) ||
            summary->n == 0 || !(summary->median > 0))
            continue;
        char key[sizeof measured->cell.id];
        ps_result_match_id(result, &measured->cell, key);
        struct ps_history_cell *cell = find_cell(history, key);
        if (cell == NULL && (cell = add_cell(history, key, history->results_n)) == NULL)
            return no_memory(err);
        if (cell->n > 0 && cell->of[cell->n - 1] == result)
            continue;
        cell->of[cell->n] = result;
        cell->median_ns[cell->n++] = summary->median;
    }
    return 0;
}

/* ---- changes ---- */

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static void name_result(const struct ps_result *result, char *to, size_t room)
{
    const char *commit = text_of(result->tool, "commit");
    snprintf(to, room, "%s procstart %s%s%s", result->started, text_of(result->tool, "version"), commit[0] != '\0' ? " " : "",
             commit);
}

/* The commit stands in the names already. */
static int list_others(const struct ps_result *before, const struct ps_result *after, char *to, size_t room, struct ps_error *err)
{
    struct ps_difference *differences;
    size_t n, used = 0;
    to[0] = '\0';
    if (ps_differences_find(&differences, &n, before, after, err) != 0)
        return -1;
    for (size_t i = 0; i < n && used < room; i++) {
        const struct ps_difference *it = &differences[i];
        if (strcmp(it->what, "procstart version") == 0 || strcmp(it->what, "procstart commit") == 0)
            continue;
        int length =
            snprintf(to + used, room - used, "%s%s: %.60s, then %.60s", used > 0 ? "; " : "", it->what, it->old, it->new_);
        used += length > 0 ? (size_t)length : 0;
    }
    free(differences);
    return 0;
}

static double median_of(const double *x, size_t begin, size_t end, double *scratch)
{
    memcpy(scratch, x + begin, (end - begin) * sizeof *scratch);
    return ps_median(scratch, end - begin);
}

static int describe(struct ps_history_cell *cell, const struct ps_change *found, size_t n, double *scratch, struct ps_error *err)
{
    for (size_t i = 0; i < n; i++) {
        size_t begin = i > 0 ? found[i - 1].at : 0, end = i + 1 < n ? found[i + 1].at : cell->n;
        struct ps_history_change *it = &cell->changes[i];
        *it = (struct ps_history_change){.at = found[i].at, .ratio = found[i].ratio, .p = found[i].p};
        it->before_ns = median_of(cell->median_ns, begin, it->at, scratch);
        it->after_ns = median_of(cell->median_ns, it->at, end, scratch);
        const struct ps_result *before = cell->of[it->at - 1], *after = cell->of[it->at];
        name_result(before, it->from, sizeof it->from);
        name_result(after, it->to, sizeof it->to);
        if (list_others(before, after, it->others, sizeof it->others, err) != 0)
            return -1;
    }
    cell->changes_n = n;
    return 0;
}

static int find_changes(const struct ps_history *history, struct ps_history_cell *cell, struct ps_error *err)
{
    struct ps_change found[PS_HISTORY_CHANGES];
    struct ps_random random;
    double *logs = malloc((2 * cell->n + 1) * sizeof *logs);
    if (logs == NULL)
        return no_memory(err);
    for (size_t i = 0; i < cell->n; i++)
        logs[i] = log(cell->median_ns[i]);
    ps_random_seed(&random, 1, 0); /* the same history gives the same changes */
    int n = ps_change_points(logs, cell->n, history->alpha, log1p(PS_HISTORY_LEAST), &random, found, PS_HISTORY_CHANGES);
    int status = n >= 0 ? describe(cell, found, (size_t)n, logs + cell->n, err) : no_memory(err);
    free(logs);
    return status;
}

int ps_history_make(struct ps_history *history, struct ps_result *results, size_t n, enum ps_phase phase, struct ps_error *err)
{
    const double least_alpha = 0.002; /* what 999 permutations can show */
    *history = (struct ps_history){.phase = phase, .results_n = n};
    qsort(results, n, sizeof *results, by_time);
    int status = 0;
    for (size_t i = 0; status == 0 && i < n; i++)
        status = add_result(history, &results[i], err);
    if (status == 0 && history->cells_n == 0) {
        ps_fail(err, PS_EXIT_USAGE, "no cell of %zu results has times of %s", n, ps_phase_name(phase));
        status = ps_error_hint(err, "--phase chooses another");
    }
    history->alpha = fmax(least_alpha, 0.05 / (double)(history->cells_n + 1));
    for (size_t i = 0; status == 0 && i < history->cells_n; i++)
        status = find_changes(history, &history->cells[i], err);
    if (status != 0)
        ps_history_free(history);
    return status;
}

void ps_history_free(struct ps_history *history)
{
    for (size_t i = 0; i < history->cells_n; i++) {
        free(history->cells[i].of);
        free(history->cells[i].median_ns);
    }
    free(history->cells);
    *history = (struct ps_history){0};
}
