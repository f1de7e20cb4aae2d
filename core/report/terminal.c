/* The table on a terminal: as many columns as fit, in order of importance; no row is ever wrapped. */
#include <math.h>
#include <string.h>

#include "cli/terminal.h"
#include "report/bar.h"
#include "report/formats.h"
#include "report/layout.h"
#include "report/pivot.h"

struct page {
    struct ps_table table;
    struct ps_layout layout;
    const struct ps_report_options *options;
    FILE *to;
    struct ps_line line;
    unsigned phases; /* that bars show */
};

static const char *style(const struct page *page, const char *sequence)
{
    return page->options->color ? sequence : "";
}

/* sequence: a colour, or "". */
static void add_column(struct page *page, int column, const char *text, const char *sequence)
{
    if (page->layout.width[column] == 0)
        return;
    ps_line_pad(&page->line, "", ps_layout_gap(&page->layout, column), true);
    ps_line_add(&page->line, sequence);
    ps_line_pad(&page->line, text, page->layout.width[column], ps_layout_is_left(column));
    ps_line_add(&page->line, *sequence != '\0' ? PS_STYLE_PLAIN : "");
}

static void print_titles(struct page *page)
{
    fputs(style(page, PS_STYLE_DIM), page->to);
    ps_line_pad(&page->line, "", page->layout.width[PS_COLUMN_CELL], true);
    for (int column = PS_COLUMN_CELL + 1; column < PS_COLUMNS; column++)
        add_column(page, column, page->table.title[column], "");
    add_column(page, PS_COLUMN_BAR, "phases", "");
    ps_line_print(&page->line, page->to);
    fputs(style(page, PS_STYLE_PLAIN), page->to);
}

static void add_figures(struct page *page, const struct ps_row *row, double longest_ns)
{
    for (int column = PS_COLUMN_CELL + 1; column < PS_COLUMNS; column++) {
        bool stands_out = column == PS_COLUMN_RATIO && row->fastest;
        add_column(page, column, row->text[column], stands_out ? style(page, PS_STYLE_GREEN) : "");
    }
    char bar[256];
    ps_bar(bar, row->result->summary, longest_ns, page->layout.width[PS_COLUMN_BAR], page->options->utf8);
    add_column(page, PS_COLUMN_BAR, bar, "");
    page->phases |= ps_bar_phases(row->result->summary);
}

/* The reason in the place of figures; one that does not fit there stands below the table. */
static bool reason_fits(const struct page *page, const struct ps_row *row, const char *reason)
{
    size_t used = page->layout.width[PS_COLUMN_CELL] + strlen("  : ") + strlen(row->status);
    return page->options->columns == 0 || used + ps_text_columns(reason) <= (size_t)page->options->columns;
}

static const char *status_style(enum ps_status status)
{
    return status == PS_OK ? PS_STYLE_DIM : status == PS_UNSUPPORTED ? PS_STYLE_YELLOW : PS_STYLE_RED;
}

static void add_status(struct page *page, const struct ps_row *row)
{
    char reason[PS_LAYOUT_TEXT];
    ps_layout_text(reason, row->result->reason, SIZE_MAX, page->options->utf8);
    ps_line_add(&page->line, "  ");
    ps_line_add(&page->line, style(page, status_style(row->result->status)));
    ps_line_add(&page->line, row->status);
    ps_line_add(&page->line, style(page, PS_STYLE_PLAIN));
    if (reason[0] != '\0' && reason_fits(page, row, reason)) {
        ps_line_add(&page->line, ": ");
        ps_line_add(&page->line, reason);
    }
}

static void print_section(struct page *page, const struct ps_section *section)
{
    const struct ps_row *rows = page->table.rows + section->first;
    char text[PS_LAYOUT_TEXT];
    double longest_ns = 0;
    for (size_t i = 0; i < section->n; i++)
        longest_ns = fmax(longest_ns, rows[i].figures ? fmax(rows[i].result->summary[PS_REAPED].median, 0) : 0);

    size_t columns = page->options->columns > 0 ? (size_t)page->options->columns : SIZE_MAX;
    ps_layout_text(text, section->title, columns, page->options->utf8);
    fprintf(page->to, "%s%s%s\n", style(page, PS_STYLE_BOLD), text, style(page, PS_STYLE_PLAIN));
    for (size_t i = 0; i < section->n; i++) {
        ps_layout_text(text, rows[i].cell, page->layout.width[PS_COLUMN_CELL], page->options->utf8);
        ps_line_pad(&page->line, text, page->layout.width[PS_COLUMN_CELL], true);
        if (rows[i].figures)
            add_figures(page, &rows[i], longest_ns);
        else
            add_status(page, &rows[i]);
        ps_line_print(&page->line, page->to);
    }
}

/* ---- below the table ---- */

/* "title: text", wrapped. */
static void print_note(const struct page *page, const char *sequence, const char *title, const char *text)
{
    char safe[2 * PS_LAYOUT_TEXT];
    ps_safe_text(safe, sizeof safe, text, page->options->utf8);
    int indent = (int)strlen(title) + 2;
    fprintf(page->to, "%s%s:%s ", style(page, sequence), title, style(page, PS_STYLE_PLAIN));
    ps_print_wrapped(page->to, safe, indent <= 12 ? indent : 2, page->options->columns);
}

