/* events.h: what the host's audit hooks ask of an event: its arguments, who raised it, and what process it is in.
 *
 * Called in the hook, with the arguments it was given; no error of Python's is left set. Texts live as long as the event.
 */
#ifndef PS_PYTHON_EVENTS_H
#define PS_PYTHON_EVENTS_H

#include <stdbool.h>

#include "python/cpython.h"

/* What a process of Python's is. */
enum ps_role {
    PS_ROLE_RUNNER,  /* the first, or one that is not known yet */
    PS_ROLE_SPAWNED, /* spawn's child */
    PS_ROLE_SERVER,  /* a forkserver */
    PS_ROLE_FORKED,
    PS_ROLE_TRACKER, /* a resource tracker */
    PS_ROLE_OTHER,
};

/* The role of a process that is started with this code (-c; the argument of cpython.run_command), which may be NULL. */
enum ps_role ps_event_role(const char *code);

/* An object as text; NULL if it is none. */
const char *ps_object_text(const struct ps_cpython *python, ps_object *object);

/* Argument k of an event, borrowed; NULL if there is none. */
ps_object *ps_event_argument(const struct ps_cpython *python, ps_object *args, int k);
const char *ps_event_text(const struct ps_cpython *python, ps_object *args, int k);

/* The name of the module whose code raised the event; NULL if no code did. */
const char *ps_event_caller(const struct ps_cpython *python);
bool ps_event_called_by(const struct ps_cpython *python, const char *module);

/* Of an `exec` that runpy raised: the name under which it runs the code; NULL if that is not known. */
const char *ps_event_run_name(const struct ps_cpython *python);

/* Whether that is multiprocessing's, which runs the main module again. runpy runs other code too. */
bool ps_event_is_main_again(const struct ps_cpython *python);

#endif
