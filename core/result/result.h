/* result.h: a result in memory: what was asked, where, and every raw sample of every cell.
 *
 * bench fills it while it measures; write.c makes the JSON "procstart.result/1" of it (core/result.schema.json, docs/format.md),
 * read.c makes it of such a file, journal.c keeps it as it comes. Reports read only this.
 *
 * Ownership: a result owns all of its strings, arrays and JSON values; ps_result_free() frees them. Strings are whatever bytes
 * they came as (argv, reasons): the writer replaces what is no UTF-8. NULL and "" both stand for "none" and become null in the
 * file. Times are ns. PS_MISSING stands for null.
 */
#ifndef PS_RESULT_RESULT_H
#define PS_RESULT_RESULT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "measure/protocol.h"
#include "plan/cell.h"

/* Samples of one cell, column by column; all columns have n entries, in the order in which they were measured. */
struct ps_samples {
    size_t n, room;
    uint32_t *epoch;        /* from 0 */
    uint32_t *round;        /* in its epoch, from 0 */
    uint32_t *order;        /* place of the cell in its round, from 0 */
    uint32_t *turn;         /* place of the start in its runner's turn; 0 and 1 are cold */
    int64_t *asked;         /* ns since the result's `started` */
    int64_t *at[PS_PHASES]; /* ns since asked, or PS_MISSING */
};

/* Starts of a cell: all but the first of each epoch, and those. */
enum ps_sample_set { PS_SET_SAMPLES, PS_SET_FIRST, PS_SAMPLE_SETS };

/* Columns of a set of samples in a file: epoch, round, order, turn, asked, one a phase. */
enum { PS_SAMPLE_COLUMNS = 5 + PS_PHASES };

/* Where the file has a set of samples, whether or not it is in memory: what sample_rows.h reads them by. */
struct ps_sample_places {
    size_t n;                      /* entries of each column */
    int64_t at[PS_SAMPLE_COLUMNS]; /* byte of the file behind the column's bracket, -1: it has none */
};

/* Starts with turn < PS_COLD_TURNS came just after their runner's wait: kept, shown as cold, not in the steady figures. */
#define PS_COLD_TURNS 2

/* What the parent paid for writing its ballast again beside a forked child, one start an epoch (bench --dirty). */
struct ps_debts {
    size_t n;
    int64_t bytes; /* of the ballast */
    uint32_t *epoch;
    int64_t *alone, *written; /* ns for every page once: its own, and shared with the child */
};

/* Figures of it, in ns; NAN where there are none. */
struct ps_debt {
    size_t n;            /* epochs */
    double alone;        /* median of writing what is its own */
    double more, lo, hi; /* median of what writing took more beside the child; 95 %, from two epochs on */
};

enum ps_status { PS_OK, PS_UNSUPPORTED, PS_FAILED, PS_TIMED_OUT, PS_INTERRUPTED };
const char *ps_status_name(enum ps_status status);
int ps_status_parse(const char *name); /* -1: no such status */

/* Figures of one phase of one cell, from its steady samples, in ns. n == 0: the phase never showed. */
struct ps_summary {
    size_t n;
    double median, cold_median; /* cold_median: NAN where no cold sample has the phase */
    double lo, hi;              /* 95 % interval of the median, epochs as units; NAN with fewer than 2 epochs */
    double mean, stddev, min, p90, p99, max;
};

struct ps_cell_result {
    struct ps_cell cell; /* id, api, method, ...; mechanism, factors.main and unsupported are the result's own copies */
    enum ps_status status;
    char *reason;                                  /* why it is not ok, "" if it is */
    char *stopped_by;                              /* "precision", "time-limit", "epochs", "interrupt", "failure" or "" */
    struct ps_samples samples;                     /* all but the first start of each epoch */
    struct ps_samples first;                       /* the first starts, one an epoch */
    struct ps_sample_places place[PS_SAMPLE_SETS]; /* of a result with a source */
    struct ps_summary summary[PS_PHASES];          /* filled by ps_result_summarise() */
    struct ps_summary first_summary[PS_PHASES];    /* likewise, of first; not in the file */
    struct ps_debts debts;
    struct ps_resources resources; /* medians of the probes, all PS_MISSING if there was none */
};

struct ps_contrast {
    int cell, against; /* indices into cells */
    enum ps_phase phase;
    double ratio, lo, hi; /* cell / against, paired within rounds, 95 % */
};

enum ps_sweep_factor { PS_SWEEP_BALLAST, PS_SWEEP_THREADS, PS_SWEEP_FACTORS };
const char *ps_sweep_factor_name(enum ps_sweep_factor factor); /* "ballast_bytes", "threads" */

/* From where on fork takes longer than a way of spawning, by the size of a factor. */
struct ps_crossover {
    int fork, spawn; /* indices into cells: the first of each sweep; they differ in the factor from its other cells */
    enum ps_phase phase;
    enum ps_sweep_factor factor;
    double at, lo, hi;   /* NAN: none within the sweep; 95 %, hi INFINITY: perhaps not within it */
    bool fork_is_slower; /* at the end of the sweep */
};

struct ps_warning {
    char *code, *message; /* code: a stable word, listed in docs/format.md */
};

struct ps_source; /* source.h: the file that it was read of */

