#include <stdlib.h>

#include "measure/bench.h"

int ps_bench_against(struct ps_plan *plan, struct ps_error *err)
{
    struct ps_cell *cells = realloc(plan->cells, 2 * plan->cells_n * sizeof *cells);
    if (cells == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for the cells of another build");
    plan->cells = cells;
    size_t planned = plan->cells_n;
    for (size_t i = 0; i < planned; i++) {
        if (cells[i].api != PS_NATIVE)
            continue;
        struct ps_cell *other = &cells[plan->cells_n++];
        *other = cells[i];
        other->build = 1;
        ps_cell_id(other, NULL);
    }
    return 0;
}
