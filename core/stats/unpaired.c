#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/compare.h"
#include "stats/groups.h"

#define TRIMMED 0.2

/* A mean, its variance and what that is known by. */
struct location {
    double mean, variance, df;
    double one; /* variance of the mean is about this / n */
};

/* Yuen's trimmed mean and its variance; sorts x. */
static struct location trimmed_mean(double *x, size_t n)
{
    if (n == 0)
        return (struct location){NAN, NAN, NAN, NAN};
    ps_sort(x, n);
    size_t cut = (size_t)(TRIMMED * (double)n), kept = n - 2 * cut;
    double mean = ps_mean(x + cut, kept);
    for (size_t i = 0; i < cut; i++) {
        x[i] = x[cut];
        x[n - 1 - i] = x[n - 1 - cut];
    }
    double winsorised = pow(ps_stddev(x, n), 2), h = (double)kept;
    double variance = n < 2 ? NAN : winsorised * (double)(n - 1) / (h * (h - 1));
    return (struct location){mean, variance, h - 1, variance * (double)n};
}

enum { RUNS_MOST = 4096 };

/* One side: the mean over its runs, and what is known of the variances. */
struct side {
    double mean, variance, squares; /* variance: of the mean, by epochs; squares: sum of variance^2 / df of its parts */
    double one;                     /* mean over runs of the variance of one epoch */
    double between;                 /* sum of squares between runs, less what epochs explain */
    size_t runs, epochs;
};

static size_t next_run(const struct ps_groups *groups, size_t g)
{
    size_t end = g;
    while (end < groups->n && groups->epoch[end] == groups->epoch[g]) /* the run: it is the higher part of the key */
        end++;
    return end;
}

/* -1 if a median has no logarithm. */
static int log_medians(const struct ps_groups *groups, double *medians)
{
    for (size_t g = 0; g < groups->n; g++) {
        medians[g] = log(ps_groups_median(groups, g));
        if (!isfinite(medians[g]))
            return -1;
    }
    return 0;
}

static void add_runs(const struct ps_groups *groups, double *medians, double *means, struct side *side)
{
    for (size_t g = 0, end; g < groups->n; g = end) {
        end = next_run(groups, g);
        struct location run = trimmed_mean(medians + g, end - g);
        means[side->runs++] = run.mean;
        side->variance += run.variance;
        side->squares += run.variance * run.variance / run.df;
        side->one += run.one;
    }
    double runs = (double)side->runs, within = side->variance / runs;
    side->mean = ps_mean(means, side->runs);
    side->between = (runs - 1) * fmax(0, pow(ps_stddev(means, side->runs), 2) - within);
    side->variance /= runs * runs;
    side->squares /= pow(runs, 4);
    side->one /= runs;
    side->epochs = groups->n;
}

static int measure_side(const struct ps_side *of, struct side *side)
{
    struct ps_groups groups;
    *side = (struct side){0};
    if (of->n == 0 || ps_groups_make(&groups, of->x, of->run, of->epoch, of->n) != 0)
        return -1;
    double *medians = malloc(2 * groups.n * sizeof *medians);
    int status = medians != NULL ? log_medians(&groups, medians) : -1;
    if (status == 0)
        add_runs(&groups, medians, medians + groups.n, side);
    free(medians);
    ps_groups_free(&groups);
    return status;
}

/* A ratio of sums of weights where both may be 0. */
static double divide(double a, double b)
{
    return b > 0 ? a / b : 0;
}

