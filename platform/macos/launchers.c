#include "platform/posix/launchers.h"
#include "platform/launch_uv.h"

/* vfork(2): since macOS 12 it behaves as fork(2), but for the handlers of pthread_atfork(3). */
const char ps_vfork_exec_mechanism[] = "vfork (a fork here)+exec";

const struct ps_launcher *const ps_launchers[] = {
    &ps_launch_floor,     &ps_launch_fork, &ps_launch_posix_spawn, &ps_launch_vfork_exec,
    &ps_launch_fork_exec, &ps_launch_uv,   &ps_launch_forkserver,  NULL,
};
