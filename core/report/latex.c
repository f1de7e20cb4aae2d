/* The table for a paper: booktabs, figures aligned by siunitx (versions 2 and 3). A fragment to be \input; pdflatex takes it with
 * any input: what came from outside is escaped, and what pdflatex has no character for is made visible. */
#include <math.h>
#include <string.h>

#include "report/formats.h"
#include "report/latex_text.h"
#include "report/layout.h"
#include "report/pivot.h"
#include "report/text.h"

/* ---- figures ---- */

enum column { REAPED, REAPED_HALF, READY, READY_HALF, COLD, FIRST, RATIO, RATIO_LOW, RATIO_HIGH, N, COLUMNS };

struct page {
    struct ps_table table;
    const struct ps_report_options *options;
    struct ps_text line;
    int whole[COLUMNS], fraction[COLUMNS]; /* digits before and after the point; whole 0: the column is left out */
    FILE *to;
};

static double half_width(const struct ps_summary *s)
{
    return s->n > 0 ? (s->hi - s->lo) / (2 * s->median) * 100 : NAN;
}

static double figure(const struct page *page, const struct ps_row *row, enum column column)
{
    const struct ps_table *table = &page->table;
    const struct ps_cell_result *cell = row->result;
    enum ps_phase phase = table->phase;
    size_t place = (size_t)(cell - table->result->cells);
    const struct ps_summary *shown = &cell->summary[phase], *ready = &cell->summary[PS_READY];
    const struct ps_contrast *contrast = ps_contrast_of(table->result, place, phase);
    bool has_ready = phase != PS_READY && ready->n > 0;
    const double us = 1000;
    switch (column) {
    case REAPED:
        return shown->median / us;
    case REAPED_HALF:
        return half_width(shown);
    case READY:
        return has_ready ? ready->median / us : NAN;
    case READY_HALF:
        return has_ready ? half_width(ready) : NAN;
    case COLD:
        return shown->cold_median / us;
    case FIRST:
        return cell->first_summary[phase].n > 0 ? cell->first_summary[phase].median / us : NAN;
    case RATIO:
        return contrast != NULL ? contrast->ratio : row->fastest ? 1 : NAN;
    case RATIO_LOW:
        return contrast != NULL ? contrast->lo : NAN;
    case RATIO_HIGH:
        return contrast != NULL ? contrast->hi : NAN;
    case N:
        return (double)shown->n;
    default:
        return NAN;
    }
}

/* Three significant digits, as everywhere. */
static int decimals(enum column column, double value)
{
    value = fabs(value);
    return column == N ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
}

static void format_figure(char text[32], enum column column, double value)
{
    snprintf(text, 32, "%.*f", decimals(column, value), value);
}

static void measure_columns(struct page *page)
{
    for (size_t i = 0; i < page->table.rows_n; i++) {
        const struct ps_row *row = &page->table.rows[i];
        for (int column = 0; column < COLUMNS && row->figures; column++) {
            char text[32];
            double value = figure(page, row, (enum column)column);
            if (!isfinite(value))
                continue;
            format_figure(text, (enum column)column, value);
            int whole = (int)strcspn(text, "."), fraction = decimals((enum column)column, value);
            page->whole[column] = whole > page->whole[column] ? whole : page->whole[column];
            page->fraction[column] = fraction > page->fraction[column] ? fraction : page->fraction[column];
        }
    }
}

/* ---- the table of one result ---- */

static void end_line(struct page *page)
{
    ps_text_add(&page->line, "\n");
    if (page->line.at != NULL)
        (void)fwrite(page->line.at, 1, page->line.used, page->to); /* who opened it asks for its error */
    ps_text_clear(&page->line);
}

static void say(struct page *page, const char *text)
{
    ps_text_add(&page->line, text);
    end_line(page);
}

