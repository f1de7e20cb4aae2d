#include "reimport/price.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/clock.h"
#include "reimport/pricing.h"
#include "reimport/record.h"
#include "reimport/row.h"
#include "reimport/series.h"

/* What is worth a line of advice: of the import of main at least this share and this time, the dearest first. */
static const double least_share = 0.02, least_ns = 100e3;
/* Rounds that take longer than this together are fewer, but never fewer than ROUNDS_LEAST. */
static const double most_ns = 60e9;
enum { ROUNDS_LEAST = 3, ROUNDS_MOST = 20, CHECK_ROUNDS_LEAST = 60 };

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "out of memory");
}

/* ---- what is worth a look ---- */

/* The dearest statements of any method, dearest first. */
static void choose_candidates(struct ps_pricing *pricing, const json_t *rows)
{
    size_t n = json_array_size(json_object_get(pricing->look, "statements"));
    double *most = calloc(n + 1, sizeof *most);
    if (most == NULL)
        return;
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        const json_t *row = ps_reimport_find_row(rows, pricing->python, (enum ps_method)method);
        const json_t *statements = json_object_get(row, "statements");
        double cost = ps_reimport_median(json_object_get(row, "cost_ns"));
        for (size_t i = 0; i < json_array_size(statements) && i < n; i++) {
            double self = json_number_value(json_object_get(json_array_get(statements, i), "self_ns"));
            if (self >= least_ns && self >= least_share * cost && self > most[i])
                most[i] = self;
        }
    }
    while (pricing->candidates_n < PS_CANDIDATES) {
        size_t best = 0;
        for (size_t i = 1; i < n; i++)
            best = most[i] > most[best] ? i : best;
        if (n == 0 || !(most[best] > 0))
            break;
        most[best] = 0;
        pricing->candidates[pricing->candidates_n++] = (int)best;
    }
    free(most);
}

/* ---- what is measured ---- */

/* As many as were asked for, as far as that can be waited for: each variant is taken for as dear as a start is as it is. */
static uint32_t choose_rounds(const struct ps_pricing *pricing, const json_t *rows)
{
    double round_ns = 0;
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        double start =
            ps_reimport_median(json_object_get(ps_reimport_find_row(rows, pricing->python, (enum ps_method)method), "start_ns"));
        round_ns += isnan(start) ? 0 : start * (double)(2 + pricing->candidates_n);
    }
    double rounds = fmin(fmin(pricing->options->starts, ROUNDS_MOST), most_ns / fmax(round_ns, 1));
    return (uint32_t)fmax(rounds, fmin(pricing->options->starts, ROUNDS_LEAST));
}

static int add_variant(struct ps_pricing *pricing, struct ps_variant variant)
{
    variant.import_ns = malloc(pricing->rounds * sizeof *variant.import_ns);
    variant.start_ns = malloc(pricing->rounds * sizeof *variant.start_ns);
    pricing->variants[pricing->variants_n++] = variant; /* owned from here on, also if one of them is NULL */
    if (variant.import_ns == NULL || variant.start_ns == NULL)
        return -1;
    for (uint32_t i = 0; i < pricing->rounds; i++)
        variant.import_ns[i] = variant.start_ns[i] = NAN;
    return 0;
}

static int add_method(struct ps_pricing *pricing, const json_t *row, enum ps_method method)
{
    bool in_server = ps_reimport_executed_in(row, "server"), in_children = ps_reimport_executed_in(row, "children");
    int failed = add_variant(pricing, (struct ps_variant){.method = method, .candidate = -1});
    if (in_server)
        failed |= add_variant(pricing, (struct ps_variant){.method = method, .candidate = -1, .fresh = true});
    for (size_t i = 0; (in_server || in_children) && i < pricing->candidates_n; i++) {
        int candidate = pricing->candidates[i];
        if (ps_pricing_why_not(pricing, candidate) == NULL)
            failed |= add_variant(pricing, (struct ps_variant){.method = method, .candidate = candidate, .fresh = in_server});
    }
    if (method == PS_FORKSERVER && in_children)
        failed |= add_variant(pricing, (struct ps_variant){.method = method, .candidate = -1, .preloads = true});
    return failed;
}

static json_t *variants_object(const struct ps_pricing *pricing)
{
    json_t *all = json_array();
    for (size_t i = 0; i < pricing->variants_n; i++) {
        const struct ps_variant *variant = &pricing->variants[i];
        json_t *left_out = variant->candidate >= 0 ? json_pack("[i]", variant->candidate) : json_array();
        json_t *preload = variant->preloads ? ps_reimport_modules(pricing->look) : json_null();
        json_t *object = json_pack("{s:s, s:o, s:o, s:b, s:b}", "method", ps_method_name(variant->method), "leave_out", left_out,
                                   "preload", preload, "fresh", variant->fresh, "watch", !variant->unwatched);
        if (json_array_append_new(all, object) != 0)
            return json_decref(all), NULL;
    }
    return all;
}

static void take_answer(struct ps_pricing *pricing, const json_t *answer)
{
    const json_t *place = json_object_get(answer, "variant");
    json_int_t k = json_is_integer(place) ? json_integer_value(place) : -1;
    if (k < 0 || k >= (json_int_t)pricing->variants_n)
        return;
    struct ps_variant *variant = &pricing->variants[k];
    const json_t *sample = json_object_get(answer, "sample");
    json_int_t turn = json_integer_value(json_object_get(answer, "round"));
    if (sample == NULL)
        snprintf(variant->failed, sizeof variant->failed, "%s", ps_reimport_text(answer, "failed"));
    else if (turn >= 0 && turn < (json_int_t)pricing->rounds) {
        const json_t *import = json_object_get(sample, variant->fresh ? "server_main" : "main");
        const json_t *ready = json_object_get(sample, "ready");
        variant->import_ns[turn] = json_is_integer(import) ? (double)json_integer_value(import) : NAN;
        variant->start_ns[turn] = json_is_integer(ready) ? (double)json_integer_value(ready) : NAN;
    }
}

