/* The least a cell can cost: the bookkeeping of a start around nothing. */
#include "base/programs.h"
#include "platform/launch.h"

static int floor_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    (void)state, (void)child, (void)err;
    return 0;
}

static int floor_wait(void *state, struct ps_launched *child, struct ps_error *err)
{
    (void)state, (void)child, (void)err;
    return 0;
}

const struct ps_launcher ps_launch_floor = {
    .name = "floor",
    .method = PS_FLOOR,
    .mechanism = "none",
    .runner = PS_PROGRAM_RUNNER,
    .start = floor_start,
    .wait = floor_wait,
};
