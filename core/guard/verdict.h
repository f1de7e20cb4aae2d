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
    PS_GUARD_BY_NESTING, /* main executed within main within main */
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

/* When a run is stopped though no limit is reached: its processes will not end by themselves. */
bool ps_guard_is_endless(const struct ps_guard_seen *seen, uint64_t peak, uint64_t depth_of_main, enum ps_guard_stop *stop);

/* The texts have room for PS_VERDICT_TEXT bytes each. */
#define PS_VERDICT_TEXT 768
enum ps_verdict ps_guard_judge(const struct ps_guard_seen *seen, char *reason, char *change);

#endif
