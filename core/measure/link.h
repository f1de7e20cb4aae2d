/* link.h: one runner from the orchestrator's side: its pipes, one request and its reply, how it ended and what it said last.
 *
 * Callbacks only note what came; whoever drives the loop asks afterwards. So the bench reads from top to bottom:
 *
 *     ps_link_start()        ...the loop runs until ps_link_answered()...  ps_link_take()    the hello
 *     ps_link_send()         ...the loop runs until ps_link_answered()...  ps_link_take()    again and again
 *     ps_link_finish() or ps_link_kill()  ...the loop runs until ps_link_gone()
 */
#ifndef PS_MEASURE_LINK_H
#define PS_MEASURE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/error.h"
#include "measure/protocol.h"
#include "platform/contain.h"

#define PS_LINK_TAIL 2048

struct ps_link {
    uv_process_t process;
    uv_pipe_t in, out, err; /* of the runner */
    struct ps_contain *contain;
    unsigned char *received; /* a reply as far as it has come; owned */
    size_t received_n;
    struct ps_request asked; /* op 0: the hello is awaited */
    uv_write_t sending;
    unsigned sending_n;      /* 1 until that is done with */
    char tail[PS_LINK_TAIL]; /* the last that the runner said on standard error */
    size_t tail_n;
    unsigned open; /* handles that are not closed yet */
    bool running, out_ended;
    bool greeted; /* PS_HELLO has come */
    int64_t exit_status;
    int term_signal;
};

/* A reply, in place: valid until the next ps_link_send() or the runner's end. */
struct ps_link_reply {
    enum ps_reply_status status;
    const struct ps_sample *samples; /* of a START */
    size_t samples_n;
    const struct ps_resources *resources; /* of a PROBE, else NULL */
    const struct ps_dirty *dirty;         /* of a DIRTY, else NULL */
    const char *text;                     /* not ended by a 0 */
    size_t text_n;
};

/* *link must be zeroed or gone. Afterwards, also when it fails, ps_link_gone() says when it may be used again. */
int ps_link_start(struct ps_link *link, uv_loop_t *loop, struct ps_contain *contain, const char *file, char **args, char **env,
                  struct ps_error *err);

int ps_link_send(struct ps_link *link, const struct ps_request *request, struct ps_error *err);

/* The whole reply is there, or it cannot come any more. */
bool ps_link_answered(const struct ps_link *link);

/* The reply to what was sent last. -1 if the runner ended (say why only after ps_link_gone(), with ps_link_fail()) or if what it
 * said is no reply to that. */
int ps_link_take(struct ps_link *link, struct ps_link_reply *reply, struct ps_error *err);

/* Closes the runner's input, whereupon it ends by itself. */
void ps_link_finish(struct ps_link *link);

void ps_link_kill(struct ps_link *link);

/* Ended, and all of its handles closed. */
bool ps_link_gone(const struct ps_link *link);

/* Gives up on a runner that cannot be killed: closes the handles as they are. */
void ps_link_abandon(struct ps_link *link);

/* The runner has ended without being told to: "runner died of signal 11 (Segmentation fault): LAST LINE OF ITS STANDARD
 * ERROR". */
int ps_link_fail(const struct ps_link *link, struct ps_error *err);

/* Of a link that is gone. */
void ps_link_free(struct ps_link *link);

#endif
