/* plot_data.h: what the pictures are drawn of: data sets of flat records, as JSON, made of results.
 *
 *     results      one a result: the machine, its Pythons, warnings, and what is to be said of it
 *     cells        one a cell, also of those without figures: what it is, how it ended, its ratio to the fastest
 *     summaries    one a cell and phase: the figures of the result file, the median of the first starts ("first")
 *     bins         one a cell and phase: all steady starts, counted (report/bins.h): ends x (ns), heights h (of the
 *                  fullest), count
 *     epochs       one a cell and phase: the medians of the epochs over time: t (s), m (ns), r (of the cell's median), p10, p90
 *     drift        one a cell, ready and reaped: how much slower the end of the run was than its beginning
 *     segments     one a cell and phase: from where to where it reaches on the timeline of a start
 *     sweeps       one a cell and phase of those that differ in the parent's memory only
 *     crossovers   one a crossover of the result, with its sentence: what the pictures mark, and at which ends its interval is
 *                  drawn (x, x_lo, x_hi; null where there is nothing to be marked)
 *     debts        one a cell that was measured with --dirty, likewise
 *     samples      one a cell: every raw time, column by column; empty for more than PS_PLOT_RAW_MAX starts
 *
 * All records name their `result` (from 0), and most the `cell` in it, the `section` ("native", "python"), and the `row` in the
 * picture of that section: -1 for floor rows (a thousandth of the others) and for cells without figures. Strings are data, as
 * the results have them.
 */
#ifndef PS_REPORT_PLOT_DATA_H
#define PS_REPORT_PLOT_DATA_H

#include "result/emit.h"
#include "result/result.h"

/* Beyond so many starts a page would open slowly with all of them in it: they stay in the result file. */
enum { PS_PLOT_RAW_MAX = 100000 };

struct ps_plot_row {
    const struct ps_cell_result *cell;
    size_t result, index; /* whose cell it is */
    int row;
    char name[192];   /* without its Python: "spawn/posix_spawn+stub-static", "fork" */
    char label[256];  /* of the row: "spawn/posix_spawn+stub-static", "fork 3.14.3" */
    char series[192]; /* its id without the parent's memory: those that differ in nothing else are one line */
    char match[256];  /* what has the same is the same measurement on another machine: "Python 3.14 spawn" */
};

struct ps_plot_data {
    const struct ps_result *results;
    size_t n;
    struct ps_plot_row *rows;
    size_t rows_n;
    size_t starts;        /* of all results */
    char (*systems)[256]; /* what tells each result from the others (report/text.h) */
    double *x, *time;     /* room for the samples of any cell, and their epochs */
    uint32_t *epoch;
};

int ps_plot_data_open(struct ps_plot_data *data, const struct ps_result *results, size_t n, struct ps_error *err);
void ps_plot_data_close(struct ps_plot_data *data);

/* The data sets' names, ended by NULL. */
extern const char *const ps_plot_data_sets[];

/* Writes one as an array. An unknown name is an empty one. */
void ps_plot_data_emit(struct ps_emitter *e, const struct ps_plot_data *data, const char *set);

/* How many rows a section's picture has, of one result. */
int ps_plot_rows(const struct ps_plot_data *data, size_t result, const char *section);

/* Whether a row belongs to a sweep of the parent's memory: another differs from it in that only. */
bool ps_plot_is_swept(const struct ps_plot_data *data, const struct ps_plot_row *row);

/* Where the parent's memory of a row is on a logarithmic axis, which has no 0: a quarter of the least there is stands for
 * none. */
double ps_plot_memory(const struct ps_plot_data *data, const struct ps_plot_row *row);

/* ---- for the files that write the sets ---- */
void ps_plot_emit_row(struct ps_emitter *e, const struct ps_plot_row *row); /* opens the record, writes what all have */
void ps_plot_emit_results(struct ps_emitter *e, const struct ps_plot_data *data);
void ps_plot_emit_cells(struct ps_emitter *e, const struct ps_plot_data *data);
void ps_plot_emit_summaries(struct ps_emitter *e, const struct ps_plot_data *data);
void ps_plot_emit_bins(struct ps_emitter *e, const struct ps_plot_data *data);
void ps_plot_emit_epochs(struct ps_emitter *e, const struct ps_plot_data *data);
void ps_plot_emit_drift(struct ps_emitter *e, const struct ps_plot_data *data);
void ps_plot_emit_segments(struct ps_emitter *e, const struct ps_plot_data *data);
void ps_plot_emit_sweeps(struct ps_emitter *e, const struct ps_plot_data *data);
void ps_plot_emit_crossovers(struct ps_emitter *e, const struct ps_plot_data *data);
void ps_plot_emit_debts(struct ps_emitter *e, const struct ps_plot_data *data);
void ps_plot_emit_samples(struct ps_emitter *e, const struct ps_plot_data *data);

#endif
