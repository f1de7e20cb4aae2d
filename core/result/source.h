/* source.h: the file that a result was read of, for what is not kept in memory: samples (sample_rows.h), and the document as it
 * stands there, with keys that this procstart does not know. Shared by the results of a bundle; counts who holds it.
 *
 * A regular file is opened again when it is needed, so that a thousand results need no thousand descriptors. What cannot be read
 * twice (a pipe) is copied into a temporary file first.
 */
#ifndef PS_RESULT_SOURCE_H
#define PS_RESULT_SOURCE_H

#include <stdio.h>

#include "result/result.h"

struct ps_source;

/* from: NULL, or a stream to read instead of opening the path; the caller keeps it open as long as the source. NULL and *err,
 * which does not name the path, when it fails. */
struct ps_source *ps_source_open(const char *path, FILE *from, struct ps_error *err);
struct ps_source *ps_source_share(struct ps_source *source);
void ps_source_release(struct ps_source *source); /* NULL: nothing */

const char *ps_source_path(const struct ps_source *source);

/* The file, at its start: the source's own. NULL and *err. */
FILE *ps_source_stream(struct ps_source *source, struct ps_error *err);

/* It is not needed for now. */
void ps_source_rest(struct ps_source *source);

/* Of a bundle: its keys beside schema and results. NULL: none. Borrowed. */
void ps_source_keep_keys(struct ps_source *source, const json_t *bundle);
const json_t *ps_source_keys(const struct ps_source *source);

/* The document as it stands in the file, with nothing in it that could steer a terminal. */
int ps_source_copy(const struct ps_result *result, FILE *to, struct ps_error *err);

#endif
