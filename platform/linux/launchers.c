#include "platform/posix/launchers.h"
#include "platform/launch_uv.h"
#include "platform/linux/launch_clone_vm.h"

const char ps_vfork_exec_mechanism[] = "vfork+exec";

const struct ps_launcher *const ps_launchers[] = {
    &ps_launch_floor,      &ps_launch_fork,       &ps_launch_posix_spawn,
    &ps_launch_vfork_exec, &ps_launch_fork_exec,  &ps_launch_clone_vm,
    &ps_launch_uv,         &ps_launch_forkserver, NULL,
};
