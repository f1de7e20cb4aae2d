/* row.h: rows[] of the document: one method with one Python. */
#ifndef PS_REIMPORT_ROW_H
#define PS_REIMPORT_ROW_H

#include "plan/cell.h"
#include "reimport/job.h"

/* A row without figures, which says why. */
json_t *ps_reimport_row_empty(enum ps_method method, const char *python, enum ps_status status, const char *reason);

/* The row of a job "starts". `look`: {kind, ..} of job "look". NULL: no memory. */
json_t *ps_reimport_row(enum ps_method method, const char *python, const json_t *look, const struct ps_reimport_outcome *outcome);

/* Adds what the records of a job "starts" tell. */
int ps_reimport_row_add_records(json_t *row, const json_t *look, const struct ps_reimport_outcome *outcome);

/* A text of an object of the document; "" where it has none. */
const char *ps_reimport_text(const json_t *object, const char *key);

/* Of all rows, that of a Python and method; NULL: there is none. */
const json_t *ps_reimport_find_row(const json_t *rows, const char *python, enum ps_method method);

/* False for NULL, too. */
bool ps_reimport_row_is_ok(const json_t *row);

/* Whether main is executed again there: in "children", or in the "server". */
bool ps_reimport_executed_in(const json_t *row, const char *where);

/* Whether any row of that Python says so. */
bool ps_reimport_executed(const json_t *rows, const char *python);

#endif
