#include "platform/windows/launchers.h"

#include "platform/launch_uv.h"

const struct ps_launcher *const ps_launchers[] = {
    &ps_launch_floor, &ps_launch_no_fork, &ps_launch_create_process, &ps_launch_uv, &ps_launch_no_forkserver, NULL,
};
