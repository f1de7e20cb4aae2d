/* One table of all results on a terminal. Where not all columns fit, it goes on below. */
#include <string.h>

#include "cli/terminal.h"
#include "report/layout.h"
#include "report/pivot.h"
#include "report/table.h"
#include "report/text.h"

struct page {
    struct ps_pivot pivot;
    const struct ps_report_options *options;
    size_t label; /* width of the rows' labels */
    FILE *to;
    struct ps_line line;
};

static const char *style(const struct page *page, const char *sequence)
{
    return page->options->color ? sequence : "";
}

static size_t width_of(const struct page *page, const char *text)
{
    char safe[PS_LAYOUT_TEXT];
    ps_layout_text(safe, text, SIZE_MAX, page->options->utf8);
    return ps_text_columns(safe);
}

static size_t column_width(const struct page *page, size_t column)
{
    size_t width = width_of(page, page->pivot.columns[column]);
    for (size_t row = 0; row < page->pivot.rows_n; row++) {
        size_t own = width_of(page, ps_pivot_entry(&page->pivot, row, column)->text);
        width = own > width ? own : width;
    }
    return width;
}

static void measure_labels(struct page *page)
{
    size_t most = page->options->columns > 0 ? 2 * (size_t)page->options->columns / 3 : SIZE_MAX;
    page->label = 0;
    for (size_t row = 0; row < page->pivot.rows_n; row++) {
        size_t width = width_of(page, page->pivot.rows[row]);
        page->label = width > page->label ? width : page->label;
    }
    page->label = page->label > most ? most : page->label;
}

static void add(struct page *page, const char *text, size_t width, bool left)
{
    char safe[PS_LAYOUT_TEXT];
    ps_layout_text(safe, text, width, page->options->utf8);
    ps_line_pad(&page->line, safe, width, left);
}

/* Columns [from, to). */
static void print_part(struct page *page, size_t from, size_t to)
{
    const struct ps_pivot *pivot = &page->pivot;
    fputs(style(page, PS_STYLE_BOLD), page->to);
    add(page, "", page->label, true);
    for (size_t column = from; column < to; column++) {
        ps_line_add(&page->line, "  ");
        add(page, pivot->columns[column], column_width(page, column), false);
    }
    ps_line_print(&page->line, page->to);
    fputs(style(page, PS_STYLE_PLAIN), page->to);
    for (size_t row = 0; row < pivot->rows_n; row++) {
        add(page, pivot->rows[row], page->label, true);
        for (size_t column = from; column < to; column++) {
            const struct ps_pivot_entry *entry = ps_pivot_entry(pivot, row, column);
            bool faint = entry->there && !entry->figures;
            ps_line_add(&page->line, "  ");
            ps_line_add(&page->line, faint ? style(page, PS_STYLE_YELLOW) : "");
            add(page, entry->text, column_width(page, column), false);
            ps_line_add(&page->line, faint ? style(page, PS_STYLE_PLAIN) : "");
        }
        ps_line_print(&page->line, page->to);
    }
    fputc('\n', page->to);
}

static size_t fitting(const struct page *page, size_t from)
{
    size_t used = page->label, to = from;
    for (; to < page->pivot.columns_n; to++) {
        used += 2 + column_width(page, to);
        if (page->options->columns > 0 && used > (size_t)page->options->columns && to > from)
            break;
    }
    return to;
}

static void print_line(const struct page *page, const char *text)
{
    char safe[2 * PS_LAYOUT_TEXT];
    ps_safe_text(safe, sizeof safe, text, page->options->utf8);
    ps_print_wrapped(page->to, safe, 0, page->options->columns);
}

static void print_notes(const struct page *page, const struct ps_result *results, size_t n)
{
    char text[1400], legend[512], label[256], origin[1024];
    ps_pivot_legend(page->options, legend, sizeof legend);
    snprintf(text, sizeof text, "legend: %s.", legend);
    print_line(page, text);
    for (size_t i = 0; i < n; i++) {
        ps_label_result(results, n, i, label, sizeof label);
        ps_table_origin(&results[i], origin, sizeof origin);
        snprintf(text, sizeof text, "%s: %s%s", label, origin, results[i].complete ? "" : ", incomplete");
        print_line(page, text);
    }
    if (ps_pivot_without(&page->pivot) > 0) {
        snprintf(text, sizeof text, "note: %zu cells have no figures; without --columns the table says why.",
                 ps_pivot_without(&page->pivot));
        print_line(page, text);
    }
}

int ps_terminal_pivot(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                      struct ps_error *err)
{
    struct page page = {.options = options, .to = to};
    if (ps_pivot_make(&page.pivot, results, n, options, err) != 0)
        return -1;
    measure_labels(&page);
    for (size_t from = 0, end; from < page.pivot.columns_n; from = end) {
        end = fitting(&page, from);
        print_part(&page, from, end);
    }
    print_notes(&page, results, n);
    ps_pivot_free(&page.pivot);
    return 0;
}
