/* emit.h: JSON written as a stream: what a million times need, which as a tree of values would take a hundred bytes each.
 *
 * Calls follow the document; commas come by themselves. Failures of the sink are kept until ps_emit_end().
 * Text is data: whatever is no UTF-8 in it becomes U+FFFD, and control characters are escaped, DEL and C1 ones too.
 */
#ifndef PS_RESULT_EMIT_H
#define PS_RESULT_EMIT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ps_emitter {
    json_dump_callback_t sink; /* 0, or -1: no more is wanted */
    void *to;
    bool lines; /* ps_emit_line() breaks lines, and the text ends with one */
    bool comma, failed;
    size_t used;
    char buffer[16384];
};

void ps_emit_begin(struct ps_emitter *e, json_dump_callback_t sink, void *to, bool lines);
int ps_emit_file(const char *text, size_t n, void *to); /* a sink whose `to` is a FILE * */
int ps_emit_end(struct ps_emitter *e);                  /* hands over what is left; -1 if anything failed */

void ps_emit_open(struct ps_emitter *e, char bracket); /* '{' or '[' */
void ps_emit_close(struct ps_emitter *e, char bracket);
void ps_emit_key(struct ps_emitter *e, const char *name);
void ps_emit_line(struct ps_emitter *e); /* before an element or a key, for the eye and for diff */

void ps_emit_string(struct ps_emitter *e, const char *text); /* NULL and "": null */
void ps_emit_text(struct ps_emitter *e, const char *text);   /* "" stays a string */
void ps_emit_integer(struct ps_emitter *e, int64_t value);
void ps_emit_time(struct ps_emitter *e, int64_t ns);      /* PS_MISSING: null */
void ps_emit_rounded(struct ps_emitter *e, double value); /* to an integer; NAN: null */
void ps_emit_real(struct ps_emitter *e, double value);    /* 12 digits: the same on every platform; NAN: null */
void ps_emit_bool(struct ps_emitter *e, bool value);
void ps_emit_null(struct ps_emitter *e);
void ps_emit_json(struct ps_emitter *e, const json_t *value); /* NULL: null */

void ps_emit_key_string(struct ps_emitter *e, const char *name, const char *text);
void ps_emit_key_integer(struct ps_emitter *e, const char *name, int64_t value);
void ps_emit_key_rounded(struct ps_emitter *e, const char *name, double value);
void ps_emit_key_real(struct ps_emitter *e, const char *name, double value);

#endif
