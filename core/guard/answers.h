/* answers.h: reads the lines of JSON that guard_static.py writes. What they say comes from scripts that may be hostile, through a
 * Python that is whatever the user has: every value is checked. */
#ifndef PS_GUARD_ANSWERS_H
#define PS_GUARD_ANSWERS_H

#include <stddef.h>

#include "base/error.h"
#include "guard/guard.h"

/* Takes {"rules": [..]}. The report must have no rules. */
int ps_answers_rules(struct ps_guard_report *report, const char *line, size_t length, struct ps_error *err);

/* The first line of an analysis: the same, where they were asked for, else {}. A report that has rules keeps those. */
int ps_answers_greeting(struct ps_guard_report *report, const char *line, size_t length, struct ps_error *err);

/* Adds what a line says of one file: its error to file->error, its findings to those that are there, each once (two Pythons find
 * the same). When it fails, *file is as it was. */
int ps_answers_file(struct ps_guard_file *file, const char *line, size_t length, struct ps_error *err);

/* Adds to what is said about why a file could not be looked at. */
int ps_answers_add_error(struct ps_guard_file *file, const char *error, struct ps_error *err);

/* {"config": {..}}: its table, a new reference; NULL with 0: there is none. {"error": ".."} is an error. */
int ps_answers_config(json_t **table, const char *line, size_t length, struct ps_error *err);

#endif
