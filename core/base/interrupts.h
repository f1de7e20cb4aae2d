/* interrupts.h: SIGINT, SIGTERM and SIGHUP, caught while work is under way that is to be ended, not to be torn off. On Windows it
 * is what libuv takes for them: Ctrl+C, and a console that closes. */
#ifndef PS_BASE_INTERRUPTS_H
#define PS_BASE_INTERRUPTS_H

#include <uv.h>

#include "base/error.h"

/* Stays where it is until it is released. All 0: nothing is caught. */
struct ps_interrupts {
    uv_signal_t signals[3];
    unsigned open; /* of them */
    void (*on)(void *data);
    void *data;
};

/* Calls on(data) for each that comes, up to the release: what the first asks for is under way when others come. A SIGHUP that is
 * ignored, as nohup has it, stays so: then a terminal that closes ends nothing. Does not keep the loop alive. After a failure the
 * release is due, too. */
int ps_interrupts_catch(struct ps_interrupts *interrupts, uv_loop_t *loop, void (*on)(void *data), void *data,
                        struct ps_error *err);

/* Runs the loop until it has let go of them. */
void ps_interrupts_release(struct ps_interrupts *interrupts);

#endif
