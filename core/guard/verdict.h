/* verdict.h: from what was seen of a run to its verdict, the reason in a sentence, and what to change. Pure. */
#ifndef PS_GUARD_VERDICT_H
#define PS_GUARD_VERDICT_H

#include "guard/guard.h"
#include "guard/output.h"

/* Why a run was stopped. */
enum ps_guard_stop {
    PS_GUARD_NOT_STOPPED,
    PS_GUARD_BY_TIME,
    PS_GUARD_BY_PROCESSES,
    PS_GUARD_BY_MEMORY,
    PS_GUARD_BY_NESTING, /* main executed within main within main, or children of children of children .. */
    PS_GUARD_BY_REPLACING,
};

struct ps_guard_seen {
    enum ps_guard_stop stop;
    enum ps_method method; /* in effect */
    int exit_code;
    /* Of struct ps_watch; children: all processes but the first one, forkservers and resource trackers. */
    uint64_t children, failed, bootstrap, replaced, returned, main_executions, main_again, main_finished, nested;
    uint64_t again_effects;   /* how many were seen while main was executed again */
    const char *again_effect; /* the first of them: "open of /tmp/x"; "" */
    const char *child_error;  /* "RuntimeError: .." of the first child that failed; "" */
    const struct ps_guard_output *errors;
    uint64_t processes_limit, memory_limit;
    int64_t time_limit_ns;
};

/* Whether a run is to be stopped though no limit is reached, since its processes will not come to an end by themselves. `peak`:
 * the most that were alive at once; the depths (struct ps_watch) are of the deepest execution of main and the deepest process. */
bool ps_guard_is_endless(const struct ps_guard_seen *seen, uint64_t peak, uint64_t main_depth, uint64_t depth,
                         enum ps_guard_stop *stop);

/* The texts have room for PS_VERDICT_TEXT bytes each. */
#define PS_VERDICT_TEXT 768
enum ps_verdict ps_guard_judge(const struct ps_guard_seen *seen, char *reason, char *change);

#endif
