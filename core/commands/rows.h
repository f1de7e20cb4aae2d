/* rows.h: rows of a word, a name and text that wraps, as doctor and methods print them.
 *
 *     bad      governor         powersave on 8 of 8 processors
 *              The frequency follows the load ...
 *
 * Where a terminal is too narrow for three columns the text stands below the name. All text is made safe for the terminal.
 */
#ifndef PS_COMMANDS_ROWS_H
#define PS_COMMANDS_ROWS_H

#include <stdbool.h>
#include <stdio.h>

enum ps_tone { PS_TONE_PLAIN, PS_TONE_FINE, PS_TONE_WARN, PS_TONE_WRONG, PS_TONE_FAINT, PS_TONE_TITLE };

struct ps_rows {
    FILE *to;
    int columns; /* 0: unlimited */
    bool color;
    int word_width, name_width;
};

/* `output`: the path of -o, NULL for the terminal. */
void ps_rows_begin(struct ps_rows *rows, FILE *to, const char *output, bool color);

void ps_rows_title(const struct ps_rows *rows, const char *title);

void ps_rows_row(const struct ps_rows *rows, enum ps_tone tone, const char *word, const char *name, const char *text);

/* Wrapped text at the left edge. */
void ps_rows_line(const struct ps_rows *rows, const char *text);

/* More text of a row, below its name. */
void ps_rows_more(const struct ps_rows *rows, const char *text);

#endif
