/* history.h: many results of the same kind, made one after the other: the medians of each cell over time, where they step, and
 * what else changed there. */
#ifndef PS_COMPARE_HISTORY_H
#define PS_COMPARE_HISTORY_H

#include "compare/compare.h"

enum { PS_HISTORY_CHANGES = 32 };

struct ps_history_change {
    size_t at;                         /* the first result of the cell after the change, among its own */
    double ratio, before_ns, after_ns; /* medians of the segments */
    double p;
    char from[400], to[400]; /* "2026-11-20T10:00:00Z procstart 0.1.0 8796dfb7c4ca", of the results beside it */
    char others[1024];       /* what else differs between these two, "" if nothing */
};

struct ps_history_cell {
    char key[192];
    size_t n;                    /* results that have it, in the order of time */
    const struct ps_result **of; /* owned array; borrowed results */
    double *median_ns;           /* owned */
    struct ps_history_change changes[PS_HISTORY_CHANGES];
    size_t changes_n;
};

struct ps_history {
    enum ps_phase phase;
    size_t results_n;
    double alpha; /* of each cell: 5 % for all together */
    struct ps_history_cell *cells;
    size_t cells_n;
};

/* Smaller steps are not reported. */
#define PS_HISTORY_LEAST 0.02

/* Sorts the results by `started`, which is all that they have to have besides summaries; they must outlive it. Fails with
 * PS_EXIT_USAGE if no cell has the phase. ps_history_free() is due after success only. */
int ps_history_make(struct ps_history *history, struct ps_result *results, size_t n, enum ps_phase phase, struct ps_error *err);
void ps_history_free(struct ps_history *history);

/* Ended by NULL; the first is the default. */
extern const char *const ps_history_formats[];
int ps_history_print(const struct ps_history *history, const char *format, const struct ps_compare_style *style, FILE *to,
                     struct ps_error *err);

#endif
