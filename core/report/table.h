/* table.h: the overhead table as text, before any format lays it out: what terminal and markdown have in common.
 *
 * Figures are written by figures.h; nothing is escaped yet: ids, reasons and titles are data.
 */
#ifndef PS_REPORT_TABLE_H
#define PS_REPORT_TABLE_H

#include "report/report.h"

enum ps_column {
    PS_COLUMN_CELL,
    PS_COLUMN_SET, /* cells of one set ran together; only where an API has more than one */
    PS_COLUMN_REAPED,
    PS_COLUMN_REAPED_CI,
    PS_COLUMN_READY,
    PS_COLUMN_READY_CI,
    PS_COLUMN_COLD,
    PS_COLUMN_FIRST,
    PS_COLUMN_RATIO,
    PS_COLUMN_RATIO_CI,
    PS_COLUMN_P99,
    PS_COLUMN_N,
    PS_COLUMNS
};

/* Behind the interval of a cell that the time limit stopped before it was precise enough. */
#define PS_TABLE_MARK "*"

struct ps_row {
    const struct ps_cell_result *result;
    bool figures;       /* false: there are none, status and reason stand in their place */
    const char *status; /* where there are no figures: "failed", or that the phase does not show */
    bool fastest;       /* what the ratios of its set refer to */
    char cell[192];     /* id without what the section says already */
    char text[PS_COLUMNS][32];
};

/* The rows of one API and Python. */
struct ps_section {
    char title[192];
    size_t first, n;
};

struct ps_table {
    const struct ps_result *result;
    enum ps_phase phase; /* of the first figure, and of all columns but `ready`, which is left out where it is the phase */
    const char *title[PS_COLUMNS];
    struct ps_row *rows;
    size_t rows_n;
    struct ps_section *sections;
    size_t sections_n;
};

int ps_table_make(struct ps_table *table, const struct ps_result *result, const struct ps_report_options *options,
                  struct ps_error *err);
void ps_table_free(struct ps_table *table);

/* Where and how it was measured, one line: "procstart 0.1.0, Linux 6.1, ...". */
void ps_table_origin(const struct ps_result *result, char *to, size_t room);

/* The emulator that it was measured under, or NULL: every table has to say so. */
const char *ps_table_emulation(const struct ps_result *result);

/* What the mark behind an interval means, and what ended the measuring of the other cells. Calls say() for each sentence. */
void ps_table_stops(const struct ps_result *result, void (*say)(void *data, const char *text), void *data);

/* The contrasts that are no row's ratio: a cell entered twice (--self-check), or run by two builds (--against). */
void ps_table_pairs(const struct ps_result *result, bool utf8, void (*say)(void *data, const char *text), void *data);

/* What happens at a phase: "the parent knows its end". */
const char *ps_table_meaning(enum ps_phase phase);

/* What ratios are to: "the fastest of the API", or the cell of --relative-to. */
const char *ps_table_ratio_to(const struct ps_report_options *options);

enum { PS_TABLE_SENTENCE = 800 };

/* What a parent paid for writing its ballast again beside a forked child; false: that was not measured (bench --dirty). And the
 * sentences of all cells. */
bool ps_table_debt(const struct ps_cell_result *cell, bool utf8, char *to, size_t room);
void ps_table_debts(const struct ps_result *result, bool utf8, void (*say)(void *data, const char *text), void *data);

/* From where on fork takes longer than spawn, where a factor was swept. And the sentences of all that there are. */
void ps_table_crossover(const struct ps_result *result, const struct ps_crossover *it, char *to, size_t room);
void ps_table_crossovers(const struct ps_result *result, void (*say)(void *data, const char *text), void *data);

/* "failed", "timed out", ...: as people write it. */
const char *ps_table_status(enum ps_status status);

#endif
