#include "report/layout.h"

#include <stdint.h>
#include <string.h>

#include "cli/terminal.h"

enum { NARROW = 72, BAR_FROM = 100, BAR_LEAST = 10, WIDE = 120, BAR_WIDE = 20, BAR_MOST = 30 };

/* What is kept longest, first. An interval comes after its figure, and never without it. */
static const int by_importance[] = {
    PS_COLUMN_CELL,     PS_COLUMN_REAPED,   PS_COLUMN_REAPED_CI, PS_COLUMN_SET, PS_COLUMN_RATIO,
    PS_COLUMN_FIRST,    PS_COLUMN_RATIO_CI, PS_COLUMN_READY,     PS_COLUMN_BAR, PS_COLUMN_COLD,
    PS_COLUMN_READY_CI, PS_COLUMN_P99,      PS_COLUMN_N,
};

static size_t bar_width(int columns)
{
    return columns == 0 || columns >= WIDE ? BAR_WIDE : columns >= BAR_FROM ? BAR_LEAST : 0;
}

bool ps_layout_is_left(int column)
{
    return column == PS_COLUMN_CELL || column == PS_COLUMN_REAPED_CI || column == PS_COLUMN_READY_CI ||
           column == PS_COLUMN_RATIO_CI || column == PS_COLUMN_BAR;
}

/* Between a figure and its interval one blank is enough: they belong together. */
size_t ps_layout_gap(const struct ps_layout *layout, int column)
{
    bool interval = column == PS_COLUMN_REAPED_CI || column == PS_COLUMN_READY_CI || column == PS_COLUMN_RATIO_CI;
    return column == PS_COLUMN_CELL ? 0 : interval ? 1 : layout->gap;
}

static size_t natural_width(const struct ps_table *table, int column, const struct ps_report_options *options)
{
    if (column == PS_COLUMN_BAR)
        return bar_width(options->columns);
    size_t width = 0;
    for (size_t i = 0; i < table->rows_n; i++) {
        const struct ps_row *row = &table->rows[i];
        char safe[PS_LAYOUT_TEXT];
        ps_layout_text(safe, column == PS_COLUMN_CELL ? row->cell : row->text[column], SIZE_MAX, options->utf8);
        size_t columns = ps_text_columns(safe);
        width = columns > width ? columns : width;
    }
    size_t title = ps_text_columns(table->title[column]);
    return width == 0 || width > title ? width : title;
}

void ps_layout_choose(struct ps_layout *layout, const struct ps_table *table, const struct ps_report_options *options)
{
    size_t room = options->columns > 0 ? (size_t)options->columns : SIZE_MAX / 2;
    *layout = (struct ps_layout){.gap = options->columns > 0 && options->columns < NARROW ? 1 : 2};
    for (size_t i = 0; i < sizeof by_importance / sizeof *by_importance; i++) {
        int column = by_importance[i];
        size_t gap = ps_layout_gap(layout, column), width = natural_width(table, column, options);
        if (column == PS_COLUMN_CELL && width > room / 2)
            width = room / 2; /* ids may be long; the figures are what it is about */
        if (width == 0)
            continue;
        if (gap + width > room)
            break; /* what matters less does not slip in before it */
        layout->width[column] = width;
        room -= gap + width;
    }
    size_t *bar = &layout->width[PS_COLUMN_BAR];
    if (*bar > 0)
        *bar = *bar + room < BAR_MOST ? *bar + room : BAR_MOST;
}

/* Cut in its middle: the end of an id holds the factors, its beginning the method. */
void ps_layout_text(char *to, const char *text, size_t width, bool utf8)
{
    const char *mark = utf8 ? "…" : "~";
    ps_safe_text(to, PS_LAYOUT_TEXT - strlen(mark), text, utf8);
    size_t columns = ps_text_columns(to);
    if (columns <= width || width < 3)
        return;
    size_t head = (width - 1) / 2, tail = width - 1 - head;
    const char *from = ps_text_at(to, columns - tail);
    char *at = to + (ps_text_at(to, head) - to);
    memmove(at + strlen(mark), from, strlen(from) + 1);
    for (; *mark != '\0'; mark++)
        *at++ = *mark;
}

void ps_line_add(struct ps_line *line, const char *text)
{
    size_t length = strlen(text);
    if (length >= sizeof line->text - line->used)
        length = sizeof line->text - line->used - 1;
    memcpy(line->text + line->used, text, length);
    line->used += length;
}

void ps_line_pad(struct ps_line *line, const char *text, size_t width, bool left)
{
    size_t columns = ps_text_columns(text);
    if (left)
        ps_line_add(line, text);
    for (; columns < width; columns++)
        ps_line_add(line, " ");
    if (!left)
        ps_line_add(line, text);
}

void ps_line_print(struct ps_line *line, FILE *to)
{
    while (line->used > 0 && line->text[line->used - 1] == ' ')
        line->used--;
    fprintf(to, "%.*s\n", (int)line->used, line->text);
    line->used = 0;
}