int ps_unpaired_ratio(const struct ps_side *old, const struct ps_side *new_, const struct ps_run_effect *effect, double level,
                      struct ps_ratio *out)
{
    struct side a, b;
    *out = (struct ps_ratio){{NAN, NAN, NAN, 0, 0}, NAN, NAN, NAN, NAN, NAN, {0, 0}, {0, 0}};
    if (measure_side(old, &a) != 0 || measure_side(new_, &b) != 0)
        return -1;
    double runs_df = (double)(a.runs - 1 + b.runs - 1), prior_df = effect->sd > 0 ? effect->df : 0;
    double run_variance = divide(prior_df * effect->sd * effect->sd + a.between + b.between, prior_df + runs_df);
    double of_runs = run_variance * (1 / (double)a.runs + 1 / (double)b.runs);
    double variance = a.variance + b.variance + of_runs;
    double squares = a.squares + b.squares + divide(of_runs * of_runs, prior_df + runs_df);
    *out = (struct ps_ratio){
        .ratio = {exp(b.mean - a.mean), NAN, NAN, old->n + new_->n, a.epochs + b.epochs},
        .p = NAN,
        .log_se = sqrt(variance),
        .df = divide(variance * variance, squares),
        .epoch_variance = (a.one + b.one) / 2,
        .run_sd = sqrt(run_variance),
        .epochs = {a.epochs, b.epochs},
        .runs = {a.runs, b.runs},
    };
    if (!isfinite(variance))
        return -1;
    double df = out->df >= 1 ? out->df : 1, t = (b.mean - a.mean) / out->log_se;
    double half_width = ps_t_quantile(0.5 + level / 2, df) * out->log_se;
    out->ratio.lo = out->ratio.value * exp(-half_width);
    out->ratio.hi = out->ratio.value * exp(half_width);
    out->p = variance > 0 ? 2 * ps_t_cdf(-fabs(t), df) : a.mean == b.mean ? 1 : 0;
    return 0;
}

double ps_paired_p(const struct ps_estimate *ratio, double level)
{
    if (!isfinite(ratio->lo) || !isfinite(ratio->hi) || ratio->epochs < 2)
        return NAN;
    double df = (double)(ratio->epochs - 1);
    double se = log(ratio->hi / ratio->lo) / 2 / ps_t_quantile(0.5 + level / 2, df);
    double difference = fabs(log(ratio->value));
    return se > 0 ? 2 * ps_t_cdf(-difference / se, df) : difference > 0 ? 0 : 1;
}

/* ---- many tests ---- */

struct ranked {
    double p;
    size_t place;
};

static int by_p(const void *a, const void *b)
{
    double left = ((const struct ranked *)a)->p, right = ((const struct ranked *)b)->p;
    return (left > right) - (left < right);
}

int ps_false_discovery(const double *p, double *q, size_t n)
{
    struct ranked *ranked = malloc((n + 1) * sizeof *ranked);
    if (ranked == NULL)
        return -1;
    size_t tests = 0;
    for (size_t i = 0; i < n; i++) {
        q[i] = NAN;
        if (!isnan(p[i]))
            ranked[tests++] = (struct ranked){p[i], i};
    }
    qsort(ranked, tests, sizeof *ranked, by_p);
    double least = 1;
    for (size_t i = tests; i > 0; i--) {
        least = fmin(least, ranked[i - 1].p * (double)tests / (double)i);
        q[ranked[i - 1].place] = least;
    }
    free(ranked);
    return 0;
}

/* ---- planning ---- */

enum { NEEDED_MOST = 1000000 };

static size_t at_least(double number)
{
    return number >= NEEDED_MOST ? NEEDED_MOST : number < 1 ? 1 : (size_t)ceil(number);
}

struct ps_needed ps_epochs_needed(const struct ps_ratio *ratio, double difference, double level, double power)
{
    double z = ps_normal_quantile(0.5 + level / 2) + ps_normal_quantile(power);
    double allowed = pow(log1p(difference) / z, 2) / 2; /* variance of one side's mean */
    double of_run = ratio->run_sd * ratio->run_sd;
    /* As few runs as leave half of it to the epochs: each costs a start of everything. */
    struct ps_needed needed = {.runs = at_least(2 * of_run / allowed)};
    if (of_run == 0 || of_run <= allowed / 2)
        needed.runs = 1;
    double runs = (double)needed.runs;
    needed.epochs = at_least(ratio->epoch_variance / (allowed - of_run / runs) / runs);
    needed.epochs = needed.epochs < 10 ? 10 : needed.epochs;
    return needed;
}
