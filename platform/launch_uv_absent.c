/* Stands for launch_uv.c in programs that libuv would make larger than they should be: the name without the launcher. */
#include "base/programs.h"
#include "platform/launch_uv.h"

static int uv_available(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_IMPOSSIBLE, "uv_spawn is in %s only", PS_PROGRAM_RUNNER_UV);
}

const struct ps_launcher ps_launch_uv = {
    .name = "uv_spawn",
    .method = PS_SPAWN,
    .mechanism = "uv_spawn",
    .takes_program = true,
    .runner = PS_PROGRAM_RUNNER_UV,
    .available = uv_available,
};
