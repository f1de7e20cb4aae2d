#include "platform/posix/launch_posix_spawn.h"

#include "base/programs.h"
#include "platform/posix/launch_child.h"
#include "platform/posix/launchers.h"

static int posix_spawn_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    return ps_launch_by_posix_spawn(state, NULL, NULL, child, err);
}

const struct ps_launcher ps_launch_posix_spawn = {
    .name = "posix_spawn",
    .method = PS_SPAWN,
    .mechanism = "posix_spawn",
    .takes_program = true,
    .runner = PS_PROGRAM_RUNNER,
    .start = posix_spawn_start,
    .wait = ps_launch_wait,
};
