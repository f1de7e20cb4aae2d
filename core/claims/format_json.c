#include <math.h>

#include "claims/format.h"

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *figures_of(const struct ps_claim_outcome *out)
{
    json_t *figures = json_array();
    for (size_t i = 0; i < out->figures_n; i++) {
        const struct ps_claim_figure *one = &out->figures[i];
        bool has_interval = isfinite(one->lo) && isfinite(one->hi);
        json_t *interval = has_interval ? json_pack("[f,f]", one->lo, one->hi) : json_null();
        json_array_append_new(figures, json_pack("{s:s, s:o, s:s, s:o, s:I}", "name", one->name, "value", number(one->value),
                                                 "unit", one->unit, "ci95", interval, "n", (json_int_t)one->n));
    }
    return figures;
}

static json_t *controls_of(const struct ps_claim_outcome *out)
{
    json_t *controls = json_array();
    for (size_t i = 0; i < out->controls_n; i++) {
        const struct ps_claim_control *one = &out->controls[i];
        json_array_append_new(controls, json_pack("{s:s, s:s, s:b, s:o}", "name", one->name, "kind",
                                                  one->positive ? "positive" : "negative", "passed", one->passed, "value",
                                                  number(one->value)));
    }
    return controls;
}

static json_t *entry_of(const struct ps_claims_report *report, const struct ps_claim_entry *entry)
{
    const struct ps_claim *claim = entry->claim;
    const struct ps_claim_outcome *out = &entry->outcome;
    const char *python = ps_claims_python(report, entry);
    return json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s, s:I, s:o, s:o, s:s, s:s}", "id", claim->id, "statement", claim->statement,
                     "python", python[0] != '\0' ? python : NULL, "verdict", ps_claim_verdict_name(out->verdict), "reason",
                     out->reason, "documents", ps_documented_name(out->documented), "launches", (json_int_t)entry->launches,
                     "figures", figures_of(out), "controls", controls_of(out), "threshold", claim->threshold, "shows_not",
                     claim->shows_not);
}

static json_t *evidence_of(const struct ps_evidence *evidence)
{
    json_t *list = json_array();
    for (size_t i = 0; i < evidence->n; i++) {
        const struct ps_witness *one = &evidence->list[i];
        json_array_append_new(list, json_pack("{s:o, s:s, s:s?}", "path", json_string(one->path), "os", one->os, "refused",
                                              one->refused[0] != '\0' ? one->refused : NULL));
    }
    return list;
}

json_t *ps_claims_json(const struct ps_claims_report *report, struct ps_error *err)
{
    json_t *claims = json_array();
    int failed = 0;
    for (size_t i = 0; i < report->entries_n; i++)
        failed |= json_array_append_new(claims, entry_of(report, &report->entries[i]));
    json_t *document =
        json_pack("{s:s, s:O, s:I, s:b, s:s, s:s, s:b, s:O, s:O, s:o, s:o}", "schema", "procstart.claims/1", "tool", report->tool,
                  "seed", (json_int_t)report->seed, "quick", report->quick, "started", report->started, "finished",
                  report->finished, "complete", report->complete, "host", report->host, "pythons", report->pythons, "evidence",
                  evidence_of(report->evidence), "claims", claims);
    if (failed == 0 && document != NULL)
        return document;
    json_decref(document);
    ps_fail(err, PS_EXIT_FAILED, "the verdicts could not be made a JSON document");
    return NULL;
}
