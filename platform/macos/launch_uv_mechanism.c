#include <uv.h>

#include "platform/launch_uv.h"

/* libuv took up posix_spawn on macOS with 1.44; before, and where it cannot do what is asked (other users, for one), it forks.
 * What is asked here it can do on every macOS that procstart runs on. */
const char *ps_uv_mechanism(void)
{
    const unsigned spawn_since = 1 << 16 | 44 << 8;
    return uv_version() >= spawn_since ? "uv_spawn (posix_spawn)" : "uv_spawn (fork+exec)";
}
