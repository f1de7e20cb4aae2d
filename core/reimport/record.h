/* record.h: from what children wrote about their imports of main to times of statements and of imports.
 *
 * A record is [leading, times, imports, loaded]: `leading` statements (docstring, __future__) have no stamp of their own; times
 * are the stamps before each other statement and at the end; imports are [number, name, number of the import within which it
 * came or -1, began, ended]; loaded are names that were there before main began.
 */
#ifndef PS_REIMPORT_RECORD_H
#define PS_REIMPORT_RECORD_H

#include <jansson.h>

/* Array of {line, text, self_ns, ci95, n} for each of `statements` (of {look}). `records`: an array. NULL: no memory. */
json_t *ps_reimport_statements(const json_t *statements, const json_t *records);

/* Array of {module, within, depth, line, self_ns, cumulative_ns, ci95, n, already_loaded}, in the order in which they began.
 * `within` is the module during whose import it was imported, or null; `line` that of main's statement, or null; ci95 and n are
 * cumulative_ns'. Modules that main imports and that were there already come last, with times of 0. */
json_t *ps_reimport_imports(const json_t *statements, const json_t *records);

/* The modules that main's top level imports by name, from {look}. NULL: no memory. */
json_t *ps_reimport_modules(const json_t *look);

#endif
