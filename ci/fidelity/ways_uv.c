/* ways_uv.c: uv_spawn, as the shortest program with libuv has it. */
#include <uv.h>

#include "bare.h"

static uv_loop_t loop;
static uv_process_t process;
static uv_process_options_t options;
static uv_stdio_container_t stdio[3];

static void closed(uv_process_t *handle, int64_t status, int killed_by)
{
    bare_must(status == 0 && killed_by == 0, "child");
    uv_close((uv_handle_t *)handle, NULL);
}

static void open_uv(void)
{
    bare_must(uv_loop_init(&loop) == 0, "uv_loop_init");
    for (int i = 0; i < 3; i++) {
        stdio[i].flags = UV_INHERIT_FD;
        stdio[i].data.fd = i;
    }
    options =
        (uv_process_options_t){.exit_cb = closed, .file = bare_argv[0], .args = bare_argv, .stdio = stdio, .stdio_count = 3};
}

static void do_uv_spawn(struct ps_sample *times)
{
    times->asked = bare_now();
    int failed = uv_spawn(&loop, &process, &options);
    times->at[PS_RETURNED] = bare_now();
    bare_must(failed == 0, "uv_spawn");
    uv_run(&loop, UV_RUN_ONCE);
    times->at[PS_REAPED] = bare_now();
}

const struct bare bare_ways[] = {
    {"uv_spawn", open_uv, do_uv_spawn},
    {NULL, NULL, NULL},
};
