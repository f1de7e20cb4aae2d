/* document.h: what doctor and methods print: one body of data, as rows of text or as a JSON document, to stdout or into -o. */
#ifndef PS_COMMANDS_DOCUMENT_H
#define PS_COMMANDS_DOCUMENT_H

#include <jansson.h>
#include <stdio.h>

#include "base/error.h"
#include "commands/commands.h"
#include "commands/rows.h"

struct ps_document {
    const void *data;
    void (*text)(struct ps_rows *rows, const void *data);
    json_t *(*json)(const void *data, struct ps_error *err); /* a new reference; NULL: failed, *err says how */
};

/* What --format takes, text first, ended by NULL. */
extern const char *const ps_document_formats[];

int ps_document_print(const struct ps_document *document, const struct ps_common *common, struct ps_error *err);

/* How it is written: figures were made of short decimal ones, and 17 digits would only show how they are stored. */
#define PS_JSON_FLAGS (JSON_INDENT(2) | JSON_REAL_PRECISION(15))

/* Prints a JSON document as a line, or lines. What the stream could not take is seen, with its reason, when it is flushed. */
int ps_json_print(const json_t *value, size_t flags, FILE *to, struct ps_error *err);

/* A string, or null for "" and NULL; what is not UTF-8 is made visible as \xNN. */
json_t *ps_text_or_null(const char *text);

#endif
