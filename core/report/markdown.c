/* The table in GitHub's markdown. What came from outside is escaped, or stands as code: it can neither end a cell nor begin
 * markup. As much is printed as a step summary takes, and what that leaves out is said. */
#include <string.h>

#include "cli/markup.h"
#include "cli/terminal.h"
#include "report/formats.h"
#include "report/layout.h"
#include "report/pivot.h"
#include "report/text.h"

/* GitHub shows 1 MiB of a step summary, and nothing of a larger one. */
enum { MOST_BYTES = 1 << 20, FOR_THE_END = 1024 };

struct page {
    const struct ps_report_options *options;
    FILE *to;
    struct ps_text line;
    size_t left;               /* bytes that may still be printed */
    bool full;                 /* a line did not fit: no more is printed */
    size_t rows, notes, whole; /* cut: rows of tables, notes, whole results */
};

/* ---- text, into the line ---- */

/* Prose. */
static void add_escaped(struct page *page, const char *text)
{
    char escaped[4 * PS_LAYOUT_TEXT];
    ps_markdown_text(escaped, sizeof escaped, text, PS_MARKDOWN_DOCUMENT);
    ps_text_add(&page->line, escaped);
}

static int longest_run(const char *text, char of)
{
    int longest = 0, run = 0;
    for (; *text != '\0'; text++) {
        run = *text == of ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* Ids and what programs said. Between fences longer than any run of backticks in it, nothing is markup but, in a table, a
 * pipe; and a backslash in front of one, which then is better prose. */
static void add_code(struct page *page, const char *text, bool in_table)
{
    char safe[2 * PS_LAYOUT_TEXT];
    ps_safe_text(safe, sizeof safe, text, true);
    if (in_table && strstr(safe, "\\|") != NULL) {
        add_escaped(page, text);
        return;
    }
    int run = longest_run(safe, '`');
    for (int i = 0; i <= run; i++)
        ps_text_add(&page->line, "`");
    ps_text_add(&page->line, run > 0 ? " " : "");
    for (const char *c = safe; *c != '\0'; c++)
        ps_text_addf(&page->line, "%s%c", in_table && *c == '|' ? "\\" : "", *c);
    ps_text_add(&page->line, run > 0 ? " " : "");
    for (int i = 0; i <= run; i++)
        ps_text_add(&page->line, "`");
}

/* Prints the line if it fits; *cut counts those that do not. */
static void end_line(struct page *page, size_t *cut)
{
    ps_text_add(&page->line, "\n");
    page->full = page->full || page->line.used > page->left;
    if (page->full) {
        *cut += 1;
    } else {
        (void)fwrite(page->line.at, 1, page->line.used, page->to); /* who opened it asks for its error */
        page->left -= page->line.used;
    }
    ps_text_clear(&page->line);
}

static void end_paragraph(struct page *page)
{
    ps_text_add(&page->line, "\n");
    end_line(page, &page->notes);
}

/* ---- one result ---- */

static bool has_column(const struct ps_table *table, int column)
{
    for (size_t i = 0; i < table->rows_n; i++) {
        if (column == PS_COLUMN_REAPED && !table->rows[i].figures)
            return true; /* where its status stands */
        if (table->rows[i].text[column][0] != '\0')
            return true;
    }
    return false;
}

/* A figure and its interval share a cell here. */
static const struct {
    int figure, interval; /* interval -1: none */
} columns[] = {
    {PS_COLUMN_SET, -1},
    {PS_COLUMN_REAPED, PS_COLUMN_REAPED_CI},
    {PS_COLUMN_READY, PS_COLUMN_READY_CI},
    {PS_COLUMN_COLD, -1},
    {PS_COLUMN_FIRST, -1},
    {PS_COLUMN_RATIO, PS_COLUMN_RATIO_CI},
    {PS_COLUMN_P99, -1},
    {PS_COLUMN_N, -1},
};

enum { COLUMNS = sizeof columns / sizeof *columns };

static void print_head(const struct ps_table *table, struct page *page)
{
    ps_text_add(&page->line, "| cell |");
    for (size_t i = 0; i < COLUMNS; i++) {
        if (has_column(table, columns[i].figure))
            ps_text_addf(&page->line, " %s |", table->title[columns[i].figure]);
    }
    ps_text_add(&page->line, "\n| :--- |");
    for (size_t i = 0; i < COLUMNS; i++)
        ps_text_add(&page->line, has_column(table, columns[i].figure) ? " ---: |" : "");
    end_line(page, &page->rows);
}

static void print_row(const struct ps_table *table, const struct ps_row *row, struct page *page)
{
    ps_text_add(&page->line, "| ");
    add_code(page, row->result->cell.id, true);
    ps_text_add(&page->line, " |");
    for (size_t i = 0; i < COLUMNS; i++) {
        int interval = columns[i].interval;
        if (!has_column(table, columns[i].figure))
            continue;
        if (!row->figures && columns[i].figure == PS_COLUMN_REAPED)
            ps_text_addf(&page->line, " *%s* |", row->status);
        else
            ps_text_addf(&page->line, " %s%s%s |", row->text[columns[i].figure],
                         interval >= 0 && row->text[interval][0] != '\0' ? " " : "", interval >= 0 ? row->text[interval] : "");
    }
    end_line(page, &page->rows);
}

static void say_item(void *data, const char *text)
{
    struct page *page = data;
    ps_text_add(&page->line, "- ");
    add_escaped(page, text);
    end_line(page, &page->notes);
}

static void print_notes(const struct ps_table *table, struct page *page)
{
    const struct ps_result *result = table->result;
    for (size_t i = 0; i < table->rows_n; i++) {
        const struct ps_row *row = &table->rows[i];
        const char *reason = row->result->reason;
        if (row->figures || reason == NULL || reason[0] == '\0')
            continue;
        ps_text_add(&page->line, "- ");
        add_code(page, row->result->cell.id, false);
        ps_text_addf(&page->line, " %s: ", row->status);
        add_code(page, reason, false);
        end_line(page, &page->notes);
    }
    for (size_t i = 0; i < result->warnings_n; i++) {
        ps_text_add(&page->line, "- **warning:** ");
        add_escaped(page, result->warnings[i].message);
        end_line(page, &page->notes);
    }
    ps_table_pairs(result, true, say_item, page);
    ps_table_crossovers(result, say_item, page);
    ps_table_debts(result, true, say_item, page);
    ps_table_stops(result, say_item, page);
}

static void print_legend(const struct ps_table *table, struct page *page)
{
    bool both = has_column(table, PS_COLUMN_READY), ratio = has_column(table, PS_COLUMN_RATIO);
    const char *phase = ps_phase_name(table->phase);
    ps_text_addf(
        &page->line,
        "\nMedians from the call that starts a process until %s (%s)%s, ± half a 95%% interval; cold: the two starts after "
        "a wait; first: a fresh parent's first start",
        ps_table_meaning(table->phase), phase, both ? " or the target is entered (ready)" : "");
    if (ratio)
        ps_text_addf(&page->line, "; ratio: of %s, to ", phase);
    if (ratio && page->options->relative_to != NULL)
        add_code(page, page->options->relative_to, false);
    else if (ratio)
        ps_text_add(&page->line, ps_table_ratio_to(page->options));
    ps_text_add(&page->line, ratio ? ", with its 95% interval." : ".");
    end_paragraph(page);
}

static void print_origin(const struct ps_result *result, struct page *page)
{
    char origin[1024];
    ps_table_origin(result, origin, sizeof origin);
    add_escaped(page, origin);
    end_paragraph(page);
    if (ps_table_emulation(result) != NULL) {
        ps_text_add(&page->line, "**Emulated:** ");
        add_escaped(page, ps_table_emulation(result));
        end_paragraph(page);
    }
    if (!result->complete) {
        ps_text_add(&page->line, "**Incomplete:** what had been measured when it was broken off");
        end_paragraph(page);
    }
}

static int print_result(const struct ps_result *result, struct page *page, struct ps_error *err)
{
    struct ps_table table;
    if (page->full) {
        page->whole++;
        return 0;
    }
    if (ps_table_make(&table, result, page->options, err) != 0)
        return -1;
    print_origin(result, page);
    print_head(&table, page);
    for (size_t i = 0; i < table.rows_n; i++)
        print_row(&table, &table.rows[i], page);
    print_legend(&table, page);
    print_notes(&table, page);
    ps_table_free(&table);
    return 0;
}

/* ---- one table of all ---- */

static void print_pivot_row(const struct ps_pivot *pivot, size_t row, struct page *page)
{
    ps_text_add(&page->line, "| ");
    add_code(page, pivot->rows[row], true);
    ps_text_add(&page->line, " |");
    for (size_t column = 0; column < pivot->columns_n; column++) {
        const struct ps_pivot_entry *entry = ps_pivot_entry(pivot, row, column);
        const char *mark = entry->figures || entry->text[0] == '\0' ? "" : "*";
        ps_text_addf(&page->line, " %s%s%s |", mark, entry->text, mark);
    }
    end_line(page, &page->rows);
}

static int print_pivot(const struct ps_result *results, size_t n, struct page *page, struct ps_error *err)
{
    struct ps_pivot pivot;
    char text[1400], label[256], origin[1024];
    if (ps_pivot_make(&pivot, results, n, page->options, err) != 0)
        return -1;
    ps_text_add(&page->line, "| |");
    for (size_t column = 0; column < pivot.columns_n; column++) {
        ps_text_add(&page->line, " ");
        add_escaped(page, pivot.columns[column]);
        ps_text_add(&page->line, " |");
    }
    ps_text_add(&page->line, "\n| :--- |");
    for (size_t column = 0; column < pivot.columns_n; column++)
        ps_text_add(&page->line, " ---: |");
    end_line(page, &page->rows);
    for (size_t row = 0; row < pivot.rows_n; row++)
        print_pivot_row(&pivot, row, page);
    ps_pivot_legend(page->options, text, sizeof text);
    ps_text_add(&page->line, "\nEntries: ");
    add_escaped(page, text);
    ps_text_add(&page->line, ".");
    end_paragraph(page);
    for (size_t i = 0; i < n; i++) {
        ps_label_result(results, n, i, label, sizeof label);
        ps_table_origin(&results[i], origin, sizeof origin);
        snprintf(text, sizeof text, "%s: %s%s", label, origin, results[i].complete ? "" : ", incomplete");
        say_item(page, text);
    }
    snprintf(text, sizeof text, "%zu cells have no figures; without --columns the table says why", ps_pivot_without(&pivot));
    if (ps_pivot_without(&pivot) > 0)
        say_item(page, text);
    ps_pivot_free(&pivot);
    return 0;
}

/* ---- the whole ---- */

static void say_cut(struct page *page, size_t n)
{
    if (!page->full)
        return;
    fprintf(page->to,
            "\n**Cut:** more than %d KiB are not shown in a step summary. %zu rows and %zu notes of what begins above are "
            "left out, and %zu of %zu results as a whole; `--format csv --summary` has all figures.\n",
            MOST_BYTES >> 10, page->rows, page->notes, page->whole, n);
}

static int write_markdown(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                          struct ps_error *err)
{
    struct ps_report_options all = *options;
    all.utf8 = true; /* a document looks the same wherever it is made */
    struct page page = {.options = &all, .to = to, .left = MOST_BYTES - FOR_THE_END};
    int status = options->across != PS_ACROSS_NONE ? print_pivot(results, n, &page, err) : 0;
    for (size_t i = 0; options->across == PS_ACROSS_NONE && status == 0 && i < n; i++) {
        if (i > 0 && !page.full) {
            end_line(&page, &page.notes);
        }
        status = print_result(&results[i], &page, err);
    }
    say_cut(&page, n);
    if (status == 0 && page.line.failed)
        status = ps_fail(err, PS_EXIT_FAILED, "out of memory");
    ps_text_free(&page.line);
    return status;
}

const struct ps_format ps_format_markdown = {
    .name = "markdown",
    .title = "table in GitHub's markdown, under 1 MiB",
    .keep = PS_KEEP_FIRST,
    .heeds = PS_HEEDS_ACROSS | PS_HEEDS_PHASE | PS_HEEDS_RELATIVE,
    .write = write_markdown,
};
