/* run_one.h: one run of a script: started, looked after, and judged. Used by run.c only. */
#ifndef PS_GUARD_RUN_ONE_H
#define PS_GUARD_RUN_ONE_H

#include <uv.h>

#include "guard/output.h"
#include "guard/run.h"
#include "guard/verdict.h"
#include "platform/contain.h"
#include "python/watch.h"

/* What the runs have in common. */
struct ps_guard_place {
    const struct ps_guard_run_options *options;
    uv_loop_t *loop; /* both are the options' */
    struct ps_contain *contain;
    char *code;       /* text of procstart_guard.py */
    size_t processes; /* limits */
    uint64_t memory_bytes;
    int64_t time_limit_ns;
};

struct ps_guard_one {
    struct ps_guard_place *place;
    const struct ps_python *python;
    const char *interpreter, *script; /* absolute */
    struct ps_guard_run *run;         /* with method and python filled in; the rest is filled in here */
    unsigned number;                  /* unlike that of any other run */
    /* Called once everything of it has ended and `run` is complete. */
    void (*done)(struct ps_guard_one *one, void *data);
    void *data;
    /* Its own. */
    struct ps_watch watch;
    char name[32], watch_name[32]; /* of its folder and its watch, in the private folder */
    uv_process_t process;
    uv_pipe_t out, err;
    uv_timer_t tick;
    unsigned handles_open;
    bool ended;
    int64_t exit_status;
    int term_signal;
    enum ps_guard_stop stop;
    int64_t started_ns, ended_ns, next_use_ns;
    struct ps_guard_output errors;
    char buffer[1 << 16];
};

/* Fills in `run`, too, where it fails: then done() is not called. */
int ps_guard_one_start(struct ps_guard_one *one, struct ps_error *err);

/* Ends it; done() follows. */
void ps_guard_one_kill(struct ps_guard_one *one);

#endif
