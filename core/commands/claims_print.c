#include "commands/claims_print.h"

#include <stdio.h>
#include <string.h>

#include "claims/format.h"
#include "cli/output.h"
#include "commands/document.h"
#include "commands/rows.h"

const char *const ps_claims_formats[] = {"text", "json", "markdown", "html", NULL};

static const enum ps_tone tones[PS_CLAIM_VERDICTS] = {
    [PS_CLAIM_SUPPORTED] = PS_TONE_FINE,
    [PS_CLAIM_CONTRADICTED] = PS_TONE_WRONG,
    [PS_CLAIM_INCONCLUSIVE] = PS_TONE_WARN,
    [PS_CLAIM_NOT_TESTABLE] = PS_TONE_FAINT,
};

/* ---- text ---- */

static void print_figures(const struct ps_rows *rows, const struct ps_claim_outcome *out)
{
    char value[128], line[384];
    for (size_t i = 0; i < out->figures_n; i++) {
        ps_claims_figure_text(&out->figures[i], value, sizeof value);
        snprintf(line, sizeof line, "%s: %s, n %zu", out->figures[i].name, value, out->figures[i].n);
        ps_rows_more(rows, line);
    }
    for (size_t i = 0; i < out->controls_n; i++) {
        const struct ps_claim_control *control = &out->controls[i];
        snprintf(line, sizeof line, "%s control %s: %s", control->positive ? "positive" : "negative",
                 control->passed ? "passed" : "FAILED", control->name);
        ps_rows_more(rows, line);
    }
}

static const char *python_of(const struct ps_claims_report *report, const struct ps_claim_entry *entry)
{
    const char *python = ps_claims_python(report, entry);
    return python[0] != '\0' ? python : "any";
}

static void print_entry(const struct ps_rows *rows, const struct ps_claims_report *report, const struct ps_claim_entry *entry)
{
    const struct ps_claim_outcome *out = &entry->outcome;
    ps_rows_row(rows, tones[out->verdict], ps_claim_verdict_name(out->verdict), python_of(report, entry), out->reason);
    print_figures(rows, out);
}

static void print_claim(const struct ps_rows *rows, const struct ps_claims_report *report, const struct ps_claim *claim)
{
    char line[1024];
    fputc('\n', rows->to);
    ps_rows_title(rows, claim->id);
    ps_rows_line(rows, claim->statement);
    for (size_t i = 0; i < report->entries_n; i++) {
        if (report->entries[i].claim == claim)
            print_entry(rows, report, &report->entries[i]);
    }
    snprintf(line, sizeof line, "Decided by: %s", claim->threshold);
    ps_rows_more(rows, line);
    snprintf(line, sizeof line, "Does not show: %s", claim->shows_not);
    ps_rows_more(rows, line);
}

/* The verdict of each Python, next to each other: "supported 3.11.3, 3.14.3; contradicted 3.13.5t". */
static bool summarise(const struct ps_claims_report *report, const struct ps_claim *claim, char *text, size_t room)
{
    int kinds = 0;
    text[0] = '\0';
    for (int verdict = 0; verdict < PS_CLAIM_VERDICTS; verdict++) {
        bool first = true;
        for (size_t i = 0; i < report->entries_n; i++) {
            const struct ps_claim_entry *entry = &report->entries[i];
            if (entry->claim != claim || (int)entry->outcome.verdict != verdict)
                continue;
            size_t used = strlen(text);
            if (first)
                snprintf(text + used, room - used, "%s%s for ", kinds > 0 ? "; " : "",
                         ps_claim_verdict_name(entry->outcome.verdict));
            used = strlen(text);
            snprintf(text + used, room - used, "%s%s", first ? "" : ", ", ps_claims_python(report, entry));
            kinds += first;
            first = false;
        }
    }
    return kinds > 1;
}

static void print_differences(struct ps_rows *rows, const struct ps_claims_report *report)
{
    char text[1024];
    bool any = false;
    rows->word_width = 0;
    for (size_t i = 0; i < report->entries_n; i++) {
        const struct ps_claim *claim = report->entries[i].claim;
        if ((i > 0 && claim == report->entries[i - 1].claim) || !summarise(report, claim, text, sizeof text))
            continue;
        if (!any) {
            fputc('\n', rows->to);
            ps_rows_title(rows, "Verdicts that differ between these Pythons");
        }
        any = true;
        ps_rows_row(rows, PS_TONE_PLAIN, "", claim->id, text);
    }
    char builds[2048];
    ps_claims_builds(report, builds, sizeof builds);
    if (builds[0] != '\0') {
        snprintf(text, sizeof text, "The builds differ too: %.900s.", builds);
        ps_rows_line(rows, text);
    }
}

