/* stats.h: the statistics of procstart: pure functions of numbers, no allocation kept, no global state.
 *
 * Everything takes plain arrays; `epoch[i]` names the epoch of x[i] (any values, equal ones need not be adjacent unless said).
 * Epochs are the units: starts of one epoch share its runners and are never treated as independent (docs/measuring.md).
 * Each formula names its source. Functions that need scratch memory return 0, or -1 for lack of memory or of data (then the
 * interval is NAN); none of them fails for any finite input.
 */
#ifndef PS_STATS_STATS_H
#define PS_STATS_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/random.h"

struct ps_estimate {
    double value, lo, hi;
    size_t n;      /* numbers that went in */
    size_t epochs; /* units that went in */
};

/* ---- order statistics and moments; x is sorted in place where it says so ---- */
void ps_sort(double *x, size_t n);
double ps_quantile_sorted(const double *sorted, size_t n, double q); /* Hyndman & Fan 1996, type 7, as numpy and R */
double ps_median(double *x, size_t n);                              /* reorders x; NAN if n == 0 */
double ps_mean(const double *x, size_t n);
double ps_stddev(const double *x, size_t n);                        /* n - 1; 0 if n < 2 */

/* ---- distributions ---- */
double ps_t_quantile(double p, double df);                          /* inverse of Student's t */
double ps_t_cdf(double t, double df);

/* ---- intervals ---- */

/* Median of all x > 0, with the t interval of its epochs' log-medians around it. level: 0.95. Needs 2 epochs. */
int ps_epoch_median(const double *x, const uint32_t *epoch, size_t n, double level, struct ps_estimate *out);

/* The same by bootstrap: of epochs, then of blocks of rounds within them, widened for few epochs. For the check of the above. */
int ps_bootstrap_median(const double *x, const uint32_t *epoch, const uint32_t *round, size_t n, double level, unsigned repeats,
                        struct ps_random *random, struct ps_estimate *out);

/* Ratio a/b paired within rounds: in each (epoch, round) the log-ratio of the two medians of that round; exp of the mean over
 * epochs of the median log-ratio of the epoch, with its t interval over epochs. Rounds that only one of them has are left out. */
struct ps_series {
    const double *x;
    const uint32_t *epoch, *round;
    size_t n;
};
int ps_paired_ratio(const struct ps_series *a, const struct ps_series *b, double level, struct ps_estimate *out);

/* Half-width of an interval relative to its value, as --precision means it: (hi - lo) / (2 value). */
double ps_relative_half_width(const struct ps_estimate *e);

/* ---- when to look, and when to stop ---- */

/* The epochs after which the stop is decided: 10, then each about 1.3 times the last. Looking at this growing schedule, and with
 * the level that ps_look_level() gives for the look, keeps the final interval's coverage (tests/stats/ simulates it). */
bool ps_is_look(size_t epochs);
double ps_look_level(size_t epochs, double level);

/* ---- what spoils a measurement ---- */

/* Drift over the run: slope of log x over time by Theil-Sen on epochs' medians, as the ratio end/start, with an interval
 * (Sen 1968, from Kendall's tau). time[i] in any unit. */
int ps_drift(const double *x, const uint32_t *epoch, const double *time, size_t n, struct ps_estimate *out);

/* Spread between epochs that the spread within them does not explain: sd of the epochs' true log-medians (0 if none).
 * within_se: the standard error of an epoch's log-median as its starts alone give it. */
double ps_epoch_spread(const double *x, const uint32_t *epoch, size_t n, double *within_se);

#endif
