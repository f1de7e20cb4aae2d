/* document.h: the JSON document of a result, as a result file and the first line of a journal hold it. */
#ifndef PS_RESULT_DOCUMENT_H
#define PS_RESULT_DOCUMENT_H

#include <stdbool.h>

#include "result/emit.h"
#include "result/result.h"

#define PS_RESULT_SCHEMA "procstart.result/1"
#define PS_BUNDLE_SCHEMA "procstart.bundle/1"

/* A schema is NAME/MAJOR or NAME/MAJOR.MINOR, NAME/1 being 1.0. Within a major version keys are added only, and each time that
 * this is done the minor one grows: what is older is read in full, what is newer but for the keys that are not known. */
enum { PS_SCHEMA_MAJOR = 1, PS_RESULT_MINOR = 0, PS_BUNDLE_MINOR = 0 };

struct ps_columns;

/* The columns of a set of samples, within an object that is open. */
void ps_document_emit_samples(struct ps_emitter *e, const struct ps_samples *samples);

void ps_document_emit(struct ps_emitter *e, const struct ps_result *result);

/* Where the samples of a document are that was read without them. All 0: it has none. */
struct ps_document_columns {
    struct ps_columns *columns; /* NULL: every column must be there and empty, as in a journal */
    bool bundled;
    size_t result;
};

/* *result is initialised by it, and empty after an error, which names the key. */
int ps_document_parse(struct ps_result *result, const json_t *document, const struct ps_document_columns *columns,
                      struct ps_error *err);

/* Appends one of `cells`; `pythons` of the result must be there. */
int ps_document_parse_cell(struct ps_result *result, const json_t *object, const struct ps_document_columns *columns,
                           struct ps_error *err);

/* The place among pythons of an id, -1: none. */
int ps_document_find_python(const json_t *pythons, const char *id);

/* Of one cell: five times, or null each. Also part of a journal. */
void ps_document_emit_resources(struct ps_emitter *e, const struct ps_resources *resources);
int ps_document_parse_resources(struct ps_resources *resources, const json_t *object, struct ps_error *err);

#endif
