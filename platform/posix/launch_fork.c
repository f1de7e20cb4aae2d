#include <errno.h>
#include <unistd.h>

#include "base/programs.h"
#include "platform/posix/launch_child.h"
#include "platform/posix/launchers.h"

static int fork_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    const struct ps_launch_target *target = state;
    pid_t pid = fork();
    if (pid == 0)
        ps_launch_run_target(target->page);
    if (pid < 0)
        return ps_launch_refused(err, errno, "fork", NULL);
    child->id = pid;
    return 0;
}

const struct ps_launcher ps_launch_fork = {
    .name = "fork",
    .method = PS_FORK,
    .mechanism = "fork",
    .runner = PS_PROGRAM_RUNNER,
    .start = fork_start,
    .wait = ps_launch_wait,
};
