/* observe.h: what a workload saw, as it came: series of numbers and single facts. Nothing is judged here.
 *
 * A workload (core/claims/NAME.py) writes JSON objects, one a line, to its standard output:
 *
 *     {"sample": "threads-2", "round": 3, "value": 1.25}      a number of a series; rounds pair the series of one launch
 *     {"lanes": "threads", "round": 3, "at": [[..], [..]]}    stamps in ns of two or more that ran at once (lanes.h)
 *     {"fact": "gil_enabled", "value": true}                  what holds for the launch as a whole
 *     {"untestable": "the process may use one processor"}     the experiment cannot be had here, and why
 *
 * Each launch of the workload is an epoch of the series (core/stats/stats.h).
 */
#ifndef PS_CLAIMS_OBSERVE_H
#define PS_CLAIMS_OBSERVE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct ps_observed {
    char *name;
    double *x;
    uint32_t *epoch, *round;
    size_t n, room;
};

struct ps_observations {
    struct ps_observed *series;
    size_t series_n;
    json_t *facts;        /* object: the last that was said of each */
    char differing[64];   /* the first fact of which launches said different things; "" none */
    char untestable[256]; /* "" if it is not */
    char failed[512];     /* how a launch went wrong; "" if none did */
    size_t launches;
};

/* Zeroed is empty. -1 if the line is none of the above (or memory is short); then nothing was taken. */
int ps_observe_line(struct ps_observations *seen, const char *line, uint32_t epoch, struct ps_error *err);

/* The same, from C. */
int ps_observe_sample(struct ps_observations *seen, const char *name, uint32_t epoch, uint32_t round, double value,
                      struct ps_error *err);
int ps_observe_fact(struct ps_observations *seen, const char *name, json_t *value, struct ps_error *err); /* takes value over */

/* NULL if there is none of that name. */
const struct ps_observed *ps_observed_find(const struct ps_observations *seen, const char *name);

/* Facts as C has them; what is missing or of another kind is NAN, "" or -1. */
double ps_observed_number(const struct ps_observations *seen, const char *name);
const char *ps_observed_text(const struct ps_observations *seen, const char *name);
int ps_observed_bool(const struct ps_observations *seen, const char *name);

void ps_observations_free(struct ps_observations *seen);

#endif
