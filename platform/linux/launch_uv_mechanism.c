#include <uv.h>

#include "platform/launch_uv.h"

/* libuv took up posix_spawn on Linux after 1.52.1 (it had it on macOS only). */
const char *ps_uv_mechanism(void)
{
    const unsigned fork_until = 1 << 16 | 52 << 8 | 1;
    return uv_version() <= fork_until ? "uv_spawn (fork+exec)" : "uv_spawn (posix_spawn)";
}
