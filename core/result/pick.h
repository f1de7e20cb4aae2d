/* pick.h: the samples of one phase that a figure is made of, as the plain arrays that core/stats takes. For core/result and
 * those who make further figures (core/compare). */
#ifndef PS_RESULT_PICK_H
#define PS_RESULT_PICK_H

#include "result/result.h"

enum ps_which { PS_STEADY, PS_COLD, PS_ALL };

struct ps_picked {
    size_t n;
    double *x;    /* ns */
    double *time; /* ns since the result's `started` */
    uint32_t *epoch, *round;
};

/* Room for the samples of any cell of the result. */
int ps_pick_open(struct ps_picked *picked, const struct ps_result *result, struct ps_error *err);
void ps_pick_close(struct ps_picked *picked);

/* Those that have the phase, in their order; without times where `time` is NULL. */
void ps_pick(struct ps_picked *picked, const struct ps_samples *samples, enum ps_phase phase, enum ps_which which);

/* The contrasts of ps_result_summarise(), from its summaries. */
int ps_result_contrast(struct ps_result *result, struct ps_error *err);

/* The crossovers, likewise. */
int ps_result_cross(struct ps_result *result, struct ps_error *err);

/* Whether its figures count: it ended well, or was only cut short. */
bool ps_cell_counts(const struct ps_cell_result *cell);

#endif
