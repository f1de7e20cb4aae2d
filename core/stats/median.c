#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/groups.h"
#include "stats/interval.h"
#include "stats/stats.h"

double ps_t_half_width(const double *x, size_t n, double level)
{
    if (n < 2)
        return NAN;
    return ps_t_quantile(0.5 + level / 2, (double)(n - 1)) * ps_stddev(x, n) / sqrt((double)n);
}

/* How many numbers of group g are below the value, those equal to it by half. */
static double count_below(const struct ps_groups *groups, size_t g, double value)
{
    size_t below = 0, equal = 0;
    for (size_t i = groups->start[g]; i < groups->start[g + 1]; i++) {
        below += groups->x[i] < value;
        equal += groups->x[i] == value;
    }
    return (double)below + (double)equal / 2;
}

/* Half-width of the interval of the share of all numbers that is below the value. Epochs are the units: what varies is each one's
 * count, beyond what its size explains (Cochran 1977, ratio estimator). scratch: one number a group. */
static double share_half_width(const struct ps_groups *groups, double value, double level, double *scratch)
{
    double n = (double)groups->start[groups->n], all = 0;
    for (size_t g = 0; g < groups->n; g++)
        all += scratch[g] = count_below(groups, g, value);
    for (size_t g = 0; g < groups->n; g++)
        scratch[g] -= all / n * (double)(groups->start[g + 1] - groups->start[g]);
    return ps_t_half_width(scratch, groups->n, level) * (double)groups->n / n;
}

/* The order statistics that lie so far from the middle (Woodruff 1952), the next ones outwards where that is between two. False
 * if there are none so far out. */
static bool order_interval(double *all, size_t n, double half_width, struct ps_estimate *out)
{
    double low = floor((double)n * (0.5 - half_width) - 0.5), high = ceil((double)n * (0.5 + half_width) - 0.5);
    if (!(low >= 0 && high <= (double)(n - 1)))
        return false;
    out->lo = ps_order(all, n, (size_t)low);
    out->hi = ps_order(all, n, (size_t)high);
    return true;
}

/* Student's t on the logarithms of the epochs' medians, which reaches beyond the data. Reorders groups and uses up scratch. */
static bool log_interval(const struct ps_groups *groups, double level, double *scratch, struct ps_estimate *out)
{
    for (size_t g = 0; g < groups->n; g++)
        scratch[g] = log(ps_groups_median(groups, g));
    double half_width = ps_t_half_width(scratch, groups->n, level);
    if (!isfinite(half_width))
        return false;
    out->lo = out->value * exp(-half_width);
    out->hi = out->value * exp(half_width);
    return true;
}

int ps_epoch_median(const double *x, const uint32_t *epoch, size_t n, double level, struct ps_estimate *out)
{
    *out = (struct ps_estimate){NAN, NAN, NAN, n, 0};
    struct ps_groups groups;
    if (n == 0 || ps_groups_make(&groups, x, epoch, NULL, n) != 0)
        return -1;
    double *all = malloc(n * sizeof *all), *scratch = malloc(groups.n * sizeof *scratch);
    bool found = false;
    if (all != NULL && scratch != NULL) {
        memcpy(all, groups.x, n * sizeof *all);
        out->value = ps_median(all, n);
        out->epochs = groups.n;
        double half_width = share_half_width(&groups, out->value, level, scratch);
        /* The difference of two epochs says too little about whether they overlap by chance. */
        found = groups.n > 2 && order_interval(all, n, half_width, out);
        found = found || log_interval(&groups, level, scratch, out);
    }
    free(all);
    free(scratch);
    ps_groups_free(&groups);
    return found ? 0 : -1;
}
