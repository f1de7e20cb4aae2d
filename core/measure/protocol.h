/* protocol.h: what the orchestrator and a runner say to each other, over the runner's standard input and output.
 *
 * Frames of native-endian integers; both ends are on one machine, of one build. A runner moves both pipes to descriptors of its
 * own at once (children must not inherit them, and what they print must not get in between) and says hello when its factors are
 * set up. Then it answers each request with one reply. End of input: it ends. core/python/procstart_runner.py speaks the same;
 * tests/measure/ holds the two together.
 *
 *     orchestrator                             runner
 *                         <- PS_HELLO, reply   text: JSON object of facts; `mechanism` is what really starts the children
 *     request START k     -> k starts, one after the other
 *                         <- reply, k samples
 *     request PROBE       -> one start that is not timed; the child reports what it used
 *                         <- reply, 1 ps_resources
 *     request DIRTY       -> one start that is not timed, of a forked child that stays until the parent has written its ballast
 *                         <- reply, 1 ps_dirty
 */
#ifndef PS_MEASURE_PROTOCOL_H
#define PS_MEASURE_PROTOCOL_H

#include <stdint.h>

#include "plan/cell.h"

/* Comes before the first reply. What a Python's own start-up (a sitecustomize, say) printed before it is passed over. */
#define PS_HELLO "\x01procstart-hello\x02"

enum ps_op { PS_OP_START = 1, PS_OP_PROBE = 2, PS_OP_DIRTY = 3 };

struct ps_request {
    uint32_t op;
    uint32_t starts; /* START: how many, at most PS_BATCH_MAX */
    int32_t cpu;     /* processor to be pinned to, -1: all that the runner may use */
    uint32_t reserved;
};

#define PS_BATCH_MAX 64

/* One start. Times are ns on the one clock of all processes (platform/clock.h); PS_MISSING where a phase did not show.
 * In a forkserver's first start `initialized` is the server's. */
struct ps_sample {
    int64_t asked;
    int64_t at[PS_PHASES];
};

/* What a child used, up to `ready`, as it saw it itself; PS_MISSING where the platform cannot tell. */
struct ps_resources {
    int64_t peak_rss_bytes;
    int64_t minor_faults;
    int64_t parent_minor_faults; /* of the parent, across the start */
    int64_t user_ns;
    int64_t system_ns;
};

/* What the parent takes to write every page of its ballast once. */
struct ps_dirty {
    int64_t bytes;
    int64_t alone_ns;   /* while they are its own */
    int64_t written_ns; /* while they are shared with a child that it has just forked: each page is copied */
};

enum ps_reply_status {
    PS_REPLY_OK = 0,
    PS_REPLY_FAILED = 1,      /* a start failed; text says how; the samples before it are sent. As hello: could not be set up */
    PS_REPLY_UNSUPPORTED = 2, /* hello only: this cell cannot be had here; text says why */
};

/* Followed by `samples` ps_sample (for a PROBE that many ps_resources, for a DIRTY ps_dirty), then `text` bytes of UTF-8. */
struct ps_reply {
    uint32_t status;
    uint32_t samples;
    uint32_t text;
    uint32_t reserved;
};

#define PS_TEXT_MAX 65536

#endif
