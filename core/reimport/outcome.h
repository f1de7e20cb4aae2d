/* outcome.h: what became of one parent process of `procstart reimport`. */
#ifndef PS_REIMPORT_OUTCOME_H
#define PS_REIMPORT_OUTCOME_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "python/watch.h"
#include "result/result.h"

/* What came through descriptors 1 and 2 from children. */
struct ps_reimport_output {
    uint64_t bytes, lines;
    char first[160]; /* the first line, cut */
    char tail[2048]; /* what came last */
    size_t first_n, tail_n;
    bool first_ended;
};

struct ps_reimport_outcome {
    enum ps_status status; /* of the process: PS_OK also where it answered {failed} */
    char reason[512];
    json_t *answers;     /* array; owned */
    uint64_t executions; /* of main's body below the parent */
    struct ps_reimport_output output[2];
    struct ps_watch_effect *effects; /* owned */
    size_t effects_n;
    char first_error[512]; /* the exception that first ended a child; "": none did */
};

/* Adds what was read. */
void ps_reimport_output_take(struct ps_reimport_output *output, const char *text, size_t n);

/* Reads `answers` from the file; none are there if it is not. The last line may have been cut: what is no whole object ends the
 * reading. */
int ps_reimport_read_answers(struct ps_reimport_outcome *outcome, const char *path, struct ps_error *err);

/* The last line that came through descriptor 2 and is not empty: where a traceback says what was wrong. */
void ps_reimport_last_words(const struct ps_reimport_outcome *outcome, char *words, size_t room);

/* Why it did not come to its end, with what ended a child if that was it; "" if it did. */
void ps_reimport_why(const struct ps_reimport_outcome *outcome, char *why, size_t room);

/* Safe on a zeroed struct. */
void ps_reimport_outcome_free(struct ps_reimport_outcome *outcome);

/* What the process answered first under `key`; NULL: nothing. Borrowed. */
json_t *ps_reimport_answer(const struct ps_reimport_outcome *outcome, const char *key);

#endif
