/* What a start would save, of variants that were measured. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reimport/pricing.h"
#include "reimport/row.h"
#include "reimport/series.h"

const json_t *ps_pricing_statement(const struct ps_pricing *pricing, int candidate)
{
    return json_array_get(json_object_get(pricing->look, "statements"), (size_t)candidate);
}

const char *ps_pricing_why_not(const struct ps_pricing *pricing, int candidate)
{
    return json_string_value(json_object_get(ps_pricing_statement(pricing, candidate), "why_not"));
}

static const struct ps_variant *find(const struct ps_pricing *pricing, enum ps_method method, int candidate, bool fresh,
                                     bool preloads)
{
    for (size_t i = 0; i < pricing->variants_n; i++) {
        const struct ps_variant *variant = &pricing->variants[i];
        if (variant->method == method && variant->candidate == candidate && variant->fresh == fresh &&
            variant->preloads == preloads)
            return variant;
    }
    return NULL;
}

enum span { OF_IMPORT, OF_START };

/* a - b, round by round. */
static json_t *difference(const struct ps_pricing *pricing, const struct ps_variant *a, const struct ps_variant *b,
                          enum span span)
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
static int advise(struct ps_pricing *pricing, const char *rule, const char *method, json_t *line, const char *message,
                  json_t *saved, const char *not_priced)
{
    json_t *entry = json_pack("{s:s, s:s?, s:s, s:O?, s:s, s:O?, s:O?, s:i, s:b, s:s?}", "rule", rule, "method", method, "python",
                              pricing->python, "line", line, "message", message, "saves_ns", json_object_get(saved, "median"),
                              "ci95", json_object_get(saved, "ci95"), "n", (int)json_integer_value(json_object_get(saved, "n")),
                              "upper_bound", strcmp(rule, "leave-out") == 0, "not_priced", not_priced);
    json_decref(saved);
    return json_array_append_new(pricing->advice, entry);
}

/* What was not measured has its reason: the variant's own, or the whole job's. */
static const char *why_none(const struct ps_variant *variant, const char *why, char *text, size_t room)
{
    const char *reason = variant->failed[0] != '\0' ? variant->failed : why[0] != '\0' ? why : "nothing was measured";
    snprintf(text, room, "%s%s", variant->candidate >= 0 ? "the main module cannot be imported without it: " : "", reason);
    return text;
}

static int advise_leave_out(struct ps_pricing *pricing, const char *why)
{
    int failed = 0;
    for (size_t i = 0; i < pricing->candidates_n; i++) {
        int candidate = pricing->candidates[i];
        const json_t *statement = ps_pricing_statement(pricing, candidate);
        json_t *line = json_object_get(statement, "line");
        char message[640], reason[640];
        snprintf(message, sizeof message, "leave out `%.400s` in children", ps_reimport_text(statement, "text"));
        const char *why_not = ps_pricing_why_not(pricing, candidate);
        if (why_not != NULL) {
            failed |= advise(pricing, "leave-out", NULL, line, message, NULL, why_not);
            continue;
        }
        for (size_t k = 0; k < pricing->variants_n; k++) {
            const struct ps_variant *variant = &pricing->variants[k];
            if (variant->candidate != candidate)
                continue;
            const struct ps_variant *base = find(pricing, variant->method, -1, variant->fresh, false);
            json_t *saved = difference(pricing, base, variant, OF_IMPORT);
            bool good = ps_reimport_has_samples(saved) && variant->failed[0] == '\0';
            failed |= advise(pricing, "leave-out", ps_method_name(variant->method), line, message, good ? saved : NULL,
                             good ? NULL : why_none(variant, why, reason, sizeof reason));
            if (!good)
                json_decref(saved);
        }
    }
    return failed;
}

static int advise_preload(struct ps_pricing *pricing, const json_t *rows, const char *why)
{
    const json_t *row = ps_reimport_find_row(rows, pricing->python, PS_FORKSERVER);
    const struct ps_variant *with = find(pricing, PS_FORKSERVER, -1, false, true);
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
    const struct ps_variant *without = find(pricing, PS_FORKSERVER, -1, false, false);
    json_t *saved = difference(pricing, without, with, OF_START);
    if (ps_reimport_has_samples(saved) && with->failed[0] == '\0')
        return advise(pricing, "forkserver-preload", "forkserver", NULL, message, saved, NULL);
    json_decref(saved);
    return advise(pricing, "forkserver-preload", "forkserver", NULL, message, NULL, why_none(with, why, reason, sizeof reason));
}

/* Each method whose children execute main, against each that starts sooner. */
static int advise_method(struct ps_pricing *pricing, const json_t *rows, enum ps_method from, const char *why)
{
    const struct ps_variant *dear = find(pricing, from, -1, false, false);
    int failed = 0;
    for (int to = PS_FORK; to < PS_METHODS; to++) {
        char message[256], reason[640];
        const struct ps_variant *other = find(pricing, (enum ps_method)to, -1, false, false);
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
        bool good = ps_reimport_has_samples(saved);
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

int ps_pricing_advise(struct ps_pricing *pricing, const json_t *rows, const char *why)
{
    int failed = advise_leave_out(pricing, why) | advise_preload(pricing, rows, why);
    failed |= advise_method(pricing, rows, PS_SPAWN, why) | advise_method(pricing, rows, PS_FORKSERVER, why);
    return failed;
}
