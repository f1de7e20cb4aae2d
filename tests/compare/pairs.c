#include "pairs.h"

#include <math.h>
#include <stdlib.h>

static const int64_t median_ns = 1000000;

const struct pair_model pair_usual = {
    .cells = 8,
    .epochs = 12,
    .starts = 12,
    .common_sd = 0.01,
    .cell_sd = 0.005,
    .wander_sd = 0.008,
    .epoch_sd = 0.015,
    .start_sd = 0.06,
    .runs = 1,
};

static double normal(struct ps_random *random)
{
    double radius = sqrt(-2 * log(1 - ps_random_unit(random)));
    return radius * cos(2 * acos(-1) * ps_random_unit(random));
}

static int64_t start(const struct pair_model *model, double effect, struct ps_random *random)
{
    double log_time = effect + model->start_sd * normal(random);
    if (ps_random_below(random, 20) == 0)
        log_time += log(3) * ps_random_unit(random);
    return (int64_t)((double)median_ns * exp(log_time));
}

static void die_if(bool failed, const struct ps_error *err)
{
    if (!failed)
        return;
    fprintf(stderr, "%s\n", err->what);
    abort();
}

static void add_cell(struct ps_result *result, size_t i)
{
    struct ps_error err = {0};
    struct ps_cell cell = {.api = PS_NATIVE, .method = PS_SPAWN, .mechanism = "made-up", .python = -1, .child = PS_CHILD_NONE};
    cell.factors.workers = 1;
    snprintf(cell.id, sizeof cell.id, "native/spawn/made-up-%zu", i);
    die_if(ps_result_add_cell(result, &cell, &err) != 0, &err);
}

static void add_epoch(struct ps_samples *samples, const struct pair_model *model, uint32_t epoch, double effect,
                      struct ps_random *random)
{
    struct ps_error err = {0};
    for (uint32_t i = 0; i < model->starts; i++) {
        int64_t ready = start(model, effect, random), asked = ((int64_t)epoch * 1000 + i) * 10 * median_ns;
        struct ps_sample sample = {.asked = asked};
        for (int phase = 0; phase < PS_PHASES; phase++)
            sample.at[phase] = PS_MISSING;
        sample.at[PS_RETURNED] = asked + ready / 2;
        sample.at[PS_RUNNING] = asked + ready / 2;
        sample.at[PS_READY] = asked + ready;
        sample.at[PS_REAPED] = asked + ready + ready / 4;
        die_if(ps_samples_add(samples, epoch, i / 4, 0, PS_COLD_TURNS + i % 4, &sample, 0, &err) != 0, &err);
    }
}

void pair_run(struct ps_result *result, const struct pair_model *model, bool slow, struct ps_random *random)
{
    struct ps_error err = {0};
    ps_result_init(result);
    result->tool = json_object();
    result->host = json_object();
    result->pythons = json_array();
    result->complete = true;
    die_if(ps_result_set(&result->started, "2026-01-01T00:00:00.000Z", &err) != 0, &err);
    double common = model->common_sd * normal(random), wander = model->wander_sd * normal(random);
    double *own = calloc(model->cells, sizeof *own);
    for (size_t c = 0; c < model->cells; c++) {
        add_cell(result, c);
        own[c] = model->cell_sd * normal(random) + (slow && c == 0 ? log1p(model->slowdown) : 0);
    }
    for (uint32_t epoch = 0; epoch < model->epochs; epoch++) {
        wander = 0.8 * wander + 0.6 * model->wander_sd * normal(random);
        for (size_t c = 0; c < model->cells; c++)
            add_epoch(&result->cells[c].samples, model, epoch, common + wander + own[c] + model->epoch_sd * normal(random),
                      random);
    }
    free(own);
}

static bool is_found(const struct pair_model *model, struct ps_random *random)
{
    const struct ps_compare_options options = {.phase = PS_READY, .threshold = 0.05, .drift = PS_COMPARE_DRIFT};
    struct ps_result runs[32];
    struct ps_comparison comparison;
    struct ps_error err = {0};
    for (size_t r = 0; r < 2 * model->runs; r++)
        pair_run(&runs[r], model, r >= model->runs, random);
    const struct ps_compare_side old = {"old", runs, model->runs}, new_ = {"new", runs + model->runs, model->runs};
    die_if(ps_compare(&comparison, &old, &new_, &options, &err) != 0, &err);
    bool found = comparison.slower > 0;
    ps_comparison_free(&comparison);
    for (size_t r = 0; r < 2 * model->runs; r++)
        ps_result_free(&runs[r]);
    return found;
}

size_t pairs_found(const struct pair_model *model, size_t pairs, uint64_t seed)
{
    struct ps_random random;
    size_t found = 0;
    ps_random_seed(&random, seed, 0);
    for (size_t i = 0; i < pairs; i++)
        found += is_found(model, &random);
    return found;
}
