/* match.h: which cells of two results are the same. For core/compare, and whoever puts results side by side. */
#ifndef PS_COMPARE_MATCH_H
#define PS_COMPARE_MATCH_H

#include "compare/compare.h"

/* A twin, or a cell of another build: no cell of its own. */
bool ps_match_is_copy(const struct ps_cell *cell);

/* The cell of `result` that has the id of `like`, a cell of `home`, else the only one with the same ps_result_match_id(); NULL:
 * none, or, *ambiguous, several. */
const struct ps_cell_result *ps_match_find(const struct ps_result *result, const struct ps_result *home,
                                           const struct ps_cell *like, bool *ambiguous);

#endif
