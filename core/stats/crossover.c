#include <math.h>
#include <stdlib.h>

#include "stats/compare.h"

/* Where the mean log-ratios go from below 0 to above for the last time; NAN: never. */
static double crossing_of(const struct ps_sweep_point *points, const double *mean, size_t n)
{
    for (size_t i = n - 1; i > 0; i--) {
        if (mean[i] <= 0 || mean[i - 1] > 0)
            continue;
        double share = mean[i - 1] / (mean[i - 1] - mean[i]), a = points[i - 1].at, b = points[i].at;
        return a > 0 ? exp(log(a) + share * (log(b) - log(a))) : a + share * (b - a);
    }
    return NAN;
}

/* Sorted with the resamplings that do not cross at the end that they stand for. */
static double outside(const double *mean, size_t n)
{
    return mean[n - 1] > 0 ? 0 : INFINITY;
}

static double widening(size_t n)
{
    double few = (double)n;
    return ps_t_quantile(0.975, few - 1) / ps_normal_quantile(0.975) * sqrt(few / (few - 1));
}

/* The means of one resampling. The same draws for all points: where they have the same epochs, these are drawn together. */
static void resample(const struct ps_sweep_point *points, const double *mean, size_t n, size_t most, struct ps_random *random,
                     double *draws, double *resampled)
{
    for (size_t i = 0; i < most; i++)
        draws[i] = ps_random_unit(random);
    for (size_t p = 0; p < n; p++) {
        double sum = 0, epochs = (double)points[p].n;
        for (size_t i = 0; i < points[p].n; i++)
            sum += points[p].log_ratio[(size_t)(draws[i] * epochs)];
        resampled[p] = mean[p] + (sum / epochs - mean[p]) * widening(points[p].n);
    }
}

int ps_crossover(const struct ps_sweep_point *points, size_t n, unsigned repeats, struct ps_random *random,
                 struct ps_crossing *out)
{
    size_t most = 0;
    *out = (struct ps_crossing){NAN, NAN, NAN, 0};
    for (size_t i = 0; i < n; i++) {
        most = points[i].n > most ? points[i].n : most;
        if (points[i].n < 2)
            return -1;
    }
    if (n < 2 || repeats == 0)
        return -1;
    double *scratch = calloc(2 * n + most + repeats, sizeof *scratch); /* zeroed: analysers cannot tell that most >= each n */
    if (scratch == NULL)
        return -1;
    double *mean = scratch, *resampled = mean + n, *draws = resampled + n, *found = draws + most;
    for (size_t i = 0; i < n; i++)
        mean[i] = ps_mean(points[i].log_ratio, points[i].n);
    out->at = crossing_of(points, mean, n);
    unsigned crossed = 0;
    for (unsigned r = 0; r < repeats; r++) {
        resample(points, mean, n, most, random, draws, resampled);
        found[r] = crossing_of(points, resampled, n);
        crossed += !isnan(found[r]);
        found[r] = isnan(found[r]) ? outside(resampled, n) : found[r];
    }
    out->share = crossed / (double)repeats;
    if (!isnan(out->at)) {
        ps_sort(found, repeats);
        out->lo = found[(size_t)(0.025 * (repeats - 1))];
        out->hi = found[(size_t)ceil(0.975 * (repeats - 1))];
    }
    free(scratch);
    return 0;
}
