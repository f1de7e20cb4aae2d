/* terminal.h: what the user's terminal can show, and text that is safe to show there. */
#ifndef PS_CLI_TERMINAL_H
#define PS_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

bool ps_terminal_is(FILE *stream);
int ps_terminal_columns(FILE *stream);          /* COLUMNS, else what it says, else 80; 0 if it is none */
bool ps_terminal_utf8(void);

/* Writes text that came from outside (file names, reasons, output) with control characters made visible. */
void ps_print_safe(FILE *to, const char *text);

/* The error line: "procstart: error: WHAT; HINT". */
void ps_print_error(const struct ps_error *err, bool color);

/* Progress on stderr: one line rewritten in place on a terminal, one plain line a finished step elsewhere. */
struct ps_progress_line {
    bool quiet, terminal, shown;
    int64_t last_ns;
    double last_done;
};
void ps_progress_begin(struct ps_progress_line *line, bool quiet);
void ps_progress_step(void *line, const char *what, int64_t elapsed_ns, int64_t left_ns, double done);
void ps_progress_end(struct ps_progress_line *line);

#endif
