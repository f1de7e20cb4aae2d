#include <math.h>
#include <stdlib.h>

#include "stats/groups.h"
#include "stats/interval.h"
#include "stats/stats.h"

/* Walks both series' rounds side by side and keeps the log-ratios of those that both have: ratio[i] of epoch[i]. None at all if
 * one has no logarithm: leaving only that out would shift the rest. */
static size_t pair_rounds(const struct ps_groups *a, const struct ps_groups *b, double *ratio, uint32_t *epoch)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < a->n && j < b->n;) {
        uint64_t left = (uint64_t)a->epoch[i] << 32 | a->round[i];
        uint64_t right = (uint64_t)b->epoch[j] << 32 | b->round[j];
        if (left == right) {
            ratio[n] = log(ps_groups_median(a, i) / ps_groups_median(b, j));
            if (!isfinite(ratio[n]))
                return 0;
            epoch[n++] = a->epoch[i];
        }
        i += left <= right;
        j += right <= left;
    }
    return n;
}

/* Mean of the epochs' median log-ratios and its interval. */
static int ratio_over_epochs(const double *ratio, const uint32_t *epoch, size_t n, double level, struct ps_estimate *out)
{
    struct ps_groups groups;
    if (n == 0 || ps_groups_make(&groups, ratio, epoch, NULL, n) != 0)
        return -1;
    double *medians = ps_groups_medians(&groups);
    if (medians == NULL) {
        ps_groups_free(&groups);
        return -1;
    }
    out->n = n;
    out->epochs = groups.n;
    double half_width = ps_t_half_width(medians, groups.n, level);
    out->value = exp(ps_mean(medians, groups.n));
    out->lo = out->value * exp(-half_width);
    out->hi = out->value * exp(half_width);
    free(medians);
    ps_groups_free(&groups);
    return isfinite(half_width) ? 0 : -1;
}

int ps_paired_ratio(const struct ps_series *a, const struct ps_series *b, double level, struct ps_estimate *out)
{
    *out = (struct ps_estimate){NAN, NAN, NAN, 0, 0};
    struct ps_groups of_a = {0}, of_b = {0};
    double *ratio = NULL;
    uint32_t *epoch = NULL;
    int status = -1;
    if (ps_groups_make(&of_a, a->x, a->epoch, a->round, a->n) == 0 &&
        ps_groups_make(&of_b, b->x, b->epoch, b->round, b->n) == 0) {
        ratio = malloc((of_a.n + 1) * sizeof *ratio);
        epoch = malloc((of_a.n + 1) * sizeof *epoch);
        if (ratio != NULL && epoch != NULL)
            status = ratio_over_epochs(ratio, epoch, pair_rounds(&of_a, &of_b, ratio, epoch), level, out);
    }
    free(ratio);
    free(epoch);
    ps_groups_free(&of_a);
    ps_groups_free(&of_b);
    return status;
}

double ps_relative_half_width(const struct ps_estimate *e)
{
    return (e->hi - e->lo) / (2 * e->value);
}

/* Chance of at most `most` heads among n fair coins. */
static double coins_at_most(size_t n, size_t most)
{
    double term = ldexp(1, -(int)n), sum = 0;
    for (size_t i = 0; i <= most; i++) {
        sum += term;
        term *= (double)(n - i) / (double)(i + 1);
    }
    return sum;
}

/* Standard error of the median of n independent numbers, from the distance of two order statistics around it (Price & Bonett
 * 2001). x is sorted, n >= 2. */
static double median_standard_error(const double *x, size_t n)
{
    double rank = floor((double)(n + 1) / 2 - sqrt((double)n) + 0.5);
    size_t c = rank < 1 ? 1 : (size_t)rank;
    double z = n > 200 ? 2 : -ps_normal_quantile(coins_at_most(n, c - 1));
    return (x[n - c] - x[c - 1]) / (2 * z);
}

double ps_epoch_spread(const double *x, const uint32_t *epoch, size_t n, double *within_se)
{
    *within_se = NAN;
    struct ps_groups groups;
    if (ps_groups_make(&groups, x, epoch, NULL, n) != 0)
        return NAN;
    double *medians = malloc((groups.n + 1) * sizeof *medians);
    size_t epochs = 0; /* stays 0 without memory */
    double squares = 0;
    for (size_t g = 0; medians != NULL && g < groups.n; g++) {
        double *of_epoch = groups.x + groups.start[g];
        size_t count = groups.start[g + 1] - groups.start[g];
        if (count < 2)
            continue;
        for (size_t i = 0; i < count; i++)
            of_epoch[i] = log(of_epoch[i]);
        ps_sort(of_epoch, count);
        medians[epochs++] = ps_quantile_sorted(of_epoch, count, 0.5);
        squares += pow(median_standard_error(of_epoch, count), 2);
    }
    double within = squares / (double)epochs, total = pow(ps_stddev(medians, epochs), 2), spread = NAN;
    if (epochs >= 2 && isfinite(within) && isfinite(total)) {
        *within_se = sqrt(within);
        spread = sqrt(fmax(total - within, 0));
    }
    free(medians);
    ps_groups_free(&groups);
    return spread;
}
