#include "reimport/price.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/clock.h"
#include "reimport/record.h"
#include "reimport/row.h"
#include "reimport/series.h"

/* What is worth a line of advice: of the import of main at least this share and this time, the dearest first. */
static const double least_share = 0.02, least_ns = 100e3;
/* Rounds that take longer than this together are fewer, but never fewer than ROUNDS_LEAST. */
static const double most_ns = 60e9;
enum { ROUNDS_LEAST = 3, ROUNDS_MOST = 20, CANDIDATES = 5, VARIANTS = 3 * (1 + CANDIDATES) + 2, CHECK_ROUNDS_LEAST = 60 };

struct variant {
    enum ps_method method;
    int candidate; /* -1: nothing is left out */
    bool fresh;    /* the forkserver executes main: each start has one of its own, whose time it is */
    bool preloads, unwatched;
    double *import_ns, *start_ns; /* by round; NAN: not measured */
    char failed[256];
};

struct pricing {
    const struct ps_reimport_options *options;
    const char *python;
    const json_t *look;
    int candidates[CANDIDATES]; /* indices of statements */
    size_t candidates_n;
    struct variant variants[VARIANTS];
    size_t variants_n;
    uint32_t rounds;
    json_t *advice;
};

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "out of memory");
}

/* ---- what is worth a look ---- */

