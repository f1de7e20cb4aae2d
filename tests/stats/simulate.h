/* simulate.h: starts as a benchmark sees them, made up, so that the truth is known; and how often an interval holds it.
 *
 * Seeded: the same call gives the same figures on every machine.
 */
#ifndef PS_TESTS_STATS_SIMULATE_H
#define PS_TESTS_STATS_SIMULATE_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/stats.h"

/* Deviations of the log of a time. */
enum shape {
    NORMAL,
    HEAVY,  /* Student's t with 3 degrees of freedom: no fourth moment */
    SKEWED, /* normal, and one start in ten interrupted: up to three times as long */
};

struct model {
    const char *name;
    enum shape shape;
    double epoch_sd; /* of an epoch's own effect */
    double round_sd; /* of a round's, common to all cells of the round: another processor, another moment */
    double sd;       /* of a start */
    size_t rounds;   /* an epoch */
    size_t starts;   /* a round */
};

/* When to end: at the first look that is precise enough, or at `most` epochs. precision 0: at `most` epochs always. */
struct rule {
    double precision;
    size_t most;
    bool plain; /* at level 0.95 throughout, which is too narrow: what ps_look_level() is for */
};

enum estimator {
    MEDIAN,           /* ps_epoch_median */
    MEDIAN_BOOTSTRAP, /* ps_bootstrap_median */
    MEDIAN_OF_STARTS, /* the same with every start as an epoch of its own: the usual mistake */
    RATIO,            /* ps_paired_ratio of two cells that are alike; both have to be precise */
    RATIO_OF_PAIRS,   /* the same with every round as an epoch of its own: likewise */
};

struct outcome {
    size_t tries, held; /* intervals made, and those that hold the truth */
    double epochs;      /* mean number that a try took */
    double half_width;  /* mean relative half-width */
    double stopped;     /* share of tries that precision ended */
};

struct outcome simulate(const struct model *model, const struct rule *rule, enum estimator estimator, size_t tries,
                        uint64_t seed);

static inline double coverage(const struct outcome *outcome)
{
    return (double)outcome->held / (double)outcome->tries;
}

#endif
