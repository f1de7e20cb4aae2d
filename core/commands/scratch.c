#include "commands/scratch.h"

int ps_scratch_open(struct ps_scratch *scratch, const struct ps_programs *programs, struct ps_error *err)
{
    int status = uv_loop_init(&scratch->loop);
    if (status != 0)
        return ps_fail(err, PS_EXIT_FAILED, "event loop: %s", uv_strerror(status));
    struct ps_contain_options options = {.programs = programs->folder, .program = programs->self};
    if (ps_contain_open(&scratch->contain, &scratch->loop, &options, err) != 0) {
        uv_run(&scratch->loop, UV_RUN_NOWAIT);
        uv_loop_close(&scratch->loop);
        return -1;
    }
    scratch->folder = ps_contain_dir(scratch->contain);
    return 0;
}

int ps_scratch_close(struct ps_scratch *scratch, struct ps_error *err)
{
    int status = ps_contain_close(scratch->contain, err);
    /* Handles that were closed leave the loop in its next round. */
    uv_run(&scratch->loop, UV_RUN_DEFAULT);
    uv_loop_close(&scratch->loop);
    return status;
}
