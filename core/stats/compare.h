/* compare.h: statistics between measurements: two runs, a sweep of points, a history of results. Pure functions, as stats.h's.
 *
 * What each is, where it comes from and how often it is right: docs/statistics.md.
 */
#ifndef PS_STATS_COMPARE_H
#define PS_STATS_COMPARE_H

#include "stats/stats.h"

/* ---- two sides that were measured at different times ---- */

/* Samples of one side; epoch[i] counts within run[i]: epochs of different runs are different ones. run NULL: all are of one. */
struct ps_side {
    const double *x;
    const uint32_t *run, *epoch;
    size_t n;
};

/* How much two runs of the same on the same machine differ beyond what their epochs show: the standard deviation of a run's own
 * effect on the log of a time, as it was found elsewhere, and what that knowledge is worth in degrees of freedom. Runs of one
 * side, where there are several, add to it what they show themselves. */
struct ps_run_effect {
    double sd; /* 0: only what the runs at hand show */
    double df; /* > 0 where sd is */
};

struct ps_ratio {
    struct ps_estimate ratio; /* new / old; n, epochs: both sides together */
    double p;                 /* two-sided, of the ratio being 1 */
    double log_se, df;        /* of the log-ratio */
    double epoch_variance;    /* of one epoch of either side: what log_se^2 has beside runs is this times (1/n_old + 1/n_new) */
    double run_sd;            /* of a run's own effect, as it went in */
    size_t epochs[2], runs[2];
};

/* Ratio of the typical epochs' medians. A run's figure is the mean of its epochs' log-medians, trimmed by a fifth on each side,
 * with the variance that the winsorised numbers give (Yuen 1974): an epoch that was disturbed moves neither. A side's is the mean
 * of its runs; runs' own effects come on top of the variance; degrees of freedom as Welch and Satterthwaite have them. Needs 2
 * epochs in every run for an interval. x > 0. */
int ps_unpaired_ratio(const struct ps_side *old, const struct ps_side *new_, const struct ps_run_effect *effect, double level,
                      struct ps_ratio *out);

/* Two-sided p of a ratio of ps_paired_ratio() being 1; NAN if it has no interval. */
double ps_paired_p(const struct ps_estimate *ratio, double level);

/* Benjamini & Hochberg (1995): q[i] is the least rate of false discoveries at which p[i] is one. NAN is no test, and stays. */
int ps_false_discovery(const double *p, double *q, size_t n);

/* What a comparison with the variances of `ratio` needs on each side to see a true ratio of 1 + difference at `level` with a
 * chance of `power`. Epochs bring down their own variance only: against runs' effects more runs are needed. */
struct ps_needed {
    size_t runs, epochs; /* each side's; epochs of one run */
};
struct ps_needed ps_epochs_needed(const struct ps_ratio *ratio, double difference, double level, double power);

/* ---- where one line crosses another ---- */

/* One point of a sweep: at[i] ascending, >= 0; log-ratios of the two, one an epoch. */
struct ps_sweep_point {
    double at;
    const double *log_ratio;
    size_t n; /* at least 2 */
};

struct ps_crossing {
    double at, lo, hi; /* NAN: they do not cross; lo 0: as early as the first point; hi INFINITY: perhaps not within the sweep */
    double share;      /* of the resamplings that cross at all */
};

/* The last point where the mean log-ratio goes from below 0 to above: on a straight line over log(at), or over `at` itself where
 * a segment begins at 0. 95 % interval by bootstrap over epochs, deviations widened as Student's t is for few of them. */
int ps_crossover(const struct ps_sweep_point *points, size_t n, unsigned repeats, struct ps_random *random,
                 struct ps_crossing *out);

/* ---- a series over time ---- */

struct ps_change {
    size_t at;    /* the first number after the change */
    double ratio; /* exp of the medians' difference, of this segment and the one before */
    double p;     /* of the test that found it */
};

/* Change points of a series of logs, ascending; at most `room`. Binary segmentation (Scott & Knott 1974): a segment is split
 * where the rank-CUSUM is greatest (Pettitt 1979) if at most alpha (>= 0.001) of its permutations, in pairs of neighbours, reach
 * as far; each part is then searched likewise, and every change looked for again between its neighbours. So a series without a
 * change has one reported in alpha of cases at most. Changes of less than `least` (a log-ratio), and segments of less than 5, are
 * not reported. Returns their number, -1 for lack of memory. */
int ps_change_points(const double *x, size_t n, double alpha, double least, struct ps_random *random, struct ps_change *changes,
                     size_t room);

#endif
