/* terminal.h: what the user's terminal can show, and text that is safe to show there. */
#ifndef PS_CLI_TERMINAL_H
#define PS_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

bool ps_terminal_is(FILE *stream);
int ps_terminal_columns(FILE *stream); /* COLUMNS, else what it says, else 80; 0 if it is none */
bool ps_terminal_utf8(void);           /* by the locale's variables */
bool ps_terminal_color(FILE *stream);  /* a terminal that is not dumb, and no NO_COLOR (no-color.org) */

/* What is printed where colour is wanted; PS_STYLE_PLAIN ends each of the others. */
#define PS_STYLE_PLAIN       "\033[0m"
#define PS_STYLE_BOLD        "\033[1m"
#define PS_STYLE_DIM         "\033[2m"
#define PS_STYLE_RED         "\033[31m"
#define PS_STYLE_GREEN       "\033[32m"
#define PS_STYLE_YELLOW      "\033[33m"
#define PS_STYLE_BOLD_RED    "\033[1;31m"
#define PS_STYLE_BOLD_YELLOW "\033[1;33m"
#define PS_STYLE_BOLD_CYAN   "\033[1;36m"

/* ---- text that came from outside: file names, reasons, output ---- */

/* Copies it with everything that could steer a terminal made visible: control characters, what is not UTF-8, and marks that
 * reorder text become \n, \x1b, \u202e. With `utf8` false all that is not ASCII does. Cut, never torn, at `room`. */
void ps_safe_text(char *to, size_t room, const char *text, bool utf8);

/* The next character of *text as the above shows it, ended by NUL; moves *text on. Not at the text's end. */
enum { PS_SAFE_NEXT = 12 };
void ps_safe_next(const char **text, char shown[PS_SAFE_NEXT], bool utf8);

/* The same, of any length, to a stream; UTF-8 as ps_terminal_utf8() says. */
void ps_print_safe(FILE *to, const char *text);

/* Columns that UTF-8 text takes on a terminal, each character taken as one. */
size_t ps_text_columns(const char *text);

/* Where its column `column`, counted from 0, begins; its end, if it has fewer. */
const char *ps_text_at(const char *text, size_t column);

/* Prints text wrapped at words to `columns` (0: unlimited); each line begins at column `indent`, where the first one has to be
 * already. Ends the line. A word that is too long stands alone. */
void ps_print_wrapped(FILE *to, const char *text, int indent, int columns);

/* The same where the first line has come to column `begin` already. */
void ps_print_wrapped_at(FILE *to, const char *text, int begin, int indent, int columns);

/* ---- what is said on stderr ---- */

/* The error line: "procstart: error: WHAT; HINT". */
void ps_print_error(const struct ps_error *err, bool color);

/* Progress on stderr: one line rewritten in place on a terminal, one plain line each tenth elsewhere, nothing if quiet. A step's
 * `data` is the line: it is what a measurement calls (measure/bench.h). */
struct ps_progress_line {
    bool quiet, terminal, shown;
    int columns;
    int64_t last_ns;
    int tenths; /* said so far */
};
void ps_progress_begin(struct ps_progress_line *line, bool quiet);
void ps_progress_step(void *data, const char *what, int64_t elapsed_ns, int64_t left_ns, double done);
void ps_progress_end(struct ps_progress_line *line);

#endif
