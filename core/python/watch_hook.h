/* watch_hook.h: the host's side of a watch: it counts this process, and has an audit hook note what it sees (watch.h). */
#ifndef PS_PYTHON_WATCH_HOOK_H
#define PS_PYTHON_WATCH_HOOK_H

#include <stdatomic.h>

#include "python/cpython.h"
#include "python/events.h"
#include "python/watch_area.h"

/* Where this process is in main's body. */
enum ps_watch_state { PS_WATCH_OUTSIDE, PS_WATCH_IN_PROGRAM, PS_WATCH_IN_AGAIN };

struct ps_watch_hook {
    struct ps_cpython python; /* all zero until ps_cpython_find() */
    struct ps_watch watch;
    unsigned depth, nested; /* nested: executions of main that the start of this process lies in */
    _Atomic enum ps_role role;
    _Atomic enum ps_watch_state state;
    _Atomic unsigned code_ran; /* bits of the events at which the code has been run, by their place among them */
    _Atomic(ps_object *) code, code_globals;
};

/* Opens the watch that the environment names, and counts this process. 1: there is one; 0: there is none, and nothing is to be
 * done; -1: an error, or this process is one too many (err->exit is PS_WATCH_REFUSED_EXIT). */
int ps_watch_hook_enter(struct ps_watch_hook *hook, struct ps_error *err);

/* The audit hook; `data` is the struct ps_watch_hook, which lives as long as the process. Never fails an event. */
ps_audit_hook ps_watch_hook_event;

/* To be called in the child of a fork, with the same data (platform/host.h). Ends the process if it is one too many. */
void ps_watch_hook_after_fork(void *data);

#endif
