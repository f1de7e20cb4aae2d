/* work.h: the state of one comparison while it is made, shared by the files that make it: nobody else's business.
 *
 *     partners.c   cells and their partners
 *     ratios.c     their samples, ratios and verdicts
 *     compare.c    the whole
 */
#ifndef PS_COMPARE_WORK_H
#define PS_COMPARE_WORK_H

#include "compare/compare.h"

/* Samples of one cell and phase over all results of a side; owned. */
struct ps_gathered {
    double *x;
    uint32_t *run, *epoch, *round;
    size_t n, room;
};
void ps_gathered_free(struct ps_gathered *gathered);

struct ps_work {
    struct ps_comparison *comparison;
    const struct ps_compare_side *old, *new_;
    const struct ps_cell_result **old_cells, **new_cells; /* of the cell at hand, one for each result; NULL: it has none */
    struct ps_gathered a, b;
};

/* Enters every cell of both sides: compared, or alone and why. */
int ps_work_match(struct ps_work *work, struct ps_error *err);

/* Enters one cell that was measured against another build or Python, with its original. */
int ps_work_match_copy(struct ps_work *work, const struct ps_result *result, int copy, struct ps_error *err);

/* All phases of the cell at hand, of so many results a side. */
int ps_work_compare(struct ps_work *work, size_t old_n, size_t new_n, struct ps_compare_cell *cell, struct ps_error *err);

/* Whether there is any figure of the phase that decides. */
int ps_work_check(const struct ps_comparison *comparison, struct ps_error *err);

/* Corrects for the number of cells, fills in verdicts, counts findings. */
int ps_work_judge(struct ps_comparison *comparison, struct ps_error *err);

#endif
