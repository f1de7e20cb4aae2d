#include <spawn.h>
#include <unistd.h>

#include "base/programs.h"
#include "platform/posix/launch_child.h"
#include "platform/posix/launchers.h"

static int posix_spawn_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    const struct ps_launch_target *target = state;
    char *const argv[] = {(char *)target->program, (char *)target->page_path, NULL};
    pid_t pid;
    int failed = posix_spawn(&pid, target->program, NULL, NULL, argv, environ);
    if (failed != 0)
        return ps_launch_refused(err, failed, "posix_spawn", target->program);
    child->id = pid;
    return 0;
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
