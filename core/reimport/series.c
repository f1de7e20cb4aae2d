#include "reimport/series.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "stats/stats.h"

/* Of two starts no interval says more than the two. */
enum { UNITS_LEAST = 3 };

void ps_reimport_series_add(struct ps_reimport_series *series, double value)
{
    if (series->n == series->room) {
        size_t room = series->room > 0 ? 2 * series->room : 16;
        double *more = realloc(series->x, room * sizeof *more);
        if (more == NULL) {
            series->failed = 1;
            return;
        }
        series->x = more;
        series->room = room;
    }
    series->x[series->n++] = value;
}

void ps_reimport_series_free(struct ps_reimport_series *series)
{
    free(series->x);
    *series = (struct ps_reimport_series){0};
}

static json_t *whole_or_null(double value)
{
    return isfinite(value) ? json_integer((json_int_t)llround(value)) : json_null();
}

json_t *ps_reimport_series_figure(struct ps_reimport_series *series)
{
    struct ps_estimate estimate = {.value = NAN, .lo = NAN, .hi = NAN};
    uint32_t *start = calloc(series->n + 1, sizeof *start);
    int failed = series->failed || start == NULL;
    if (!failed && series->n > 0) {
        for (size_t i = 0; i < series->n; i++)
            start[i] = (uint32_t)i;
        ps_epoch_median(series->x, start, series->n, 0.95, &estimate);
        if (isnan(estimate.value))
            estimate.value = ps_median(series->x, series->n);
    }
    free(start);
    size_t n = series->n;
    ps_reimport_series_free(series);
    if (failed)
        return NULL;
    json_t *interval = n >= UNITS_LEAST && isfinite(estimate.lo) && isfinite(estimate.hi)
                           ? json_pack("[o, o]", whole_or_null(estimate.lo), whole_or_null(estimate.hi))
                           : json_null();
    return json_pack("{s:o, s:o, s:I}", "median", whole_or_null(estimate.value), "ci95", interval, "n", (json_int_t)n);
}

double ps_reimport_median(const json_t *figure)
{
    const json_t *median = json_object_get(figure, "median");
    return json_is_number(median) ? json_number_value(median) : NAN;
}

bool ps_reimport_has_samples(const json_t *figure)
{
    return json_integer_value(json_object_get(figure, "n")) > 0;
}
