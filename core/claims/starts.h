/* starts.h: comparisons of starts that core/measure took, for the claims about them. */
#ifndef PS_CLAIMS_STARTS_H
#define PS_CLAIMS_STARTS_H

#include "claims/judge.h"

struct ps_starts {
    const struct ps_result *bench;
    enum ps_api api;
    const char *python; /* id; NULL for native */
};

/* The cell of a method and a size of the parent: the first there is; NULL: none that was measured. */
const struct ps_cell_result *ps_starts_cell(const struct ps_starts *starts, enum ps_method method, uint64_t ballast_bytes);

/* Ratio of the times from asked to a phase, paired within rounds: steady, or of the first starts. NANs if it cannot be had. */
struct ps_estimate ps_starts_ratio(const struct ps_cell_result *cell, const struct ps_cell_result *against, enum ps_phase phase,
                                   bool first);

/* Sizes of the parent in the bench, ascending; returns how many there are (at most `room` are written). */
size_t ps_starts_sizes(const struct ps_starts *starts, uint64_t *bytes, size_t room);

#endif
