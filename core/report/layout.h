/* layout.h: which columns of the table fit a terminal, and lines of padded text. */
#ifndef PS_REPORT_LAYOUT_H
#define PS_REPORT_LAYOUT_H

#include "report/table.h"

/* The bar of phases comes after the table's own columns. */
enum { PS_COLUMN_BAR = PS_COLUMNS, PS_LAYOUT_COLUMNS, PS_LAYOUT_TEXT = 800 };

struct ps_layout {
    size_t width[PS_LAYOUT_COLUMNS]; /* 0: not shown */
    size_t gap;                      /* between columns; figures and their intervals stand closer */
};

/* Takes columns in order of importance until the terminal is full. */
void ps_layout_choose(struct ps_layout *layout, const struct ps_table *table, const struct ps_report_options *options);

/* Blanks before a column. */
size_t ps_layout_gap(const struct ps_layout *layout, int column);

/* Figures end where the others end; what follows a figure begins where the others begin. */
bool ps_layout_is_left(int column);

/* One line as it is put together; what ends it is cut off if it is blank. */
struct ps_line {
    char text[8192];
    size_t used;
};
void ps_line_add(struct ps_line *line, const char *text);
void ps_line_pad(struct ps_line *line, const char *text, size_t width, bool left);
void ps_line_print(struct ps_line *line, FILE *to);

/* Text from outside, made safe and cut in its middle to `width` columns, into to[PS_LAYOUT_TEXT]. */
void ps_layout_text(char *to, const char *text, size_t width, bool utf8);

#endif
