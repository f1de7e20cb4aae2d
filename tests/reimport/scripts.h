/* scripts.h: scripts for `procstart reimport`, and the rows that it makes of them. */
#ifndef PS_TESTS_REIMPORT_SCRIPTS_H
#define PS_TESTS_REIMPORT_SCRIPTS_H

#include <jansson.h>

#include "../commands/procstart.h"
#include "../python/support.h"

/* A folder for one test; remove it by test_remove_folder(). */
struct place {
    char folder[256];
};

void make_place(struct place *place);

/* Writes FOLDER/NAME; folders in NAME are made. */
void write_script(const struct place *place, const char *name, const char *text);

/* Runs `procstart reimport --quiet --format json OPTIONS` in the folder, which must end with `exit`; gives the document. */
json_t *reimport(const struct place *place, const char *options, int exit);

/* The row of a method; it must be there. */
const json_t *row_of(const json_t *document, const char *method);

/* Its statement that begins with `text`, its import of `module`; they must be there. */
const json_t *statement_of(const json_t *row, const char *text);
const json_t *import_of(const json_t *row, const char *module);

json_int_t integer_of(const json_t *object, const char *key);

/* The file's text, "" if there is none; to be freed. */
char *text_in(const struct place *place, const char *name);

#endif