/* The dearest statements of any method, dearest first. */
static void choose_candidates(struct pricing *pricing, const json_t *rows)
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
    while (pricing->candidates_n < CANDIDATES) {
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

static const json_t *statement_of(const struct pricing *pricing, int candidate)
{
    return json_array_get(json_object_get(pricing->look, "statements"), (size_t)candidate);
}

static const char *why_not_left_out(const struct pricing *pricing, int candidate)
{
    return json_string_value(json_object_get(statement_of(pricing, candidate), "why_not"));
}

/* ---- what is measured ---- */

/* As many as were asked for, as far as that can be waited for: each variant is taken for as dear as a start is as it is. */
static uint32_t choose_rounds(const struct pricing *pricing, const json_t *rows)
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

static int add_variant(struct pricing *pricing, struct variant variant)
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

static int add_method(struct pricing *pricing, const json_t *row, enum ps_method method)
{
    bool in_server = ps_reimport_executed_in(row, "server"), in_children = ps_reimport_executed_in(row, "children");
    int failed = add_variant(pricing, (struct variant){.method = method, .candidate = -1});
    if (in_server)
        failed |= add_variant(pricing, (struct variant){.method = method, .candidate = -1, .fresh = true});
    for (size_t i = 0; (in_server || in_children) && i < pricing->candidates_n; i++) {
        int candidate = pricing->candidates[i];
        if (why_not_left_out(pricing, candidate) == NULL)
            failed |= add_variant(pricing, (struct variant){.method = method, .candidate = candidate, .fresh = in_server});
    }
    if (method == PS_FORKSERVER && in_children)
        failed |= add_variant(pricing, (struct variant){.method = method, .candidate = -1, .preloads = true});
    return failed;
}

static json_t *variants_object(const struct pricing *pricing)
{
    json_t *all = json_array();
    for (size_t i = 0; i < pricing->variants_n; i++) {
        const struct variant *variant = &pricing->variants[i];
        json_t *left_out = variant->candidate >= 0 ? json_pack("[i]", variant->candidate) : json_array();
        json_t *preload = variant->preloads ? ps_reimport_modules(pricing->look) : json_null();
        json_t *object = json_pack("{s:s, s:o, s:o, s:b, s:b}", "method", ps_method_name(variant->method), "leave_out", left_out,
                                   "preload", preload, "fresh", variant->fresh, "watch", !variant->unwatched);
        if (json_array_append_new(all, object) != 0)
            return json_decref(all), NULL;
    }
    return all;
}

static void take_answer(struct pricing *pricing, const json_t *answer)
{
    const json_t *place = json_object_get(answer, "variant");
    json_int_t k = json_is_integer(place) ? json_integer_value(place) : -1;
    if (k < 0 || k >= (json_int_t)pricing->variants_n)
        return;
    struct variant *variant = &pricing->variants[k];
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
static int measure(struct pricing *pricing, const struct ps_reimport_place *place, struct ps_reimport_job job, char *why,
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

/* ---- what is said ---- */

static const struct variant *find(const struct pricing *pricing, enum ps_method method, int candidate, bool fresh, bool preloads)
{
    for (size_t i = 0; i < pricing->variants_n; i++) {
        const struct variant *variant = &pricing->variants[i];
        if (variant->method == method && variant->candidate == candidate && variant->fresh == fresh &&
            variant->preloads == preloads)
            return variant;
    }
    return NULL;
}

enum span { OF_IMPORT, OF_START };

/* a - b, round by round. */
static json_t *difference(const struct pricing *pricing, const struct variant *a, const struct variant *b, enum span span)
{
    struct ps_reimport_series series = {0};
    for (uint32_t i = 0; i < pricing->rounds; i++) {
        double saved = span == OF_IMPORT ? a->import_ns[i] - b->import_ns[i] : a->start_ns[i] - b->start_ns[i];
        if (!isnan(saved))
            ps_reimport_series_add(&series, saved);
    }
    return ps_reimport_series_figure(&series);
}

/* Takes over `saved`, which may be NULL where `not_priced` says why. */
static int advise(struct pricing *pricing, const char *rule, const char *method, json_t *line, const char *message, json_t *saved,
                  const char *not_priced)
{
    json_t *entry = json_pack("{s:s, s:s?, s:s, s:O?, s:s, s:O?, s:O?, s:i, s:b, s:s?}", "rule", rule, "method", method, "python",
                              pricing->python, "line", line, "message", message, "saves_ns", json_object_get(saved, "median"),
                              "ci95", json_object_get(saved, "ci95"), "n", (int)json_integer_value(json_object_get(saved, "n")),
                              "upper_bound", strcmp(rule, "leave-out") == 0, "not_priced", not_priced);
    json_decref(saved);
    return json_array_append_new(pricing->advice, entry);
}

/* What was not measured has its reason: the variant's own, or the whole job's. */
static const char *why_none(const struct variant *variant, const char *why, char *text, size_t room)
{
    const char *reason = variant->failed[0] != '\0' ? variant->failed : why[0] != '\0' ? why : "nothing was measured";
    snprintf(text, room, "%s%s", variant->candidate >= 0 ? "the main module cannot be imported without it: " : "", reason);
    return text;
}

static bool has_samples(const json_t *figure)
{
    return json_integer_value(json_object_get(figure, "n")) > 0;
}

static int advise_leave_out(struct pricing *pricing, const char *why)
{
    int failed = 0;
    for (size_t i = 0; i < pricing->candidates_n; i++) {
        int candidate = pricing->candidates[i];
        const json_t *statement = statement_of(pricing, candidate);
        json_t *line = json_object_get(statement, "line");
        char message[640], reason[640];
        snprintf(message, sizeof message, "leave out `%.400s` in children", ps_reimport_text(statement, "text"));
        const char *why_not = why_not_left_out(pricing, candidate);
        if (why_not != NULL) {
            failed |= advise(pricing, "leave-out", NULL, line, message, NULL, why_not);
            continue;
        }
        for (size_t k = 0; k < pricing->variants_n; k++) {
            const struct variant *variant = &pricing->variants[k];
            if (variant->candidate != candidate)
                continue;
            const struct variant *base = find(pricing, variant->method, -1, variant->fresh, false);
            json_t *saved = difference(pricing, base, variant, OF_IMPORT);
            bool good = has_samples(saved) && variant->failed[0] == '\0';
            failed |= advise(pricing, "leave-out", ps_method_name(variant->method), line, message, good ? saved : NULL,
                             good ? NULL : why_none(variant, why, reason, sizeof reason));
            if (!good)
                json_decref(saved);
        }
    }
    return failed;
}

static int advise_preload(struct pricing *pricing, const json_t *rows, const char *why)
{
    const json_t *row = ps_reimport_find_row(rows, pricing->python, PS_FORKSERVER);
    const struct variant *with = find(pricing, PS_FORKSERVER, -1, false, true);
    const char *message = "multiprocessing.set_forkserver_preload() with the modules that main imports";
    if (with == NULL) {
        const char *because = row == NULL                   ? "forkserver was not asked for, or is not there"
                              : !ps_reimport_row_is_ok(row) ? "main cannot be imported under forkserver"
                              : ps_reimport_executed_in(row, "server")
                                  ? "this Python's forkserver imports main itself, once, before its children"
                                  : "children of forkserver do not execute main";
        return advise(pricing, "forkserver-preload", "forkserver", NULL, message, NULL, because);
    }
    char reason[640];
    const struct variant *without = find(pricing, PS_FORKSERVER, -1, false, false);
    json_t *saved = difference(pricing, without, with, OF_START);
    if (has_samples(saved) && with->failed[0] == '\0')
        return advise(pricing, "forkserver-preload", "forkserver", NULL, message, saved, NULL);
    json_decref(saved);
    return advise(pricing, "forkserver-preload", "forkserver", NULL, message, NULL, why_none(with, why, reason, sizeof reason));
}

/* Each method whose children execute main, against each that starts sooner. */
static int advise_method(struct pricing *pricing, const json_t *rows, enum ps_method from, const char *why)
{
    const struct variant *dear = find(pricing, from, -1, false, false);
    int failed = 0;
    for (int to = PS_FORK; to < PS_METHODS; to++) {
        char message[256], reason[640];
        const struct variant *other = find(pricing, (enum ps_method)to, -1, false, false);
        if (to == (int)from || !ps_reimport_executed_in(ps_reimport_find_row(rows, pricing->python, from), "children"))
            continue;
        snprintf(message, sizeof message, "start by %s instead of %s%s", ps_method_name((enum ps_method)to), ps_method_name(from),
                 to == PS_FORK ? "; it is unsafe where the parent has threads" : "");
        if (dear == NULL || other == NULL) {
            failed |= advise(pricing, "other-method", ps_method_name(from), NULL, message, NULL,
                             "it was not asked for, is not there, or failed");
            continue;
        }
        json_t *saved = difference(pricing, dear, other, OF_START);
        bool good = has_samples(saved);
        if (good && !(ps_reimport_median(saved) > 0)) {
            json_decref(saved);
            continue; /* what is dearer is no advice */
        }
        failed |= advise(pricing, "other-method", ps_method_name(from), NULL, message, good ? saved : NULL,
                         good ? NULL : why_none(other, why, reason, sizeof reason));
        if (!good)
            json_decref(saved);
    }
    return failed;
}

static void free_variants(struct pricing *pricing)
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
    struct pricing pricing = {.options = options, .python = job->python->id, .look = look, .advice = advice};
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
        failed |= advise_leave_out(&pricing, why) | advise_preload(&pricing, rows, why);
        failed |= advise_method(&pricing, rows, PS_SPAWN, why) | advise_method(&pricing, rows, PS_FORKSERVER, why);
        rc = failed ? no_memory(err) : 0;
    }
    free_variants(&pricing);
    return rc;
}

/* ---- what watching costs ---- */

static json_t *ratio_of(const struct pricing *pricing)
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
    json_t *ratio = has_samples(figure) ? json_real(ps_reimport_median(figure) / 1e6) : json_null();
    json_t *check = json_pack("{s:s, s:s, s:o, s:o, s:O}", "method", ps_method_name(pricing->variants[0].method), "python",
                              pricing->python, "ratio", ratio, "ci95", interval, "n", json_object_get(figure, "n"));
    json_decref(figure);
    return check;
}

int ps_reimport_check(const struct ps_reimport_place *place, const struct ps_reimport_options *options,
                      const struct ps_reimport_job *job, const json_t *rows, json_t **check, struct ps_error *err)
{
    struct pricing pricing = {.options = options, .python = job->python->id, .rounds = options->starts};
    pricing.rounds = pricing.rounds > CHECK_ROUNDS_LEAST ? pricing.rounds : CHECK_ROUNDS_LEAST;
    *check = json_null();
    int failed = 0;
    for (int method = PS_FORK; method < PS_METHODS && pricing.variants_n == 0; method++) {
        if (!ps_reimport_executed_in(ps_reimport_find_row(rows, pricing.python, (enum ps_method)method), "children") ||
            method == PS_FORKSERVER)
            continue;
        failed |= add_variant(&pricing, (struct variant){.method = (enum ps_method)method, .candidate = -1});
        failed |= add_variant(&pricing, (struct variant){.method = (enum ps_method)method, .candidate = -1, .unwatched = true});
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