static void print_evidence(const struct ps_rows *rows, const struct ps_evidence *evidence)
{
    char line[1024];
    for (size_t i = 0; i < evidence->n; i++) {
        const struct ps_witness *one = &evidence->list[i];
        bool refused = one->refused[0] != '\0';
        snprintf(line, sizeof line, "%s: %s%s%s", refused ? "refused as evidence" : "evidence", one->path, refused ? ": " : "",
                 one->refused);
        ps_rows_line(rows, line);
    }
}

static void print_text(const struct ps_claims_report *report, struct ps_rows *rows)
{
    const char *emulation = json_string_value(json_object_get(report->host, "emulation"));
    char line[256];
    if (emulation != NULL) {
        snprintf(line, sizeof line, "Made under %.100s: no evidence of the system that it emulates.", emulation);
        ps_rows_line(rows, line);
    }
    print_evidence(rows, report->evidence);
    size_t count[PS_CLAIM_VERDICTS] = {0};
    rows->word_width = (int)strlen(ps_claim_verdict_name(PS_CLAIM_NOT_TESTABLE));
    for (size_t i = 0; i < report->entries_n; i++) {
        int width = (int)strlen(python_of(report, &report->entries[i]));
        rows->name_width = width > rows->name_width ? width : rows->name_width;
        count[report->entries[i].outcome.verdict]++;
    }
    for (size_t i = 0; i < report->entries_n; i++) {
        if (i == 0 || report->entries[i].claim != report->entries[i - 1].claim)
            print_claim(rows, report, report->entries[i].claim);
    }
    print_differences(rows, report);
    snprintf(line, sizeof line, "%zu supported, %zu contradicted, %zu inconclusive, %zu not testable here; seed %llu",
             count[PS_CLAIM_SUPPORTED], count[PS_CLAIM_CONTRADICTED], count[PS_CLAIM_INCONCLUSIVE], count[PS_CLAIM_NOT_TESTABLE],
             (unsigned long long)report->seed);
    fputc('\n', rows->to);
    ps_rows_line(rows, line);
}

/* ---- all formats ---- */

static int print_json(json_t *document, FILE *to, struct ps_error *err)
{
    int status = document != NULL ? ps_json_print(document, JSON_INDENT(1) | JSON_REAL_PRECISION(12), to, err) : -1;
    json_decref(document);
    return status;
}

static int print(const struct ps_claims_report *report, const struct ps_common *common, FILE *to, struct ps_error *err)
{
    const char *format = common->format != NULL ? common->format : ps_claims_formats[0];
    struct ps_rows rows;
    if (strcmp(format, "json") == 0)
        return print_json(ps_claims_json(report, err), to, err);
    if (strcmp(format, "markdown") == 0)
        ps_claims_markdown(report, to);
    else if (strcmp(format, "html") == 0)
        ps_claims_html(report, to);
    else {
        ps_rows_begin(&rows, to, common->output, common->color_out);
        print_text(report, &rows);
    }
    return 0;
}

int ps_claims_print(const struct ps_claims_report *report, const struct ps_common *common, struct ps_error *err)
{
    struct ps_output output;
    if (ps_output_open(&output, common->output, err) != 0)
        return -1;
    if (print(report, common, output.to, err) != 0)
        return ps_output_abandon(&output, err);
    return ps_output_close(&output, err);
}

/* ---- the list ---- */

static void list_text(struct ps_rows *rows, const void *data)
{
    for (const struct ps_claim *const *claim = data; *claim != NULL; claim++) {
        ps_rows_title(rows, (*claim)->id);
        rows->word_width = 0;
        ps_rows_more(rows, (*claim)->statement);
        char line[1024];
        snprintf(line, sizeof line, "Decided by: %s", (*claim)->threshold);
        ps_rows_more(rows, line);
    }
}

static json_t *list_json(const void *data, struct ps_error *err)
{
    json_t *list = json_array();
    int failed = 0;
    for (const struct ps_claim *const *claim = data; *claim != NULL; claim++)
        failed |=
            json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "id", (*claim)->id, "statement", (*claim)->statement,
                                                  "threshold", (*claim)->threshold, "shows_not", (*claim)->shows_not));
    json_t *document = json_pack("{s:s, s:o}", "schema", "procstart.claims-list/1", "claims", list);
    if (failed == 0 && document != NULL)
        return document;
    json_decref(document);
    ps_fail(err, PS_EXIT_FAILED, "the list could not be made a JSON document");
    return NULL;
}

int ps_claims_list(const struct ps_claim *const *claims, const struct ps_common *common, struct ps_error *err)
{
    if (common->format != NULL && strcmp(common->format, "text") != 0 && strcmp(common->format, "json") != 0)
        return ps_fail(err, PS_EXIT_USAGE, "--list is printed as text or json, not as %s", common->format);
    const struct ps_document document = {.data = claims, .text = list_text, .json = list_json};
    return ps_document_print(&document, common, err);
}
