/* bins.h: many times as a histogram over their logarithm, so that a million of them are drawn as fast as a hundred.
 *
 * Every number is counted in one of the bins: none is left out, however far out it lies.
 */
#ifndef PS_REPORT_BINS_H
#define PS_REPORT_BINS_H

#include <stddef.h>
#include <stdint.h>

enum { PS_BINS_MAX = 240 };

struct ps_bins {
    double first, width;  /* log10 of the lower end of bin 0, and of the ratio of a bin's ends; width > 0 */
    size_t n;             /* bins, at most PS_BINS_MAX; 0 if there was no number */
    uint64_t total, most; /* numbers in all, and in the fullest bin */
    uint64_t count[PS_BINS_MAX];
};

/* Of n times in ns; those below 1 count as 1, as a logarithm of 0 does not exist. The width is Freedman & Diaconis' (1981), or
 * what spans all numbers with PS_BINS_MAX bins. Reorders x, in linear time. */
void ps_bins_make(struct ps_bins *bins, double *x, size_t n);

/* Lower end of bin i, which is the upper end of bin i - 1, in ns. */
double ps_bins_edge(const struct ps_bins *bins, size_t i);

#endif
