#include "claims/format.h"
#include "cli/markup.h"

static void print_text(FILE *to, const char *text)
{
    ps_print_markdown(to, text, PS_MARKDOWN_DOCUMENT);
}

static void print_row(const struct ps_claims_report *report, const struct ps_claim_entry *entry, FILE *to)
{
    const char *python = ps_claims_python(report, entry);
    fprintf(to, "| `%s` | ", entry->claim->id);
    print_text(to, python[0] != '\0' ? python : "any");
    fprintf(to, " | %s | ", ps_claim_verdict_name(entry->outcome.verdict));
    print_text(to, entry->outcome.reason);
    fputs(" |\n", to);
}

static void print_figures(const struct ps_claim_outcome *out, FILE *to)
{
    if (out->figures_n > 0)
        fputs("\n| figure | value | n |\n|---|---|---|\n", to);
    for (size_t i = 0; i < out->figures_n; i++) {
        char value[128];
        ps_claims_figure_text(&out->figures[i], value, sizeof value);
        fputs("| ", to);
        print_text(to, out->figures[i].name);
        fputs(" | ", to);
        print_text(to, value);
        fprintf(to, " | %zu |\n", out->figures[i].n);
    }
    if (out->controls_n > 0)
        fputs("\n| control | kind | passed |\n|---|---|---|\n", to);
    for (size_t i = 0; i < out->controls_n; i++) {
        fputs("| ", to);
        print_text(to, out->controls[i].name);
        fprintf(to, " | %s | %s |\n", out->controls[i].positive ? "positive" : "negative",
                out->controls[i].passed ? "yes" : "no");
    }
}

static void print_claim(const struct ps_claims_report *report, const struct ps_claim *claim, FILE *to)
{
    fprintf(to, "\n### %s\n\n", claim->id);
    print_text(to, claim->statement);
    fputs("\n\nDecided by: ", to);
    print_text(to, claim->threshold);
    fputs("\n\nDoes not show: ", to);
    print_text(to, claim->shows_not);
    fputc('\n', to);
    for (size_t i = 0; i < report->entries_n; i++) {
        const struct ps_claim_entry *entry = &report->entries[i];
        if (entry->claim != claim)
            continue;
        const char *python = ps_claims_python(report, entry);
        fputs("\n**", to);
        print_text(to, python[0] != '\0' ? python : "any Python");
        fprintf(to, ": %s.** ", ps_claim_verdict_name(entry->outcome.verdict));
        print_text(to, entry->outcome.reason);
        fputc('\n', to);
        print_figures(&entry->outcome, to);
    }
}

void ps_claims_markdown(const struct ps_claims_report *report, FILE *to)
{
    char builds[2048];
    const char *emulation = json_string_value(json_object_get(report->host, "emulation"));
    if (emulation != NULL) {
        fputs("**Made under ", to);
        print_text(to, emulation);
        fputs(": no evidence of the system that it emulates.**\n\n", to);
    }
    fputs("| claim | Python | verdict | why |\n|---|---|---|---|\n", to);
    for (size_t i = 0; i < report->entries_n; i++)
        print_row(report, &report->entries[i], to);
    ps_claims_builds(report, builds, sizeof builds);
    if (builds[0] != '\0') {
        fputs("\nThe builds differ: ", to);
        print_text(to, builds);
        fputs(".\n", to);
    }
    for (size_t i = 0; i < report->evidence->n; i++) {
        const struct ps_witness *one = &report->evidence->list[i];
        fputs(one->refused[0] != '\0' ? "\nRefused as evidence: " : "\nEvidence: ", to);
        print_text(to, one->path);
        fputs(one->refused[0] != '\0' ? ": " : "", to);
        print_text(to, one->refused);
        fputc('\n', to);
    }
    for (size_t i = 0; i < report->entries_n; i++) {
        if (i == 0 || report->entries[i].claim != report->entries[i - 1].claim)
            print_claim(report, report->entries[i].claim, to);
    }
}
