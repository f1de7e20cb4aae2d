/* The table in GitHub's markdown. What came from outside is escaped, or stands as code: it can neither end a cell nor begin
 * markup. */
#include <string.h>

#include "cli/terminal.h"
#include "report/formats.h"
#include "report/layout.h"

/* Prose. ASCII punctuation that starts markup takes a backslash (CommonMark 2.4); `<` and `&` are written as entities so that no
 * renderer takes them for HTML. */
static void print_escaped(FILE *to, const char *text)
{
    char safe[2 * PS_LAYOUT_TEXT];
    ps_safe_text(safe, sizeof safe, text, true);
    for (const char *c = safe; *c != '\0'; c++) {
        if (*c == '<')
            fputs("&lt;", to);
        else if (*c == '&')
            fputs("&amp;", to);
        else
            fprintf(to, "%s%c", strchr("\\`*_[]#|~>", *c) != NULL ? "\\" : "", *c);
    }
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
 * pipe. */
static void print_code(FILE *to, const char *text, bool in_table)
{
    char safe[2 * PS_LAYOUT_TEXT];
    ps_safe_text(safe, sizeof safe, text, true);
    int run = longest_run(safe, '`');
    for (int i = 0; i <= run; i++)
        fputc('`', to);
    fputs(run > 0 ? " " : "", to);
    for (const char *c = safe; *c != '\0'; c++)
        fprintf(to, "%s%c", in_table && *c == '|' ? "\\" : "", *c);
    fputs(run > 0 ? " " : "", to);
    for (int i = 0; i <= run; i++)
        fputc('`', to);
}

static bool has_column(const struct ps_table *table, int column)
{
    for (size_t i = 0; i < table->rows_n; i++) {
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

static void print_head(const struct ps_table *table, FILE *to)
{
    fputs("| cell |", to);
    for (size_t i = 0; i < COLUMNS; i++) {
        if (has_column(table, columns[i].figure))
            fprintf(to, " %s |", ps_column_titles[columns[i].figure]);
    }
    fputs("\n| :--- |", to);
    for (size_t i = 0; i < COLUMNS; i++)
        fputs(has_column(table, columns[i].figure) ? " ---: |" : "", to);
    fputc('\n', to);
}

static void print_row(const struct ps_table *table, const struct ps_row *row, FILE *to)
{
    fputs("| ", to);
    print_code(to, row->result->cell.id, true);
    fputs(" |", to);
    for (size_t i = 0; i < COLUMNS; i++) {
        int interval = columns[i].interval;
        if (!has_column(table, columns[i].figure))
            continue;
        if (!row->figures && columns[i].figure == PS_COLUMN_REAPED)
            fprintf(to, " *%s* |", ps_table_status(row->result->status));
        else
            fprintf(to, " %s%s%s |", row->text[columns[i].figure], interval >= 0 && row->text[interval][0] != '\0' ? " " : "",
                    interval >= 0 ? row->text[interval] : "");
    }
    fputc('\n', to);
}

static void say_item(void *data, const char *text)
{
    fputs("- ", data);
    print_escaped(data, text);
    fputc('\n', data);
}

static void print_notes(const struct ps_table *table, FILE *to)
{
    const struct ps_result *result = table->result;
    for (size_t i = 0; i < table->rows_n; i++) {
        const struct ps_row *row = &table->rows[i];
        if (row->figures || row->result->reason[0] == '\0')
            continue;
        fputs("- ", to);
        print_code(to, row->result->cell.id, false);
        fprintf(to, " %s: ", ps_table_status(row->result->status));
        print_code(to, row->result->reason, false);
        fputc('\n', to);
    }
    for (size_t i = 0; i < result->warnings_n; i++) {
        fputs("- **warning:** ", to);
        print_escaped(to, result->warnings[i].message);
        fputc('\n', to);
    }
    ps_table_pairs(result, true, say_item, to);
    ps_table_stops(result, say_item, to);
}

static int print_result(const struct ps_result *result, FILE *to, struct ps_error *err)
{
    struct ps_table table;
    char origin[1024];
    if (ps_table_make(&table, result, true, err) != 0)
        return -1;
    ps_table_origin(result, origin, sizeof origin);
    print_escaped(to, origin);
    fputs("\n\n", to);
    if (ps_table_emulation(result) != NULL) {
        fputs("**Emulated:** ", to);
        print_escaped(to, ps_table_emulation(result));
        fputs("\n\n", to);
    }
    if (!result->complete)
        fputs("**Incomplete:** what had been measured when it was broken off\n\n", to);
    print_head(&table, to);
    for (size_t i = 0; i < table.rows_n; i++)
        print_row(&table, &table.rows[i], to);
    fputs(
        "\nMedians from the call that starts a process until the parent knows its end (reaped) or the target is entered (ready), "
        "± half a 95% interval; cold: the two starts after a wait; first: a fresh parent's first start; ratio: of reaped, to the "
        "fastest of the API, with its 95% interval.\n\n",
        to);
    print_notes(&table, to);
    ps_table_free(&table);
    return 0;
}

static int write_markdown(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                          struct ps_error *err)
{
    (void)options; /* a document looks the same wherever it is made */
    for (size_t i = 0; i < n; i++) {
        fputs(i > 0 ? "\n" : "", to);
        if (print_result(&results[i], to, err) != 0)
            return -1;
    }
    return 0;
}

const struct ps_format ps_format_markdown = {.name = "markdown", .title = "table in GitHub's markdown", .write = write_markdown};
