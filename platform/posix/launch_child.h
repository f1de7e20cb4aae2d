/* launch_child.h: what the POSIX launchers share: the end of a child that is known by its process id. */
#ifndef PS_POSIX_LAUNCH_CHILD_H
#define PS_POSIX_LAUNCH_CHILD_H

#include "platform/launch.h"

extern char **environ; /* POSIX leaves it to programs to declare it */

/* ps_launcher.wait for launchers that leave the process id in child->id and keep nothing else of a child. */
int ps_launch_wait(void *state, struct ps_launched *child, struct ps_error *err);

/* The same as an error or not for a status that waitpid() gave. */
int ps_launch_status(int status, struct ps_error *err);

/* Reaps a child that could not run its program, and fails with the reason it left. */
int ps_launch_not_run(intptr_t id, int os, const struct ps_launch_target *target, struct ps_error *err);

#endif
