/* hook.h: the audit hook by which the host sees the phases of a child's start, and stamps them into the page.
 *
 * CPython raises audit events on its way through a start (PEP 578). The rules in hook.c say which event, raised by which module,
 * is which phase. They are details of CPython, held to by tests/python/ for each version: a phase that does not show stays 0.
 * Which block of the page is written follows from the process's role, which is decided when the interpreter is up:
 *
 *     a runner's Python       stamps nothing            its fork:  a child, PS_PAGE_CHILD
 *     spawn's child           PS_PAGE_CHILD             its fork:  nothing
 *     a forkserver            PS_PAGE_SERVER            its fork:  a child, PS_PAGE_CHILD
 *     resource tracker, other nothing                   its fork:  nothing
 *
 * Of each stamp the first is kept, but for RUNNING and FORKED: a fork+exec stamps both in the fork already, and what counts is
 * the last of them before `ready`.
 */
#ifndef PS_PYTHON_HOOK_H
#define PS_PYTHON_HOOK_H

#include <stdatomic.h>
#include <stdint.h>

#include "platform/page.h"
#include "python/cpython.h"
#include "python/events.h"

struct ps_hook {
    struct ps_cpython python;
    struct ps_page page;
    int64_t running;           /* when the host's main was entered */
    _Atomic enum ps_role role; /* PS_ROLE_RUNNER until the interpreter is up */
};

/* The hook; `data` is the struct ps_hook, which lives as long as the process. Never fails an event. */
ps_audit_hook ps_hook_event;

/* To be called in the child of a fork, with the same data (platform/host.h). */
void ps_hook_after_fork(void *data);

#endif
