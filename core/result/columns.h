/* columns.h: the columns of samples as they come out of a result file, before they belong to a cell. For core/result only.
 *
 * A column is a JSON array of integers, or null where a phase did not show. There may be millions of entries, so they never
 * become JSON values: scan.h takes them out of the text. Each is checked; whether it is kept, or only counted and its place in
 * the file noted, the reader chooses (enum ps_keep).
 */
#ifndef PS_RESULT_COLUMNS_H
#define PS_RESULT_COLUMNS_H

#include "result/result.h"

/* epoch, round, order, turn; asked_ns; one a phase. */
enum { PS_COUNT_COLUMNS = 4, PS_ASKED_COLUMN = PS_COUNT_COLUMNS, PS_PHASE_COLUMN };

/* "epoch", "reaped_ns": its key, into name[32]. */
void ps_column_name(int column, char name[32]);
int ps_column_find(const char *name); /* -1: no such column */

/* What an entry must be, for errors: "an integer >= 0 or null". */
const char *ps_column_must(int column);

/* Whether a number, or null (PS_MISSING), may stand in it. */
bool ps_column_takes(int column, int64_t value);

struct ps_column {
    bool there; /* the file has it */
    size_t n, room;
    void *values; /* uint32_t or int64_t, NULL where they are not kept */
    int64_t at;   /* byte of the file behind its bracket */
};

struct ps_cell_columns {
    bool bundled;        /* in results[result], not in the document itself */
    size_t result, cell; /* places */
    struct ps_column column[PS_SAMPLE_SETS][PS_SAMPLE_COLUMNS];
};

struct ps_columns {
    enum ps_keep keep;
    struct ps_cell_columns *cells;
    size_t n, room, hint;
};

/* Those of a cell, added if they are not there; NULL: no memory. */
struct ps_cell_columns *ps_columns_of(struct ps_columns *columns, bool bundled, size_t result, size_t cell);

/* Those of a cell, or NULL. */
struct ps_cell_columns *ps_columns_find(struct ps_columns *columns, bool bundled, size_t result, size_t cell);

/* Appends an entry to one that is kept, which it has to take. */
int ps_column_add(struct ps_column *column, int which, int64_t value, struct ps_error *err);

/* Moves a set of columns into `samples`, or their places into `places` where they were not kept. `object` is what the file has in
 * their place, without them. Errors name the key. */
int ps_columns_take(struct ps_cell_columns *from, enum ps_sample_set set, const json_t *object, struct ps_samples *samples,
                    struct ps_sample_places *places, struct ps_error *err);

void ps_columns_free(struct ps_columns *columns);

#endif