/* `why`: what there is to say where nothing was measured. */
static int measure(struct ps_pricing *pricing, const struct ps_reimport_place *place, struct ps_reimport_job job, char *why,
                   size_t room, struct ps_error *err)
{
    json_t *variants = variants_object(pricing);
    job.what = json_copy(job.what);
    int failed = variants == NULL || job.what == NULL;
    failed |= json_object_set_new(job.what, "job", json_string("price"));
    failed |= json_object_set_new(job.what, "variants", variants);
    failed |= json_object_set_new(job.what, "rounds", json_integer(pricing->rounds));
    failed |= json_object_set_new(job.what, "seed", json_integer((json_int_t)(ps_clock_ns() % INT32_MAX)));
    struct ps_reimport_outcome outcome = {0};
    int rc = failed ? no_memory(err) : ps_reimport_job_run(place, &job, &outcome, err);
    size_t i;
    json_t *answer;
    json_array_foreach(outcome.answers, i, answer)
    {
        take_answer(pricing, answer);
    }
    ps_reimport_why(&outcome, why, room);
    ps_reimport_outcome_free(&outcome);
    json_decref(job.what);
    return rc;
}

static void free_variants(struct ps_pricing *pricing)
{
    for (size_t i = 0; i < pricing->variants_n; i++) {
        free(pricing->variants[i].import_ns);
        free(pricing->variants[i].start_ns);
    }
}

int ps_reimport_price(const struct ps_reimport_place *place, const struct ps_reimport_options *options,
                      const struct ps_reimport_job *job, const json_t *look, const json_t *rows, json_t *advice,
                      struct ps_error *err)
{
    struct ps_pricing pricing = {.options = options, .python = job->python->id, .look = look, .advice = advice};
    struct ps_reimport_job pricing_job = *job;
    pricing_job.changes_main = true;
    if (!ps_reimport_executed(rows, pricing.python))
        return 0;
    choose_candidates(&pricing, rows);
    pricing.rounds = choose_rounds(&pricing, rows);
    int failed = 0;
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        const json_t *row = ps_reimport_find_row(rows, pricing.python, (enum ps_method)method);
        failed |= ps_reimport_row_is_ok(row) ? add_method(&pricing, row, (enum ps_method)method) : 0;
    }
    char why[512];
    int rc = failed ? no_memory(err) : measure(&pricing, place, pricing_job, why, sizeof why, err);
    if (rc == 0) {
        rc = ps_pricing_advise(&pricing, rows, why) != 0 ? no_memory(err) : 0;
    }
    free_variants(&pricing);
    return rc;
}

/* ---- what watching costs ---- */

static json_t *ratio_of(const struct ps_pricing *pricing)
{
    struct ps_reimport_series series = {0};
    for (uint32_t i = 0; i < pricing->rounds; i++) {
        double ratio = pricing->variants[0].import_ns[i] / pricing->variants[1].import_ns[i];
        if (!isnan(ratio))
            ps_reimport_series_add(&series, ratio * 1e6);
    }
    json_t *figure = ps_reimport_series_figure(&series);
    const json_t *ends = json_object_get(figure, "ci95");
    json_t *interval = json_is_array(ends) ? json_pack("[f, f]", json_number_value(json_array_get(ends, 0)) / 1e6,
                                                       json_number_value(json_array_get(ends, 1)) / 1e6)
                                           : json_null();
    json_t *ratio = ps_reimport_has_samples(figure) ? json_real(ps_reimport_median(figure) / 1e6) : json_null();
    json_t *check = json_pack("{s:s, s:s, s:o, s:o, s:O}", "method", ps_method_name(pricing->variants[0].method), "python",
                              pricing->python, "ratio", ratio, "ci95", interval, "n", json_object_get(figure, "n"));
    json_decref(figure);
    return check;
}

int ps_reimport_check(const struct ps_reimport_place *place, const struct ps_reimport_options *options,
                      const struct ps_reimport_job *job, const json_t *rows, json_t **check, struct ps_error *err)
{
    struct ps_pricing pricing = {.options = options, .python = job->python->id, .rounds = options->starts};
    pricing.rounds = pricing.rounds > CHECK_ROUNDS_LEAST ? pricing.rounds : CHECK_ROUNDS_LEAST;
    *check = json_null();
    int failed = 0;
    for (int method = PS_FORK; method < PS_METHODS && pricing.variants_n == 0; method++) {
        if (!ps_reimport_executed_in(ps_reimport_find_row(rows, pricing.python, (enum ps_method)method), "children") ||
            method == PS_FORKSERVER)
            continue;
        failed |= add_variant(&pricing, (struct ps_variant){.method = (enum ps_method)method, .candidate = -1});
        failed |=
            add_variant(&pricing, (struct ps_variant){.method = (enum ps_method)method, .candidate = -1, .unwatched = true});
    }
    char why[512];
    int rc = failed ? no_memory(err) : 0;
    if (rc == 0 && pricing.variants_n > 0) {
        rc = measure(&pricing, place, *job, why, sizeof why, err);
        *check = rc == 0 ? ratio_of(&pricing) : NULL;
    }
    free_variants(&pricing);
    return rc;
}
