/* pivot.h: one table of all results (--columns): a column for each system, Python, machine or start method, a row for what is
 * otherwise the same.
 *
 * An entry is the median of the phase that is shown, or with --relative-to the ratio; or what became of the cell. Nothing is
 * escaped. What was measured under an emulator says so in the name of its system, in whichever direction that stands.
 */
#ifndef PS_REPORT_PIVOT_H
#define PS_REPORT_PIVOT_H

#include "report/report.h"

enum { PS_PIVOT_LABEL = 448, PS_PIVOT_TEXT = 80 };

struct ps_pivot_entry {
    bool there;   /* one of the results has such a cell */
    bool figures; /* false: text is its status */
    bool emulated;
    char text[PS_PIVOT_TEXT];
};

struct ps_pivot {
    char (*columns)[PS_PIVOT_LABEL];
    size_t columns_n;
    char (*rows)[PS_PIVOT_LABEL];
    size_t rows_n, rows_room;
    struct ps_pivot_entry *entries; /* row by row */
};

int ps_pivot_make(struct ps_pivot *pivot, const struct ps_result *results, size_t n, const struct ps_report_options *options,
                  struct ps_error *err);
void ps_pivot_free(struct ps_pivot *pivot);

const struct ps_pivot_entry *ps_pivot_entry(const struct ps_pivot *pivot, size_t row, size_t column);

/* Cells without figures: their reasons have no place here. */
size_t ps_pivot_without(const struct ps_pivot *pivot);

/* What an entry is, one sentence. */
void ps_pivot_legend(const struct ps_report_options *options, char *to, size_t room);

/* The terminal's table of it, in as many parts as it takes. */
int ps_terminal_pivot(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                      struct ps_error *err);

#endif