struct ps_result {
    struct ps_source *source;       /* NULL: made here */
    int64_t source_from, source_to; /* bytes of the document in it */
    char *newer_schema;             /* its schema, where that is newer than what this procstart knows all of; else NULL */
    json_t *tool;                   /* object: version, commit, libuv, compiler, build_type */
    char **argv;
    size_t argc;
    uint64_t seed;            /* at most INT64_MAX, so that every JSON reader takes it */
    char *started, *finished; /* RFC 3339, UTC; finished "" while it runs */
    bool complete;
    bool pinned;     /* --placement */
    json_t *host;    /* object as in the design, from platform/facts.h */
    json_t *pythons; /* array of objects as in the design */
    struct ps_cell_result *cells;
    size_t cells_n;
    struct ps_contrast *contrasts;
    size_t contrasts_n;
    struct ps_crossover *crossovers;
    size_t crossovers_n;
    int self_check; /* index of the twin's contrast of `reaped` in contrasts, -1: none */
    struct ps_warning *warnings;
    size_t warnings_n;
};

/* All empty, nothing allocated, self_check -1. */
void ps_result_init(struct ps_result *result);
void ps_result_free(struct ps_result *result);

/* Replaces an owned string (*text is freed) by a copy of `value`, which may be NULL. */
int ps_result_set(char **text, const char *value, struct ps_error *err);

/* Copies argv. */
int ps_result_set_argv(struct ps_result *result, int argc, char **argv, struct ps_error *err);

/* Appends a cell without samples, with copies of the strings of `cell`. It is PS_UNSUPPORTED, with the reason, if the plan says
 * so. */
int ps_result_add_cell(struct ps_result *result, const struct ps_cell *cell, struct ps_error *err);

int ps_result_warn(struct ps_result *result, struct ps_error *err, const char *code, const char *fmt, ...) PS_PRINTF(4, 5);

/* The id of a cell's Python, NULL for native cells. */
const char *ps_result_python_id(const struct ps_result *result, const struct ps_cell *cell);

/* The id by which cells of different results match: its Python by major.minor[t][#2], as python/fork@3.13t. */
void ps_result_match_python(const char *id, char to[96]); /* the same of a Python's id alone */
void ps_result_match_id(const struct ps_result *result, const struct ps_cell *cell, char to[192]);

/* Adds one start, whose times are on ps_clock_ns(), as is started_ns. A sample that could not be stored, or that goes back in
 * time, is an error, never dropped. */
int ps_samples_add(struct ps_samples *samples, uint32_t epoch, uint32_t round, uint32_t order, uint32_t turn,
                   const struct ps_sample *sample, int64_t started_ns, struct ps_error *err);

int ps_debts_add(struct ps_debts *debts, uint32_t epoch, const struct ps_dirty *dirty, struct ps_error *err);
void ps_debts_measure(const struct ps_debts *debts, struct ps_debt *debt);
void ps_debts_free(struct ps_debts *debts);

/* Room for n samples in all. */
int ps_samples_reserve(struct ps_samples *samples, size_t n, struct ps_error *err);
void ps_samples_free(struct ps_samples *samples);

/* Computes all that follows from the samples, in place of what was there:
 *   - every summary, its interval at the level that the way of stopping asks for (core/stats/stats.h);
 *   - contrasts, for `ready` and `reaped`: each cell that is ok or was interrupted against the one of its API and group whose
 *     median of that phase is least (that one has none; floor rows take no part); each twin, and each cell of another build,
 *     against its original;
 *   - crossovers, for the same phases, of what was measured with two or more values of ballast or threads;
 *   - the warnings "drift" and "epochs-disagree". */
int ps_result_summarise(struct ps_result *result, struct ps_error *err);

/* In place of the contrasts of a phase, those of every other cell that has it with the cell `against` (-1: there are none). Cells
 * that did not share its rounds have the ratio of ps_unpaired_ratio(); where that has no interval, of the medians. Twins, and
 * cells of another build, keep theirs with their original. Needs the samples in memory. */
int ps_result_contrast_against(struct ps_result *result, int against, enum ps_phase phase, struct ps_error *err);

/* The cell that a twin, or a cell of another build or Python (bench --against), repeats; -1: it is not there. */
int ps_result_original(const struct ps_result *result, int copy);

/* Only first_summary, of a result that was read. */
int ps_result_summarise_first(struct ps_result *result, struct ps_error *err);

/* Writes the file as a whole: a temporary file beside it, sync, rename. An existing file is never damaged. */
int ps_result_write(const struct ps_result *result, const char *path, struct ps_error *err);

/* The same document to a stream (--format json). */
int ps_result_print(const struct ps_result *result, FILE *to, struct ps_error *err);

/* What a reader keeps of the samples in memory. Of those that it does not, it knows the places (sample_rows.h). */
enum ps_keep {
    PS_KEEP_ALL,
    PS_KEEP_FIRST, /* the first starts: what a table needs beside the summaries */
    PS_KEEP_NONE,  /* neither, and no first_summary: memory does not grow with the samples */
};

/* What is read at most of one file: beyond, it is refused. */
#define PS_RESULT_MOST_BYTES  (INT64_C(1) << 30)  /* about 90 million times */
#define PS_RESULT_MOST_BESIDE (INT64_C(64) << 20) /* of what is not samples */

/* Reads a result file; errors name file, key and reason, exit 2. *result is initialised by it, and empty after an error. Keys
 * that it does not know are passed over. */
int ps_result_read(struct ps_result *result, const char *path, struct ps_error *err);

/* The same for a file that may be a bundle: appends the results in it to the *n ones of *results (grown by realloc). After an
 * error those that were there are still there, and no others. `from` is what `path` was opened as, read from its start, or NULL;
 * it stays the caller's. */
int ps_results_read(struct ps_result **results, size_t *n, const char *path, FILE *from, enum ps_keep keep, struct ps_error *err);

/* Whether both are the result of one run: then they say the same twice. */
bool ps_result_same(const struct ps_result *a, const struct ps_result *b);

#endif
