#include "simulate.h"

#include <math.h>
#include <stdlib.h>

#define MEDIAN_NS 2e5 /* of a start without any effect */

struct cell {
    double *x;
    uint32_t *epoch, *round, *single; /* single: a number of its own for each start, or for each round */
};

static double normal(struct ps_random *random)
{
    double radius = sqrt(-2 * log(1 - ps_random_unit(random)));
    return radius * cos(2 * acos(-1) * ps_random_unit(random));
}

/* A deviation of scale 1. */
static double deviation(enum shape shape, struct ps_random *random)
{
    double z = normal(random);
    if (shape == HEAVY) {
        double square = 0;
        for (int i = 0; i < 3; i++)
            square += pow(normal(random), 2);
        z /= sqrt(square); /* t / sqrt(3): variance 1 */
    }
    return z;
}

static double start(const struct model *model, double effect, struct ps_random *random)
{
    double log_time = effect + model->sd * deviation(model->shape, random);
    if (model->shape == SKEWED && ps_random_below(random, 10) == 0)
        log_time += log(3) * ps_random_unit(random);
    return MEDIAN_NS * exp(log_time);
}

static double epoch_effect(const struct model *model, struct ps_random *random)
{
    return model->epoch_sd * deviation(model->shape == HEAVY ? HEAVY : NORMAL, random);
}

/* One epoch of `cells` cells that share its rounds. */
static void measure_epoch(const struct model *model, struct cell *cells, size_t n, uint32_t epoch, struct ps_random *random)
{
    double effect[2];
    for (size_t c = 0; c < n; c++)
        effect[c] = epoch_effect(model, random);
    size_t at = epoch * model->rounds * model->starts;
    for (uint32_t round = 0; round < model->rounds; round++) {
        double shared = model->round_sd * normal(random);
        for (size_t s = 0; s < model->starts; s++, at++) {
            for (size_t c = 0; c < n; c++) {
                cells[c].x[at] = start(model, effect[c] + shared, random);
                cells[c].epoch[at] = epoch;
                cells[c].round[at] = round;
                cells[c].single[at] = n > 1 ? epoch * (uint32_t)model->rounds + round : (uint32_t)at;
            }
        }
    }
}

/* The median of all starts there could be, each in an epoch and round of its own. */
static double true_median(const struct model *model)
{
    if (model->shape != SKEWED)
        return MEDIAN_NS;
    enum { MANY = 1000000 };
    double *x = malloc(MANY * sizeof *x);
    if (x == NULL)
        abort();
    struct ps_random random;
    ps_random_seed(&random, 1, 1);
    for (size_t i = 0; i < MANY; i++)
        x[i] = start(model, epoch_effect(model, &random) + model->round_sd * normal(&random), &random);
    double median = ps_median(x, MANY);
    free(x);
    return median;
}

static void estimate(enum estimator estimator, const struct cell *cells, size_t n, double level, struct ps_random *random,
                     struct ps_estimate *out)
{
    const struct cell *a = &cells[0], *b = &cells[1];
    bool pairs = estimator == RATIO_OF_PAIRS;
    struct ps_series of_a = {a->x, pairs ? a->single : a->epoch, a->round, n}, of_b = {0};
    switch (estimator) {
    case MEDIAN:
        ps_epoch_median(a->x, a->epoch, n, level, out);
        return;
    case MEDIAN_BOOTSTRAP:
        ps_bootstrap_median(a->x, a->epoch, a->round, n, level, 200, random, out);
        return;
    case MEDIAN_OF_STARTS:
        ps_epoch_median(a->x, a->single, n, level, out);
        return;
    case RATIO:
    case RATIO_OF_PAIRS:
        of_b = (struct ps_series){b->x, pairs ? b->single : b->epoch, b->round, n};
        ps_paired_ratio(&of_a, &of_b, level, out);
        return;
    }
}

static bool precise(const struct rule *rule, const struct cell *cells, size_t n, size_t starts, double level)
{
    for (size_t c = 0; c < n; c++) {
        struct ps_estimate e;
        if (ps_epoch_median(cells[c].x, cells[c].epoch, starts, level, &e) != 0 || ps_relative_half_width(&e) > rule->precision)
            return false;
    }
    return true;
}

/* One measurement from its first epoch to its interval. */
static void try_once(const struct model *model, const struct rule *rule, enum estimator estimator, struct cell *cells,
                     double truth, struct ps_random *random, struct outcome *outcome)
{
    size_t n = estimator >= RATIO ? 2 : 1, epochs = 0, starts = 0;
    double level = 0.95;
    while (epochs < rule->most) {
        measure_epoch(model, cells, n, (uint32_t)epochs++, random);
        starts = epochs * model->rounds * model->starts;
        if (rule->precision <= 0 || !ps_is_look(epochs))
            continue;
        double at_look = rule->plain ? 0.95 : ps_look_level(epochs, 0.95);
        if (precise(rule, cells, n, starts, at_look)) {
            level = estimator >= RATIO ? 0.95 : at_look;
            outcome->stopped++;
            break;
        }
    }
    struct ps_estimate e;
    estimate(estimator, cells, starts, level, random, &e);
    outcome->tries++;
    outcome->held += e.lo <= truth && truth <= e.hi;
    outcome->epochs += (double)epochs;
    outcome->half_width += ps_relative_half_width(&e);
}

struct outcome simulate(const struct model *model, const struct rule *rule, enum estimator estimator, size_t tries, uint64_t seed)
{
    struct outcome outcome = {0};
    struct cell cells[2];
    size_t most = rule->most * model->rounds * model->starts;
    for (size_t c = 0; c < 2; c++) {
        cells[c] = (struct cell){malloc(most * sizeof(double)), malloc(most * sizeof(uint32_t)), malloc(most * sizeof(uint32_t)),
                                 malloc(most * sizeof(uint32_t))};
        if (cells[c].x == NULL || cells[c].epoch == NULL || cells[c].round == NULL || cells[c].single == NULL)
            abort();
    }
    struct ps_random random;
    ps_random_seed(&random, seed, 17);
    double truth = estimator >= RATIO ? 1 : true_median(model);
    for (size_t i = 0; i < tries; i++)
        try_once(model, rule, estimator, cells, truth, &random, &outcome);
    outcome.epochs /= (double)tries;
    outcome.half_width /= (double)tries;
    outcome.stopped /= (double)tries;
    for (size_t c = 0; c < 2; c++) {
        free(cells[c].x);
        free(cells[c].epoch);
        free(cells[c].round);
        free(cells[c].single);
    }
    return outcome;
}