static void say_note(void *data, const char *text)
{
    print_note(data, PS_STYLE_DIM, "note", text);
}

/* Whether row i has a reason to be said here, for the first time. */
static bool has_new_reason(const struct page *page, size_t i)
{
    const struct ps_row *rows = page->table.rows;
    char reason[PS_LAYOUT_TEXT];
    ps_layout_text(reason, rows[i].result->reason, SIZE_MAX, page->options->utf8);
    if (rows[i].figures || reason[0] == '\0' || reason_fits(page, &rows[i], reason))
        return false;
    for (size_t j = 0; j < i; j++) {
        if (!rows[j].figures && strcmp(rows[j].result->reason, rows[i].result->reason) == 0)
            return false;
    }
    return true;
}

/* Each reason once, after all cells that it stopped. */
static void print_reasons(const struct page *page)
{
    const struct ps_row *rows = page->table.rows;
    for (size_t i = 0; i < page->table.rows_n; i++) {
        if (!has_new_reason(page, i))
            continue;
        char text[2 * PS_LAYOUT_TEXT] = "";
        size_t used = 0;
        for (size_t j = i; j < page->table.rows_n && used < sizeof text / 2; j++) {
            if (!rows[j].figures && strcmp(rows[j].result->reason, rows[i].result->reason) == 0)
                used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used > 0 ? ", " : "", rows[j].result->cell.id);
        }
        if (used < sizeof text)
            snprintf(text + used, sizeof text - used, ": %s", rows[i].result->reason);
        print_note(page, rows[i].result->status == PS_UNSUPPORTED ? PS_STYLE_YELLOW : PS_STYLE_RED, rows[i].status, text);
    }
}

static void print_legend(const struct page *page)
{
    char text[1024], marks[256], ratio[320] = "";
    const size_t *width = page->layout.width;
    enum ps_phase phase = page->table.phase;
    const char *sign = page->options->utf8 ? "±" : "+-";
    if (width[PS_COLUMN_RATIO])
        snprintf(ratio, sizeof ratio, "; ratio: of %s, to %.200s", ps_phase_name(phase), ps_table_ratio_to(page->options));
    snprintf(text, sizeof text,
             "medians from the call that starts a process until %s (%s, %s half a 95%% "
             "interval)%s%s%s%s%s.",
             ps_table_meaning(phase), ps_phase_name(phase), sign,
             width[PS_COLUMN_READY] ? " or the target is entered (ready)" : "",
             width[PS_COLUMN_COLD] ? "; cold: the two starts after a wait" : "",
             width[PS_COLUMN_FIRST] ? "; first: a fresh parent's first start" : "", ratio,
             width[PS_COLUMN_SET] ? "; set: cells that ran together, within which ratios are taken" : "");
    print_note(page, PS_STYLE_DIM, "legend", text);
    if (width[PS_COLUMN_BAR] == 0 || page->phases == 0)
        return;
    ps_bar_legend(marks, sizeof marks, page->phases, page->options->utf8);
    print_note(page, PS_STYLE_DIM, "phases", marks);
}

static void print_notes(struct page *page)
{
    const struct ps_result *result = page->table.result;
    print_reasons(page);
    for (size_t i = 0; i < result->warnings_n; i++)
        print_note(page, PS_STYLE_YELLOW, "warning", result->warnings[i].message);
    ps_table_pairs(result, page->options->utf8, say_note, page);
    ps_table_crossovers(result, say_note, page);
    ps_table_debts(result, page->options->utf8, say_note, page);
    ps_table_stops(result, say_note, page);
    print_legend(page);
}

static int print_result(const struct ps_result *result, const struct ps_report_options *options, FILE *to, struct ps_error *err)
{
    struct page page = {.options = options, .to = to};
    if (ps_table_make(&page.table, result, options, err) != 0)
        return -1;
    ps_layout_choose(&page.layout, &page.table, options);

    char origin[1024], safe[2 * PS_LAYOUT_TEXT];
    ps_table_origin(result, origin, sizeof origin);
    ps_safe_text(safe, sizeof safe, origin, options->utf8);
    ps_print_wrapped(to, safe, 0, options->columns);
    if (ps_table_emulation(result) != NULL)
        print_note(&page, PS_STYLE_RED, "emulated", ps_table_emulation(result));
    if (!result->complete)
        print_note(&page, PS_STYLE_YELLOW, "incomplete", "what had been measured when it was broken off");
    print_titles(&page);
    for (size_t i = 0; i < page.table.sections_n; i++) {
        fputs(i > 0 ? "\n" : "", to);
        print_section(&page, &page.table.sections[i]);
    }
    fputc('\n', to);
    print_notes(&page);
    ps_table_free(&page.table);
    return 0;
}

static int write_terminal(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                          struct ps_error *err)
{
    if (options->across != PS_ACROSS_NONE)
        return ps_terminal_pivot(results, n, options, to, err);
    for (size_t i = 0; i < n; i++) {
        fputs(i > 0 ? "\n" : "", to);
        if (print_result(&results[i], options, to, err) != 0)
            return -1;
    }
    return 0;
}

const struct ps_format ps_format_terminal = {
    .name = "table",
    .title = "table for a terminal",
    .keep = PS_KEEP_FIRST,
    .heeds = PS_HEEDS_ACROSS | PS_HEEDS_PHASE | PS_HEEDS_RELATIVE,
    .write = write_terminal,
};
