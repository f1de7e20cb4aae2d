#include <stdlib.h>

#include "measure/bench.h"

/* The same cell with another Python; why it cannot be had there belongs to that Python, or is a constant. */
static void give_python(struct ps_cell *cell, const struct ps_plan_python *python, int index)
{
    cell->python = index;
    if (cell->method != PS_FLOOR && (python->methods & 1u << cell->method) == 0)
        cell->unsupported = "the Python that it is measured against has no such start method here";
    else if (cell->child == PS_CHILD_HOST && !python->has_host)
        cell->unsupported = python->why_no_host;
    if (cell->unsupported != NULL)
        cell->group = -1;
}

int ps_bench_against(struct ps_plan *plan, const struct ps_plan_python *python, int index, struct ps_error *err)
{
    struct ps_cell *cells = realloc(plan->cells, 2 * plan->cells_n * sizeof *cells);
    if (cells == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for the cells of another build");
    plan->cells = cells;
    size_t planned = plan->cells_n;
    for (size_t i = 0; i < planned; i++) {
        if (cells[i].api != (python != NULL ? PS_PYTHON : PS_NATIVE) || (python != NULL && cells[i].twin > 0))
            continue;
        struct ps_cell *other = &cells[plan->cells_n++];
        *other = cells[i];
        other->build = 1;
        if (python != NULL)
            give_python(other, python, index);
        ps_cell_id(other, python != NULL ? python->id : NULL);
    }
    return 0;
}
