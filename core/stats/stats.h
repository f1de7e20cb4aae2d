/* stats.h: the statistics of procstart: pure functions of numbers, no allocation kept, no global state.
 *
 * Everything takes plain arrays of finite numbers, times in any one unit; `epoch[i]` names the epoch of x[i]: any values, in any
 * order (adjacent and ascending, as they are measured, is fastest). Epochs are the units: starts of one epoch share its runners
 * and are never treated as independent. What each estimator is, where it comes from and how well it covers: docs/statistics.md.
 *
 * Functions that need scratch memory return 0; or -1 for lack of memory or of data, or where a logarithm is needed of what is
 * not > 0. Then lo and hi are NAN, and value, n and epochs are what could still be told (value NAN, else 0).
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

/* ---- order statistics and moments; NAN where n == 0 ---- */
void ps_sort(double *x, size_t n);
double ps_quantile_sorted(const double *sorted, size_t n, double q); /* Hyndman & Fan 1996, type 7, as numpy and R */
double ps_quantile(double *x, size_t n, double q);                   /* the same by selection: reorders x, in linear time */
double ps_order(double *x, size_t n, size_t rank);                   /* the number of that rank, from 0, below n; reorders x */
double ps_median(double *x, size_t n);                               /* ps_quantile(x, n, 0.5) */
double ps_mean(const double *x, size_t n);
double ps_stddev(const double *x, size_t n); /* n - 1; 0 if n < 2 */

/* ---- distributions ---- */
double ps_t_cdf(double t, double df);      /* Student's t, df >= 1, any number */
double ps_t_quantile(double p, double df); /* its inverse; both to 1e-10, for df > 1e5 to 1e-6 */
double ps_normal_quantile(double p);

/* ---- intervals ---- */

/* Median of all x, with an interval that takes epochs as units. Needs 2 epochs.
 *
 * The interval is Woodruff's (1952): from how much the epochs differ in their share below the median comes, by Student's t, how
 * far the true share may be from a half; its ends are the numbers of x so far from the middle. Where there are none so far out
 * (few epochs that hardly overlap), and for 2 epochs, t on the epochs' log-medians, around the median; that needs x > 0.
 *
 * Which level: for a result that says "95 %"
 *   - while deciding whether to stop, at a look: ps_look_level(epochs, 0.95);
 *   - for the reported interval of a cell that stopped so (stopped_by "precision"): the same, with the epochs it has, so that the
 *     interval that is shown is the one that stopped it;
 *   - for a cell that ended for any other reason (time limit, number of epochs, interrupt): 0.95.
 */
int ps_epoch_median(const double *x, const uint32_t *epoch, size_t n, double level, struct ps_estimate *out);

/* Mean of the epochs' medians, with its t interval over epochs. For shares, counts and other numbers that may be 0 or below, of
 * which there are a few in each of a few epochs: where these lie on top of each other, the interval has no width. */
int ps_epoch_mean(const double *x, const uint32_t *epoch, size_t n, double level, struct ps_estimate *out);

/* ps_epoch_median() by bootstrap: of epochs, then of blocks of rounds within them, widened for few epochs. A check of it that
 * shares none of its assumptions; takes repeats times as long. */
int ps_bootstrap_median(const double *x, const uint32_t *epoch, const uint32_t *round, size_t n, double level, unsigned repeats,
                        struct ps_random *random, struct ps_estimate *out);

/* Ratio a/b paired within rounds: in each (epoch, round) the log-ratio of the two medians of that round; exp of the mean over
 * epochs of the median log-ratio of the epoch, with its t interval over epochs. Rounds that only one of them has are left out.
 * level: 0.95 for "95 %", however the cells ended, as the ratio's width has stopped nothing. */
struct ps_series {
    const double *x;
    const uint32_t *epoch, *round;
    size_t n;
};
int ps_paired_ratio(const struct ps_series *a, const struct ps_series *b, double level, struct ps_estimate *out);

/* Half-width of an interval relative to its value, as --precision means it: (hi - lo) / (2 value). */
double ps_relative_half_width(const struct ps_estimate *e);

/* ---- when to look, and when to stop ---- */

/* A cell may stop at the first look at which ps_relative_half_width() of its ps_epoch_median() at ps_look_level(epochs, 0.95) is
 * at most --precision.
 *
 * Looks come after 10 epochs, then after each 1.3 times as many: 10, 13, 17, 23, 30, 39, 51, 67, ... Stopping at the first narrow
 * interval picks those that are narrow by luck: at level 0.95 throughout, coverage would fall to 93.2 %. So the chance of error
 * 1 - level is used only to 1 - 5 / epochs: half of it at the first look, where luck is greatest, nearly all of it at the later
 * ones. tests/stats/ simulates the whole rule. Fewer than 10 epochs count as 10. */
bool ps_is_look(size_t epochs);
double ps_look_level(size_t epochs, double level);

/* ---- what spoils a measurement ---- */

/* Drift over the run: slope of log x over time by Theil-Sen on epochs' medians, as the ratio end/start, with its 95 % interval
 * (Sen 1968, from Kendall's tau). time[i] in any unit. Needs 2 epochs at different times; of over 1000 it takes every k-th. */
int ps_drift(const double *x, const uint32_t *epoch, const double *time, size_t n, struct ps_estimate *out);

/* Spread between epochs that the spread within them does not explain: sd of the epochs' true log-medians (0 if none).
 * within_se: the standard error of an epoch's log-median as its starts alone give it (Price & Bonett 2001; root mean square over
 * epochs). Epochs with one start are left out; NAN, both, if fewer than 2 remain or memory is short. x > 0. */
double ps_epoch_spread(const double *x, const uint32_t *epoch, size_t n, double *within_se);

#endif
