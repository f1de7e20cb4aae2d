/* watch_effects.h: which audit events are effects, and what else the watch's hook makes of Python's objects. */
#ifndef PS_PYTHON_WATCH_EFFECTS_H
#define PS_PYTHON_WATCH_EFFECTS_H

#include "python/watch_hook.h"

/* Notes the event if it is an effect. */
void ps_watch_audit_effect(struct ps_watch_hook *hook, const char *event, ps_object *args);

/* Notes an effect of this process, by what it is doing. */
void ps_watch_effect(struct ps_watch_hook *hook, const char *event, const char *detail);

/* For sys.excepthook: counts and keeps what ends a process below the first. */
void ps_watch_uncaught(struct ps_watch_hook *hook, ps_object *args);

/* Runs the watch's code if it is to be run at this event, of which `what` says more (or is NULL: "import", "json"), and has not
 * been yet. */
void ps_watch_run_code(struct ps_watch_hook *hook, const char *event, const char *what);

#endif
