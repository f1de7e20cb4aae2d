/* --relative-to: which cell is meant, and what stands in its relation. */
#include <string.h>

#include "report/report.h"

/* The cell of that id, whole or with its Python by major.minor; -1: none, -2: several. */
static int find(const struct ps_result *result, const char *id)
{
    int found = -1;
    for (size_t i = 0; i < result->cells_n; i++) {
        char match[sizeof result->cells[i].cell.id];
        const struct ps_cell *cell = &result->cells[i].cell;
        if (strcmp(cell->id, id) == 0)
            return (int)i;
        ps_result_match_id(result, cell, match);
        if (strcmp(match, id) == 0)
            found = found == -1 ? (int)i : -2;
    }
    return found;
}

static int fail_none(const struct ps_result *results, size_t n, const char *id, struct ps_error *err)
{
    size_t cells = 0;
    for (size_t i = 0; i < n; i++)
        cells += results[i].cells_n;
    ps_fail(err, PS_EXIT_USAGE, "--relative-to: no result has a cell \"%.100s\"", id);
    if (cells == 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (results[i].cells_n > 0)
            return ps_error_hint(err, "take an id of the table, as %.191s", results[i].cells[0].cell.id);
    }
    return -1;
}

int ps_report_relate(struct ps_result *results, size_t n, const struct ps_report_options *options, struct ps_error *err)
{
    size_t have = 0;
    for (size_t i = 0; i < n; i++) {
        int against = find(&results[i], options->relative_to);
        if (against == -2)
            return ps_fail(err, PS_EXIT_USAGE, "--relative-to: \"%.100s\" is more than one cell; give its whole id",
                           options->relative_to);
        have += against >= 0;
        for (int phase = 0; phase < PS_PHASES; phase++) {
            if (options->has_phase && phase != (int)options->phase)
                continue;
            if (ps_result_contrast_against(&results[i], against, (enum ps_phase)phase, err) != 0)
                return -1;
        }
    }
    return have > 0 ? 0 : fail_none(results, n, options->relative_to, err);
}
