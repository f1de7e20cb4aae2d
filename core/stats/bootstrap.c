#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/groups.h"
#include "stats/stats.h"

/* Rounds of one epoch: groups first .. first + n - 1. */
struct epoch {
    size_t first, n;
};

/* Rounds near in time are alike, so they are drawn in blocks; about the cube root of their number is the usual length
 * (Kuensch 1989; Hall, Horowitz & Jing 1995). */
static size_t block_length(size_t rounds)
{
    size_t length = (size_t)(cbrt((double)rounds) + 0.5);
    return length > 0 ? length : 1;
}

static size_t find_epochs(const struct ps_groups *rounds, struct epoch *epochs)
{
    size_t n = 0;
    for (size_t g = 0; g < rounds->n; g++) {
        if (g == 0 || rounds->epoch[g] != rounds->epoch[g - 1])
            epochs[n++] = (struct epoch){g, 0};
        epochs[n - 1].n++;
    }
    return n;
}

/* The most numbers that one resample can have: every epoch the one with most rounds, each as full as its fullest. */
static size_t most_drawn(const struct ps_groups *rounds, const struct epoch *epochs, size_t n)
{
    size_t most = 0;
    for (size_t e = 0; e < n; e++) {
        size_t fullest = 0;
        for (size_t g = epochs[e].first; g < epochs[e].first + epochs[e].n; g++) {
            size_t size = rounds->start[g + 1] - rounds->start[g];
            fullest = size > fullest ? size : fullest;
        }
        most = epochs[e].n * fullest > most ? epochs[e].n * fullest : most;
    }
    return n > 0 && most > SIZE_MAX / n ? SIZE_MAX : most * n;
}

/* Draws as many rounds as the epoch has, in blocks, and appends their numbers. */
static size_t draw_rounds(const struct ps_groups *rounds, const struct epoch *epoch, struct ps_random *random, double *to)
{
    size_t length = block_length(epoch->n), n = 0;
    for (size_t drawn = 0; drawn < epoch->n;) {
        size_t first = epoch->first + ps_random_below(random, (uint32_t)(epoch->n - length + 1));
        for (size_t g = first; g < first + length && drawn < epoch->n; g++, drawn++) {
            size_t size = rounds->start[g + 1] - rounds->start[g];
            memcpy(to + n, rounds->x + rounds->start[g], size * sizeof *to);
            n += size;
        }
    }
    return n;
}

static void resample(const struct ps_groups *rounds, const struct epoch *epochs, size_t n, struct ps_random *random,
                     double *scratch, double *medians, unsigned repeats)
{
    for (unsigned r = 0; r < repeats; r++) {
        size_t drawn = 0;
        for (size_t e = 0; e < n; e++) {
            const struct epoch *epoch = &epochs[ps_random_below(random, (uint32_t)n)];
            drawn += draw_rounds(rounds, epoch, random, scratch + drawn);
        }
        medians[r] = log(ps_median(scratch, drawn));
    }
    ps_sort(medians, repeats);
}

int ps_bootstrap_median(const double *x, const uint32_t *epoch, const uint32_t *round, size_t n, double level, unsigned repeats,
                        struct ps_random *random, struct ps_estimate *out)
{
    *out = (struct ps_estimate){NAN, NAN, NAN, n, 0};
    struct ps_groups rounds;
    if (ps_groups_make(&rounds, x, epoch, round, n) != 0)
        return -1;
    struct epoch *epochs = calloc(rounds.n + 1, sizeof *epochs);
    double *scratch = NULL, *medians = NULL;
    size_t units = epochs != NULL ? find_epochs(&rounds, epochs) : 0;
    out->epochs = units;
    int status = -1;
    if (units >= 2 && repeats > 0) {
        scratch = calloc(most_drawn(&rounds, epochs, units), sizeof *scratch);
        medians = malloc(repeats * sizeof *medians);
    }
    if (scratch != NULL && medians != NULL) {
        resample(&rounds, epochs, units, random, scratch, medians, repeats);
        /* Percentiles of few epochs are too near: the empirical variance lacks 1 / n, and t has wider tails (Hesterberg 2015). */
        double p = 0.5 + level / 2, df = (double)(units - 1);
        double widen = ps_t_quantile(p, df) / ps_normal_quantile(p) * sqrt((double)units / df);
        double value = ps_median(rounds.x, n);
        out->value = value;
        out->lo = value * exp(widen * (ps_quantile_sorted(medians, repeats, 1 - p) - log(value)));
        out->hi = value * exp(widen * (ps_quantile_sorted(medians, repeats, p) - log(value)));
        status = isfinite(out->lo) && isfinite(out->hi) ? 0 : -1;
    }
    free(medians);
    free(scratch);
    free(epochs);
    ps_groups_free(&rounds);
    return status;
}
