/* uv_spawn, as a program built on libuv would use it: one handle a child, closed where its end is reported. */
#include <stdlib.h>
#include <uv.h>

#include "base/programs.h"
#include "platform/launch_uv.h"

struct uv_state {
    const struct ps_launch_target *target;
    uv_loop_t loop;
    uv_process_t process;
    bool closed; /* the handle may be used again */
    int64_t exit_status;
    int killed_by;
};

static void handle_closed(uv_handle_t *handle)
{
    struct uv_state *uv = handle->data;
    uv->closed = true;
}

/* Closed at once: it takes no system call, and the loop runs the closing in the same iteration. */
static void child_exited(uv_process_t *process, int64_t exit_status, int killed_by)
{
    struct uv_state *uv = process->data;
    uv->exit_status = exit_status;
    uv->killed_by = killed_by;
    uv_close((uv_handle_t *)process, handle_closed);
}

static int run_until_closed(struct uv_state *uv, struct ps_error *err)
{
    while (!uv->closed) {
        /* 0: nothing left to wait for, though a handle is open. */
        if (uv_run(&uv->loop, UV_RUN_ONCE) == 0 && !uv->closed)
            return ps_fail(err, PS_EXIT_FAILED, "libuv lost sight of the child");
    }
    return 0;
}

static int uv_state_open(const struct ps_launch_target *target, void **state, struct ps_error *err)
{
    struct uv_state *uv = calloc(1, sizeof *uv);
    if (uv == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    int failed = uv_loop_init(&uv->loop);
    if (failed != 0) {
        free(uv);
        return ps_fail(err, PS_EXIT_FAILED, "uv_loop_init: %s", uv_strerror(failed));
    }
    uv->target = target;
    *state = uv;
    return 0;
}

static void uv_state_close(void *state)
{
    struct uv_state *uv = state;
    uv_loop_close(&uv->loop);
    free(uv);
}

static int uv_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    struct uv_state *uv = state;
    char *args[] = {(char *)uv->target->program, (char *)uv->target->page_path, NULL};
    /* Handed on as they are, as the other launchers do. */
    uv_stdio_container_t stdio[3];
    for (int i = 0; i < 3; i++) {
        stdio[i].flags = UV_INHERIT_FD;
        stdio[i].data.fd = i;
    }
    const uv_process_options_t options = {
        .exit_cb = child_exited, .file = uv->target->program, .args = args, .stdio = stdio, .stdio_count = 3};
    uv->closed = false;
    uv->process.data = uv;
    int failed = uv_spawn(&uv->loop, &uv->process, &options);
    if (failed == 0) {
        child->id = uv->process.pid;
        return 0;
    }
    uv_close((uv_handle_t *)&uv->process, handle_closed);
    if (run_until_closed(uv, err) != 0)
        return -1;
    return ps_launch_refused(err, ps_uv_os_error(failed), "uv_spawn", uv->target->program);
}

static int uv_wait(void *state, struct ps_launched *child, struct ps_error *err)
{
    (void)child;
    struct uv_state *uv = state;
    if (run_until_closed(uv, err) != 0)
        return -1;
    return ps_launch_ended(err, uv->exit_status, uv->killed_by);
}

const struct ps_launcher ps_launch_uv = {
    .name = "uv_spawn",
    .method = PS_SPAWN,
    .mechanism = "uv_spawn",
    .takes_program = true,
    .runner = PS_PROGRAM_RUNNER_UV,
    .find_mechanism = ps_uv_mechanism,
    .open = uv_state_open,
    .start = uv_start,
    .wait = uv_wait,
    .close = uv_state_close,
};
