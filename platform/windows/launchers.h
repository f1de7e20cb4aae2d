/* launchers.h: the launchers of Windows, for its table. */
#ifndef PS_WINDOWS_LAUNCHERS_H
#define PS_WINDOWS_LAUNCHERS_H

#include "platform/launch.h"

extern const struct ps_launcher ps_launch_create_process;

/* Known by name, so that whoever asks for them is told why there are none. */
extern const struct ps_launcher ps_launch_no_fork;
extern const struct ps_launcher ps_launch_no_forkserver;

#endif
