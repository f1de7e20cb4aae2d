#include "result/sample_rows.h"

#include <errno.h>
#include <stdlib.h>

#include "platform/files.h"
#include "result/columns.h"
#include "result/source.h"

/* Where one column is read. */
struct cursor {
    int64_t at; /* byte of the file behind text[used) */
    size_t next, used;
    unsigned char text[8192];
};

struct ps_sample_rows {
    const struct ps_result *result;
    const struct ps_samples *samples; /* NULL: they are in the file */
    const struct ps_sample_places *places;
    size_t next, n;
    FILE *from;
    struct cursor cursor[PS_SAMPLE_COLUMNS];
};

struct ps_sample_rows *ps_sample_rows_open(const struct ps_result *result, struct ps_error *err)
{
    struct ps_sample_rows *rows = calloc(1, sizeof *rows);
    if (rows == NULL) {
        ps_fail(err, PS_EXIT_FAILED, "no memory left to read the samples");
        return NULL;
    }
    rows->result = result;
    if (result->source != NULL && (rows->from = ps_source_stream(result->source, err)) == NULL) {
        ps_error_context(err, "%s", ps_source_path(result->source));
        free(rows);
        return NULL;
    }
    return rows;
}

void ps_sample_rows_close(struct ps_sample_rows *rows)
{
    if (rows->from != NULL)
        ps_source_rest(rows->result->source);
    free(rows);
}

void ps_sample_rows_begin(struct ps_sample_rows *rows, size_t cell, enum ps_sample_set set)
{
    const struct ps_cell_result *it = &rows->result->cells[cell];
    const struct ps_samples *samples = set == PS_SET_SAMPLES ? &it->samples : &it->first;
    bool kept = rows->from == NULL || samples->n > 0;
    rows->samples = kept ? samples : NULL;
    rows->places = &it->place[set];
    rows->next = 0;
    rows->n = kept ? samples->n : rows->places->n;
    for (int i = 0; i < PS_SAMPLE_COLUMNS && !kept; i++)
        rows->cursor[i] = (struct cursor){.at = rows->places->at[i]};
}

static void row_in_memory(const struct ps_samples *samples, size_t i, struct ps_sample_row *row)
{
    *row = (struct ps_sample_row){
        .epoch = samples->epoch[i],
        .round = samples->round[i],
        .order = samples->order[i],
        .turn = samples->turn[i],
        .asked = samples->asked[i],
    };
    for (int phase = 0; phase < PS_PHASES; phase++)
        row->at[phase] = samples->at[phase][i];
}

/* ---- in the file; all of it was checked when it was first read ---- */

static int refill(struct ps_sample_rows *rows, struct cursor *cursor)
{
    if (ps_file_seek(rows->from, cursor->at) != 0)
        return -1;
    cursor->used = fread(cursor->text, 1, sizeof cursor->text, rows->from);
    cursor->at += (int64_t)cursor->used;
    cursor->next = 0;
    return cursor->used > 0 ? 0 : -1;
}

static inline int next_byte(struct ps_sample_rows *rows, struct cursor *cursor)
{
    if (cursor->next == cursor->used && refill(rows, cursor) != 0)
        return -1;
    return cursor->text[cursor->next++];
}

/* An entry and the comma or bracket behind it. */
static int next_entry(struct ps_sample_rows *rows, struct cursor *cursor, int64_t *value)
{
    int c;
    *value = PS_MISSING;
    while ((c = next_byte(rows, cursor)) != ',' && c != ']') {
        if (c >= '0' && c <= '9') {
            int64_t before = *value < 0 ? 0 : *value;
            if (before > (INT64_MAX - (c - '0')) / 10)
                return -1;
            *value = before * 10 + (c - '0');
        } else if (c < 0) {
            return -1;
        }
    }
    return 0;
}

static int row_in_file(struct ps_sample_rows *rows, struct ps_sample_row *row)
{
    int64_t value[PS_SAMPLE_COLUMNS];
    for (int i = 0; i < PS_SAMPLE_COLUMNS; i++) {
        value[i] = PS_MISSING;
        if (rows->places->at[i] >= 0 && (next_entry(rows, &rows->cursor[i], &value[i]) != 0 || !ps_column_takes(i, value[i])))
            return -1;
    }
    *row = (struct ps_sample_row){
        .epoch = (uint32_t)value[0],
        .round = (uint32_t)value[1],
        .order = (uint32_t)value[2],
        .turn = (uint32_t)value[3],
        .asked = value[PS_ASKED_COLUMN],
    };
    for (int phase = 0; phase < PS_PHASES; phase++)
        row->at[phase] = value[PS_PHASE_COLUMN + phase];
    return 0;
}

int ps_sample_rows_next(struct ps_sample_rows *rows, struct ps_sample_row *row, struct ps_error *err)
{
    if (rows->next == rows->n)
        return 0;
    size_t i = rows->next++;
    if (rows->samples != NULL)
        row_in_memory(rows->samples, i, row);
    else if (row_in_file(rows, row) != 0)
        return ps_fail(err, PS_EXIT_USAGE, "%s: was changed while it was read", ps_source_path(rows->result->source));
    return 1;
}
