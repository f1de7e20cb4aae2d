/* launch_posix_spawn.h: the start of the posix_spawn launchers, which differ in what they ask the call to do besides. */
#ifndef PS_POSIX_LAUNCH_POSIX_SPAWN_H
#define PS_POSIX_LAUNCH_POSIX_SPAWN_H

#include <spawn.h>

#include "platform/launch.h"

/* `actions` and `attributes` may be NULL. */
int ps_launch_by_posix_spawn(const struct ps_launch_target *target, const posix_spawn_file_actions_t *actions,
                             const posix_spawnattr_t *attributes, struct ps_launched *child, struct ps_error *err);

#endif
