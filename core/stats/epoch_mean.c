#include <math.h>
#include <stdlib.h>

#include "stats/groups.h"
#include "stats/interval.h"
#include "stats/stats.h"

int ps_epoch_mean(const double *x, const uint32_t *epoch, size_t n, double level, struct ps_estimate *out)
{
    *out = (struct ps_estimate){.value = NAN, .lo = NAN, .hi = NAN, .n = n};
    struct ps_groups groups;
    if (n == 0 || ps_groups_make(&groups, x, epoch, NULL, n) != 0)
        return -1;
    double *medians = ps_groups_medians(&groups);
    if (medians == NULL) {
        ps_groups_free(&groups);
        return -1;
    }
    out->epochs = groups.n;
    out->value = ps_mean(medians, groups.n);
    double half = ps_t_half_width(medians, groups.n, level);
    if (isfinite(half)) {
        out->lo = out->value - half;
        out->hi = out->value + half;
    }
    free(medians);
    ps_groups_free(&groups);
    return isfinite(half) ? 0 : -1;
}
