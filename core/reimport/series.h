/* series.h: numbers as they are gathered, and what they come to: an object {median, ci95 [lo, hi] or null, n}. */
#ifndef PS_REIMPORT_SERIES_H
#define PS_REIMPORT_SERIES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct ps_reimport_series {
    double *x;
    size_t n, room;
    int failed; /* memory was short: the figure becomes NULL */
};

void ps_reimport_series_add(struct ps_reimport_series *series, double value);

/* Rounded to whole numbers; starts are the units of the interval. A median of nothing is null. Frees the series. NULL: no
 * memory. */
json_t *ps_reimport_series_figure(struct ps_reimport_series *series);

void ps_reimport_series_free(struct ps_reimport_series *series);

/* Of such an object: NAN where there is none. */
double ps_reimport_median(const json_t *figure);

/* Whether it is made of any numbers. */
bool ps_reimport_has_samples(const json_t *figure);

#endif
