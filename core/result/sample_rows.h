/* sample_rows.h: the samples of a cell one after the other, from memory or, where they are not kept there, from the file: then
 * with memory that does not grow with their number.
 *
 *     struct ps_sample_rows *rows = ps_sample_rows_open(result, err);
 *     ps_sample_rows_begin(rows, cell, PS_SET_SAMPLES);
 *     while ((more = ps_sample_rows_next(rows, &row, err)) > 0)
 *         ...
 *     ps_sample_rows_close(rows);
 */
#ifndef PS_RESULT_SAMPLE_ROWS_H
#define PS_RESULT_SAMPLE_ROWS_H

#include "result/result.h"

struct ps_sample_row {
    uint32_t epoch, round, order, turn;
    int64_t asked;         /* ns since `started` */
    int64_t at[PS_PHASES]; /* ns since asked, or PS_MISSING */
};

struct ps_sample_rows;

/* NULL and *err: no memory, or the file is gone. */
struct ps_sample_rows *ps_sample_rows_open(const struct ps_result *result, struct ps_error *err);
void ps_sample_rows_close(struct ps_sample_rows *rows);

/* cell: place in the result. */
void ps_sample_rows_begin(struct ps_sample_rows *rows, size_t cell, enum ps_sample_set set);

/* 1: *row is the next; 0: there are no more; -1: the file is not what it was when it was first read. */
int ps_sample_rows_next(struct ps_sample_rows *rows, struct ps_sample_row *row, struct ps_error *err);

#endif
