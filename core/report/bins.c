#include "report/bins.h"

#include <math.h>
#include <string.h>

#include "stats/stats.h"

/* Half a percent: finer than what a page can show, and wide enough for the steps of a coarse clock. */
#define WIDTH_LEAST 0.002

static double log_of(double ns)
{
    return log10(ns < 1 ? 1 : ns);
}

void ps_bins_make(struct ps_bins *bins, double *x, size_t n)
{
    memset(bins, 0, sizeof *bins);
    bins->width = WIDTH_LEAST;
    if (n == 0)
        return;
    double quarter = log_of(ps_quantile(x, n, 0.25)), three = log_of(ps_quantile(x, n, 0.75));
    double least = log_of(x[0]), most = least;
    for (size_t i = 1; i < n; i++) {
        double at = log_of(x[i]);
        least = at < least ? at : least;
        most = at > most ? at : most;
    }
    bins->width = fmax(fmax(2 * (three - quarter) / cbrt((double)n), WIDTH_LEAST), (most - least) / (PS_BINS_MAX - 1));
    bins->first = least - bins->width / 2; /* what all numbers are lies in the middle of a bin */
    for (size_t i = 0; i < n; i++) {
        size_t bin = (size_t)((log_of(x[i]) - bins->first) / bins->width);
        bin = bin < PS_BINS_MAX ? bin : PS_BINS_MAX - 1;
        bins->n = bin + 1 > bins->n ? bin + 1 : bins->n;
        bins->count[bin]++;
        bins->most = bins->count[bin] > bins->most ? bins->count[bin] : bins->most;
    }
    bins->total = n;
}

double ps_bins_edge(const struct ps_bins *bins, size_t i)
{
    return pow(10, bins->first + (double)i * bins->width);
}
