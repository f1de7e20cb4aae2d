/* document.h: the JSON document of a result, as a result file and the first line of a journal hold it. */
#ifndef PS_RESULT_DOCUMENT_H
#define PS_RESULT_DOCUMENT_H

#include <stdbool.h>

#include "result/emit.h"
#include "result/result.h"

#define PS_RESULT_SCHEMA "procstart.result/1"

void ps_document_emit(struct ps_emitter *e, const struct ps_result *result);

/* *result is initialised by it, and empty after an error, which names the key. */
int ps_document_parse(struct ps_result *result, const json_t *document, struct ps_error *err);

/* Appends one of `cells`; `pythons` of the result must be there. */
int ps_document_parse_cell(struct ps_result *result, const json_t *object, struct ps_error *err);

/* The place among pythons of an id, -1: none. */
int ps_document_find_python(const json_t *pythons, const char *id);

/* Of one cell: five times, or null each. Also part of a journal. */
void ps_document_emit_resources(struct ps_emitter *e, const struct ps_resources *resources);
int ps_document_parse_resources(struct ps_resources *resources, const json_t *object, struct ps_error *err);

#endif