static void print_head(struct page *page)
{
    static const char *const titles[COLUMNS] = {
        [REAPED_HALF] = "$\\pm$/\\%",
        [READY_HALF] = "$\\pm$/\\%",
        [COLD] = "cold/$\\mu$s",
        [FIRST] = "first/$\\mu$s",
        [RATIO] = "ratio",
        [RATIO_LOW] = "from",
        [RATIO_HIGH] = "to",
        [N] = "$n$",
    };
    ps_text_add(&page->line, "\\begin{tabular}{l");
    for (int i = 0; i < COLUMNS; i++) {
        if (page->whole[i] > 0)
            ps_text_addf(&page->line, " S[table-format=%d.%d]", page->whole[i], page->fraction[i]);
    }
    say(page, "}");
    say(page, "\\toprule");
    ps_text_add(&page->line, "{cell}");
    for (int i = 0; i < COLUMNS; i++) {
        if (page->whole[i] == 0)
            continue;
        ps_text_add(&page->line, " & {");
        if (titles[i] != NULL)
            ps_text_add(&page->line, titles[i]);
        else
            ps_latex_text(&page->line, ps_phase_name(i == READY ? PS_READY : page->table.phase));
        ps_text_add(&page->line, titles[i] != NULL ? "}" : "/$\\mu$s}");
    }
    say(page, " \\\\");
}

static int shown_columns(const struct page *page)
{
    int n = 0;
    for (int i = 0; i < COLUMNS; i++)
        n += page->whole[i] > 0;
    return n;
}

static void print_row(struct page *page, const struct ps_row *row)
{
    ps_text_add(&page->line, "\\texttt{");
    ps_latex_text(&page->line, row->cell);
    ps_text_add(&page->line, "}");
    int shown = shown_columns(page);
    if (!row->figures && shown > 0) {
        ps_text_addf(&page->line, " & \\multicolumn{%d}{l}{\\textit{%s}}", shown, row->status);
    } else if (!row->figures) {
        ps_text_addf(&page->line, " \\textit{%s}", row->status);
    }
    for (int i = 0; i < COLUMNS && row->figures; i++) {
        char text[32] = "";
        double value = figure(page, row, (enum column)i);
        if (page->whole[i] == 0)
            continue;
        if (isfinite(value))
            format_figure(text, (enum column)i, value);
        ps_text_addf(&page->line, " & %s", text);
    }
    say(page, " \\\\");
}

static void print_sections(struct page *page)
{
    const struct ps_table *table = &page->table;
    for (size_t i = 0; i < table->sections_n; i++) {
        const struct ps_section *section = &table->sections[i];
        say(page, "\\midrule");
        ps_text_addf(&page->line, "\\multicolumn{%d}{l}{", 1 + shown_columns(page));
        ps_latex_text(&page->line, section->title);
        say(page, "} \\\\");
        for (size_t row = 0; row < section->n; row++)
            print_row(page, &table->rows[section->first + row]);
    }
}

/* ---- below and above ---- */

static void begin_float(struct page *page, const char *text)
{
    say(page, "\\begin{table}");
    say(page, "\\centering\\small");
    ps_text_add(&page->line, "\\caption{");
    ps_latex_text(&page->line, text);
    say(page, "}");
}

static void begin_notes(struct page *page)
{
    say(page, "\\bottomrule");
    say(page, "\\end{tabular}");
    say(page, "\\par\\medskip\\raggedright\\footnotesize");
}

static void say_note(void *data, const char *text)
{
    struct page *page = data;
    ps_latex_text(&page->line, text);
    say(page, "\\par");
}

static void print_notes(struct page *page)
{
    const struct ps_table *table = &page->table;
    const struct ps_result *result = table->result;
    char text[2 * PS_LAYOUT_TEXT];
    snprintf(
        text, sizeof text,
        "Medians from the call that starts a process until %s (%s), ± half a 95%% interval; cold: the two starts after a wait; "
        "first: a fresh parent's first start; ratio: of %s, to %.200s.",
        ps_table_meaning(table->phase), ps_phase_name(table->phase), ps_phase_name(table->phase),
        ps_table_ratio_to(page->options));
    say_note(page, text);
    for (size_t i = 0; i < table->rows_n; i++) {
        const struct ps_row *row = &table->rows[i];
        if (row->figures || row->result->reason == NULL || row->result->reason[0] == '\0')
            continue;
        snprintf(text, sizeof text, "%s %s: %s", row->result->cell.id, row->status, row->result->reason);
        say_note(page, text);
    }
    for (size_t i = 0; i < result->warnings_n; i++) {
        snprintf(text, sizeof text, "warning: %s", result->warnings[i].message);
        say_note(page, text);
    }
    ps_table_pairs(result, true, say_note, page);
    ps_table_crossovers(result, say_note, page);
    ps_table_debts(result, true, say_note, page);
    if (ps_table_emulation(result) != NULL) {
        snprintf(text, sizeof text, "Emulated: %s.", ps_table_emulation(result));
        say_note(page, text);
    }
    if (!result->complete)
        say_note(page, "Incomplete: what had been measured when it was broken off.");
}

