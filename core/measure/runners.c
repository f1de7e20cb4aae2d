#include "measure/run.h"

/* Time to set up memory comes on top of a batch's deadline: 1 s for each GiB is ten times what touching it takes. */
static const int64_t ns_per_ballast_byte = 1;

/* A runner whose input has ended ends by itself, Python's after its forkserver's end; then it is killed. */
static const int64_t kindness_ns = INT64_C(3000000000);

static int start_all(struct ps_run *run, struct ps_run_group *group, struct ps_error *err)
{
    for (size_t i = 0; i < group->cells_n && ps_run_goes_on(run); i++) {
        struct ps_run_cell *cell = group->cells[i];
        struct ps_error why;
        if (cell->active &&
            ps_link_start(&cell->link, run->place->loop, run->place->contain, cell->file, cell->args, cell->env, &why) != 0 &&
            ps_run_fail(run, cell, PS_FAILED, &why, err) != 0)
            return -1;
    }
    return 0;
}

static bool all_greeted(const void *data)
{
    const struct ps_run_group *group = data;
    for (size_t i = 0; i < group->cells_n; i++) {
        if (group->cells[i]->active && !ps_link_answered(&group->cells[i]->link))
            return false;
    }
    return true;
}

/* Runners set themselves up side by side; the slowest may take its deadline. */
static int await_hellos(struct ps_run *run, struct ps_run_group *group, struct ps_error *err)
{
    int64_t patience = run->options->deadline_ns;
    for (size_t i = 0; i < group->cells_n; i++)
        patience += (int64_t)group->cells[i]->state->cell.factors.ballast_bytes * ns_per_ballast_byte;
    enum ps_wait waited = ps_run_wait(run, all_greeted, group, patience);
    if (waited == PS_WAIT_STOPPED)
        return 0;
    run->lost_ns += waited == PS_WAIT_LATE ? patience : 0;
    for (size_t i = 0; i < group->cells_n; i++) {
        struct ps_run_cell *cell = group->cells[i];
        if (!cell->active)
            continue;
        bool late = !ps_link_answered(&cell->link);
        int rc = late ? ps_run_time_out(run, cell, patience, "setting up the runner", err) : ps_run_greet(run, cell, err);
        if (rc != 0)
            return -1;
    }
    return 0;
}

int ps_run_start_runners(struct ps_run *run, struct ps_run_group *group, struct ps_error *err)
{
    if (start_all(run, group, err) != 0)
        return -1;
    return ps_run_goes_on(run) ? await_hellos(run, group, err) : 0;
}

static bool all_gone(const void *data)
{
    const struct ps_run_group *group = data;
    for (size_t i = 0; i < group->cells_n; i++) {
        if (!ps_link_gone(&group->cells[i]->link))
            return false;
    }
    return true;
}

void ps_run_end_runners(struct ps_run *run, struct ps_run_group *group, bool quick)
{
    static void (*const ways[])(struct ps_link *) = {ps_link_finish, ps_link_kill, ps_link_kill, ps_link_abandon};
    for (size_t i = quick ? 1 : 0; i < sizeof ways / sizeof *ways && !all_gone(group); i++) {
        for (size_t c = 0; c < group->cells_n; c++)
            ways[i](&group->cells[c]->link);
        ps_run_wait_for_end(run, all_gone, group, kindness_ns);
    }
}
