#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stats/groups.h"
#include "stats/stats.h"

/* All pairs of epochs are compared: of more than these, every k-th serves. */
#define MOST_EPOCHS 1000

/* Epochs' medians: of time, and of log x. None if one has no logarithm, or without memory. */
static size_t epoch_points(const double *x, const uint32_t *epoch, const double *time, size_t n, double *t, double *y)
{
    struct ps_groups of_x, of_time;
    if (ps_groups_make(&of_x, x, epoch, NULL, n) != 0)
        return 0;
    if (ps_groups_make(&of_time, time, epoch, NULL, n) != 0) {
        ps_groups_free(&of_x);
        return 0;
    }
    size_t stride = (of_x.n + MOST_EPOCHS - 1) / MOST_EPOCHS, points = 0;
    bool finite = true;
    for (size_t g = 0; g < of_x.n; g += stride) {
        t[points] = ps_groups_median(&of_time, g);
        y[points] = log(ps_groups_median(&of_x, g));
        finite = finite && isfinite(y[points++]);
    }
    ps_groups_free(&of_x);
    ps_groups_free(&of_time);
    return finite ? points : 0;
}

/* What ties among sorted numbers take from 18 times the variance of Kendall's S. */
static double ties(const double *sorted, size_t n)
{
    double sum = 0;
    for (size_t i = 0, run; i < n; i += run) {
        for (run = 1; i + run < n && sorted[i + run] == sorted[i]; run++)
            ;
        double k = (double)run;
        sum += k * (k - 1) * (2 * k + 5);
    }
    return sum;
}

static size_t slopes_between(const double *t, const double *y, size_t points, double *slope)
{
    size_t n = 0;
    for (size_t i = 0; i < points; i++) {
        for (size_t j = 0; j < i; j++) {
            if (t[i] != t[j])
                slope[n++] = (y[i] - y[j]) / (t[i] - t[j]);
        }
    }
    return n;
}

/* t and y are sorted on the way: after the slopes, only their ties and ends matter. */
static int theil_sen(double *t, double *y, size_t points, double *slope, struct ps_estimate *out)
{
    size_t n = slopes_between(t, y, points, slope);
    if (n == 0)
        return -1;
    ps_sort(slope, n);
    ps_sort(t, points);
    ps_sort(y, points);
    double k = (double)points;
    double deviation = sqrt(fmax(k * (k - 1) * (2 * k + 5) - ties(t, points) - ties(y, points), 0) / 18);
    double reach = ps_normal_quantile(0.975) * deviation;
    double low = rint(((double)n - reach) / 2) - 1, high = rint(((double)n + reach) / 2);
    double span = t[points - 1] - t[0];
    out->value = exp(span * ps_quantile_sorted(slope, n, 0.5));
    out->lo = exp(span * slope[low < 0 ? 0 : (size_t)low]);
    out->hi = exp(span * slope[high > (double)(n - 1) ? n - 1 : (size_t)high]);
    return 0;
}

int ps_drift(const double *x, const uint32_t *epoch, const double *time, size_t n, struct ps_estimate *out)
{
    *out = (struct ps_estimate){NAN, NAN, NAN, n, 0};
    double *t = malloc(MOST_EPOCHS * sizeof *t), *y = malloc(MOST_EPOCHS * sizeof *y), *slope = NULL;
    size_t points = t != NULL && y != NULL ? epoch_points(x, epoch, time, n, t, y) : 0;
    out->epochs = points;
    int status = -1;
    if (points >= 2 && (slope = malloc(points * (points - 1) / 2 * sizeof *slope)) != NULL)
        status = theil_sen(t, y, points, slope, out);
    free(slope);
    free(t);
    free(y);
    return status;
}