static int print_result(const struct ps_result *result, struct page *page, struct ps_error *err)
{
    char origin[1024];
    if (ps_table_make(&page->table, result, page->options, err) != 0)
        return -1;
    memset(page->whole, 0, sizeof page->whole);
    memset(page->fraction, 0, sizeof page->fraction);
    measure_columns(page);
    ps_table_origin(result, origin, sizeof origin);
    begin_float(page, origin);
    print_head(page);
    print_sections(page);
    begin_notes(page);
    print_notes(page);
    say(page, "\\end{table}");
    ps_table_free(&page->table);
    return 0;
}

/* ---- one table of all ---- */

static void print_pivot_row(const struct ps_pivot *pivot, size_t row, struct page *page)
{
    ps_text_add(&page->line, "\\texttt{");
    ps_latex_text(&page->line, pivot->rows[row]);
    ps_text_add(&page->line, "}");
    for (size_t column = 0; column < pivot->columns_n; column++) {
        const struct ps_pivot_entry *entry = ps_pivot_entry(pivot, row, column);
        ps_text_add(&page->line, entry->figures ? " & " : " & \\textit{");
        ps_latex_text(&page->line, entry->text);
        ps_text_add(&page->line, entry->figures ? "" : "}");
    }
    say(page, " \\\\");
}

static int print_pivot(const struct ps_result *results, size_t n, struct page *page, struct ps_error *err)
{
    struct ps_pivot pivot;
    char text[1400], label[256], origin[1024];
    if (ps_pivot_make(&pivot, results, n, page->options, err) != 0)
        return -1;
    ps_pivot_legend(page->options, text, sizeof text);
    begin_float(page, text);
    ps_text_add(&page->line, "\\begin{tabular}{l");
    for (size_t column = 0; column < pivot.columns_n; column++)
        ps_text_add(&page->line, "r");
    say(page, "}");
    say(page, "\\toprule");
    for (size_t column = 0; column < pivot.columns_n; column++) {
        ps_text_add(&page->line, " & ");
        ps_latex_text(&page->line, pivot.columns[column]);
    }
    say(page, " \\\\");
    say(page, "\\midrule");
    for (size_t row = 0; row < pivot.rows_n; row++)
        print_pivot_row(&pivot, row, page);
    begin_notes(page);
    for (size_t i = 0; i < n; i++) {
        ps_label_result(results, n, i, label, sizeof label);
        ps_table_origin(&results[i], origin, sizeof origin);
        snprintf(text, sizeof text, "%s: %s%s", label, origin, results[i].complete ? "" : ", incomplete");
        say_note(page, text);
    }
    say(page, "\\end{table}");
    ps_pivot_free(&pivot);
    return 0;
}

static int write_latex(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                       struct ps_error *err)
{
    struct ps_report_options all = *options;
    all.utf8 = true; /* a document looks the same wherever it is made */
    struct page page = {.options = &all, .to = to};
    say(&page, "% Made by procstart report. Needs \\usepackage{booktabs,siunitx}.");
    int status = options->across != PS_ACROSS_NONE ? print_pivot(results, n, &page, err) : 0;
    for (size_t i = 0; options->across == PS_ACROSS_NONE && status == 0 && i < n; i++)
        status = print_result(&results[i], &page, err);
    if (status == 0 && page.line.failed)
        status = ps_fail(err, PS_EXIT_FAILED, "out of memory");
    ps_text_free(&page.line);
    return status;
}

const struct ps_format ps_format_latex = {
    .name = "latex",
    .title = "table for a paper: booktabs and siunitx",
    .keep = PS_KEEP_FIRST,
    .heeds = PS_HEEDS_ACROSS | PS_HEEDS_PHASE | PS_HEEDS_RELATIVE,
    .write = write_latex,
};
