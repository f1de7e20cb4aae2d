#include "compare/match.h"

#include <string.h>

bool ps_match_is_copy(const struct ps_cell *cell)
{
    return cell->twin > 0 || cell->build > 0;
}

const struct ps_cell_result *ps_match_find(const struct ps_result *result, const struct ps_result *home,
                                           const struct ps_cell *like, bool *ambiguous)
{
    char wanted[sizeof like->id], key[sizeof like->id];
    const struct ps_cell_result *found = NULL;
    *ambiguous = false;
    ps_result_match_id(home, like, wanted);
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell_result *cell = &result->cells[i];
        if (ps_match_is_copy(&cell->cell))
            continue;
        if (strcmp(cell->cell.id, like->id) == 0) {
            *ambiguous = false;
            return cell;
        }
        ps_result_match_id(result, &cell->cell, key);
        if (strcmp(key, wanted) != 0)
            continue;
        *ambiguous = found != NULL;
        found = cell;
    }
    return *ambiguous ? NULL : found;
}
