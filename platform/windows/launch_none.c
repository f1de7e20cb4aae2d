#include "base/programs.h"
#include "platform/windows/launchers.h"

static int fork_available(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_IMPOSSIBLE, "Windows has no call that copies a process");
}

static int forkserver_available(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_IMPOSSIBLE, "its server forks, and Windows has no call that copies a process");
}

const struct ps_launcher ps_launch_no_fork = {
    .name = "fork",
    .method = PS_FORK,
    .mechanism = "fork",
    .runner = PS_PROGRAM_RUNNER,
    .available = fork_available,
};

const struct ps_launcher ps_launch_no_forkserver = {
    .name = "forkserver",
    .method = PS_FORKSERVER,
    .mechanism = "fork in a server",
    .runner = PS_PROGRAM_RUNNER,
    .available = forkserver_available,
};
