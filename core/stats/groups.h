/* groups.h: samples gathered by epoch, or by epoch and round. For core/stats only. */
#ifndef PS_STATS_GROUPS_H
#define PS_STATS_GROUPS_H

#include <stddef.h>
#include <stdint.h>

/* Group g is x[start[g]] .. x[start[g + 1] - 1]; groups ascend by epoch, then by round. */
struct ps_groups {
    size_t n;
    double *x;       /* a copy, free to be reordered within each group */
    size_t *start;   /* n + 1 */
    uint32_t *epoch; /* of each group */
    uint32_t *round; /* likewise */
};

/* epoch and round may be NULL: all 0. Returns -1 for lack of memory, and then there is nothing to free. */
int ps_groups_make(struct ps_groups *groups, const double *x, const uint32_t *epoch, const uint32_t *round, size_t n);
void ps_groups_free(struct ps_groups *groups);

/* Median of group g; reorders it. */
double ps_groups_median(const struct ps_groups *groups, size_t g);

/* Of each group, of which there is one at least; to be freed. NULL for lack of memory. */
double *ps_groups_medians(const struct ps_groups *groups);

#endif
