/* launchers.h: the POSIX launchers, for the tables of the platforms that have them. */
#ifndef PS_POSIX_LAUNCHERS_H
#define PS_POSIX_LAUNCHERS_H

#include "platform/launch.h"

extern const struct ps_launcher ps_launch_fork;
extern const struct ps_launcher ps_launch_posix_spawn;
extern const struct ps_launcher ps_launch_vfork_exec;
extern const struct ps_launcher ps_launch_fork_exec;
extern const struct ps_launcher ps_launch_forkserver;

/* What vfork+exec really is: each platform says it in its launchers.c. */
extern const char ps_vfork_exec_mechanism[];

#endif
