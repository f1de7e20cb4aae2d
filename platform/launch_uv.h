/* launch_uv.h: what is not the same everywhere about uv_spawn. Each platform's launch_uv_*.c has it. */
#ifndef PS_PLATFORM_LAUNCH_UV_H
#define PS_PLATFORM_LAUNCH_UV_H

#include "platform/launch.h"

extern const struct ps_launcher ps_launch_uv;

/* "uv_spawn (fork+exec)": what the libuv that is loaded does. */
const char *ps_uv_mechanism(void);

/* The system's number behind one of libuv's (negative) error numbers. */
int ps_uv_os_error(int uv_error);

#endif
