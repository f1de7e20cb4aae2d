#include "claims/format.h"

static void print_text(FILE *to, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c == '<')
            fputs("&lt;", to);
        else if (*c == '>')
            fputs("&gt;", to);
        else if (*c == '&')
            fputs("&amp;", to);
        else if (*c == '"')
            fputs("&quot;", to);
        else if (*c == '\'')
            fputs("&#39;", to);
        else
            fputc(*c < 0x20 || *c == 0x7f ? ' ' : *c, to);
    }
}

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>procstart claims</title>\n"
    "<style>\n"
    ":root { color-scheme: light dark }\n"
    "body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }\n"
    "table { border-collapse: collapse; margin: .5rem 0 }\n"
    "td, th { border-bottom: 1px solid #8884; padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }\n"
    ".supported { color: #188038 } .contradicted { color: #c5221f } .other { color: #8a6d00 }\n"
    "@media (prefers-color-scheme: dark) { .supported { color: #6c6 } .contradicted { color: #f77 } .other { color: #db5 } }\n"
    "</style>\n<h1>Claims</h1>\n";

static const char *class_of(enum ps_claim_verdict verdict)
{
    return verdict == PS_CLAIM_SUPPORTED ? "supported" : verdict == PS_CLAIM_CONTRADICTED ? "contradicted" : "other";
}

static void print_cell(FILE *to, const char *text)
{
    fputs("<td>", to);
    print_text(to, text);
    fputs("</td>", to);
}

static void print_outcome(const struct ps_claim_outcome *out, FILE *to)
{
    fputs("<table><tr><th>figure</th><th>value [95 %]</th><th>n</th></tr>\n", to);
    for (size_t i = 0; i < out->figures_n; i++) {
        char value[128];
        ps_claims_figure_text(&out->figures[i], value, sizeof value);
        fputs("<tr>", to);
        print_cell(to, out->figures[i].name);
        print_cell(to, value);
        fprintf(to, "<td>%zu</td></tr>\n", out->figures[i].n);
    }
    fputs("</table>\n<table><tr><th>control</th><th>kind</th><th>passed</th></tr>\n", to);
    for (size_t i = 0; i < out->controls_n; i++) {
        fputs("<tr>", to);
        print_cell(to, out->controls[i].name);
        print_cell(to, out->controls[i].positive ? "positive" : "negative");
        print_cell(to, out->controls[i].passed ? "yes" : "no");
        fputs("</tr>\n", to);
    }
    fputs("</table>\n", to);
}

static void print_entry(const struct ps_claims_report *report, const struct ps_claim_entry *entry, FILE *to)
{
    const char *python = ps_claims_python(report, entry);
    fputs("<h3>", to);
    print_text(to, python[0] != '\0' ? python : "any Python");
    fprintf(to, ": <span class=\"%s\">%s</span></h3>\n<p>", class_of(entry->outcome.verdict),
            ps_claim_verdict_name(entry->outcome.verdict));
    print_text(to, entry->outcome.reason);
    fputs("</p>\n<details><summary>figures and controls</summary>\n", to);
    print_outcome(&entry->outcome, to);
    fputs("</details>\n", to);
}

static void print_claim(const struct ps_claim *claim, FILE *to)
{
    fprintf(to, "<h2 id=\"%s\">%s</h2>\n<p>", claim->id, claim->id);
    print_text(to, claim->statement);
    fputs("</p>\n<p>Decided by: ", to);
    print_text(to, claim->threshold);
    fputs("</p>\n<p>Does not show: ", to);
    print_text(to, claim->shows_not);
    fputs("</p>\n", to);
}

static void print_summary(const struct ps_claims_report *report, FILE *to)
{
    fputs("<table><tr><th>claim</th><th>Python</th><th>verdict</th></tr>\n", to);
    for (size_t i = 0; i < report->entries_n; i++) {
        const struct ps_claim_entry *entry = &report->entries[i];
        const char *python = ps_claims_python(report, entry);
        fprintf(to, "<tr><td><a href=\"#%s\">%s</a></td>", entry->claim->id, entry->claim->id);
        print_cell(to, python[0] != '\0' ? python : "any");
        fprintf(to, "<td class=\"%s\">%s</td></tr>\n", class_of(entry->outcome.verdict),
                ps_claim_verdict_name(entry->outcome.verdict));
    }
    fputs("</table>\n", to);
}

static void print_notes(const struct ps_claims_report *report, FILE *to)
{
    char builds[2048];
    const char *emulation = json_string_value(json_object_get(report->host, "emulation"));
    if (emulation != NULL) {
        fputs("<p><strong>Made under ", to);
        print_text(to, emulation);
        fputs(": no evidence of the system that it emulates.</strong></p>\n", to);
    }
    ps_claims_builds(report, builds, sizeof builds);
    if (builds[0] != '\0') {
        fputs("<p>The builds differ: ", to);
        print_text(to, builds);
        fputs(".</p>\n", to);
    }
    for (size_t i = 0; i < report->evidence->n; i++) {
        const struct ps_witness *one = &report->evidence->list[i];
        fputs(one->refused[0] != '\0' ? "<p>Refused as evidence: " : "<p>Evidence: ", to);
        print_text(to, one->path);
        fputs(one->refused[0] != '\0' ? ": " : "", to);
        print_text(to, one->refused);
        fputs("</p>\n", to);
    }
}

void ps_claims_html(const struct ps_claims_report *report, FILE *to)
{
    fputs(head, to);
    print_notes(report, to);
    print_summary(report, to);
    for (size_t i = 0; i < report->entries_n; i++) {
        if (i == 0 || report->entries[i].claim != report->entries[i - 1].claim)
            print_claim(report->entries[i].claim, to);
        print_entry(report, &report->entries[i], to);
    }
    fputs("</html>\n", to);
}
