#include <stdio.h>

#include "measure/run.h"
#include "platform/clock.h"
#include "stats/random.h"

/* A round's draws: its processor and the order of the cells. How many numbers are drawn depends only on how many cells are alive,
 * dear or not, so that a seed gives the same orders however fast the machine is. */
static size_t draw_round(const struct ps_run *run, struct ps_run_group *group, struct ps_random *random, int *cpu)
{
    size_t n = 0;
    for (uint32_t i = 0; i < group->cells_n; i++) {
        if (group->cells[i]->active)
            group->order[n++] = i;
    }
    const struct ps_bench_options *options = run->options;
    bool pinned = options->pinned && options->cpus_n > 0;
    *cpu = pinned ? options->cpus[ps_random_below(random, (uint32_t)options->cpus_n)] : -1;
    ps_random_shuffle(random, group->order, n);
    return n;
}

static int run_round(struct ps_run *run, struct ps_run_group *group, struct ps_random *random, struct ps_turn turn,
                     struct ps_error *err)
{
    size_t n = draw_round(run, group, random, &turn.cpu);
    bool is_for_all = turn.first || turn.round % group->passes == 0;
    for (size_t i = 0; i < n && ps_run_goes_on(run); i++) {
        struct ps_run_cell *cell = group->cells[group->order[i]];
        if (cell->dear && !is_for_all)
            continue;
        turn.starts = turn.first ? 1 : PS_COLD_TURNS + cell->steady;
        if (ps_run_turn(run, cell, &turn, err) != 0)
            return -1;
        turn.order++;
    }
    return 0;
}

/* One start of each cell that is not timed, by runners of its own, before the first epoch. It tells what a child uses, which does
 * not vary as times do; and it is the first that the system sees of each program, which some systems check then and only then. */
static int rehearse(struct ps_run *run, struct ps_run_group *group, struct ps_error *err)
{
    if (ps_run_start_runners(run, group, err) != 0)
        return -1;
    for (size_t i = 0; i < group->cells_n && ps_run_goes_on(run); i++) {
        if (group->cells[i]->active && ps_run_probe(run, group->cells[i], -1, err) != 0)
            return -1;
    }
    ps_run_end_runners(run, group, run->stop != PS_STOP_NOT);
    return 0;
}

/* Floor rows do not gain by more rounds, so they do not make any. */
static uint32_t passes_of(struct ps_run_group *group)
{
    bool any_dear = false, any_other = false;
    for (size_t i = 0; i < group->cells_n; i++) {
        struct ps_run_cell *cell = group->cells[i];
        cell->dear = ps_schedule_is_dear(cell->start_ns);
        any_dear = any_dear || (cell->active && cell->dear);
        any_other = any_other || (cell->active && !cell->dear && cell->state->cell.method != PS_FLOOR);
    }
    return any_dear && any_other ? PS_PASSES : 1;
}

int64_t ps_run_size_turns(struct ps_run_group *group, uint32_t least)
{
    int64_t round_ns = 0;
    group->least = least;
    group->passes = passes_of(group);
    for (size_t i = 0; i < group->cells_n; i++) {
        struct ps_run_cell *cell = group->cells[i];
        if (!cell->active)
            continue;
        cell->steady = ps_schedule_steady(cell->start_ns, least);
        int64_t turn_ns = (PS_COLD_TURNS + cell->steady) * cell->start_ns;
        round_ns += cell->dear ? turn_ns : group->passes * turn_ns;
    }
    return round_ns;
}

/* By the clock where time ends it, else by epochs. */
static double part_done(const struct ps_run *run, int64_t elapsed_ns)
{
    if (run->options->epochs == 0)
        return (double)elapsed_ns / (double)(run->end_ns - run->options->started_ns);
    double epochs = 0;
    for (size_t g = 0; g < run->groups_n; g++)
        epochs += run->schedules[g].done ? run->options->epochs : run->schedules[g].epochs;
    return epochs / (run->options->epochs * (double)run->groups_n);
}

static void report(struct ps_run *run, size_t g)
{
    if (run->progress == NULL || run->progress->step == NULL)
        return;
    char what[64];
    snprintf(what, sizeof what, "%s, epoch %u", ps_api_name(run->groups[g].cells[0]->state->cell.api),
             run->schedules[g].epochs + 1);
    int64_t elapsed_ns = ps_clock_ns() - run->options->started_ns;
    double done = part_done(run, elapsed_ns);
    done = done > 1 ? 1 : done;
    int64_t left_ns = done > 0 ? (int64_t)((double)elapsed_ns * (1 - done) / done) : 0;
    run->progress->step(run->progress->data, what, elapsed_ns, left_ns, done);
}

static int run_rounds(struct ps_run *run, size_t g, struct ps_random *random, struct ps_error *err)
{
    struct ps_schedule *schedule = &run->schedules[g];
    struct ps_run_group *group = &run->groups[g];
    struct ps_turn turn = {.epoch = schedule->epochs};
    for (; turn.round < schedule->rounds * group->passes && ps_run_goes_on(run); turn.round++) {
        if (run_round(run, group, random, turn, err) != 0)
            return -1;
        report(run, g);
        if (schedule->epochs == 0 && turn.round == 0 && run->stop == PS_STOP_NOT) {
            schedule->round_ns = ps_run_size_turns(group, group->least);
            schedule->rounds = ps_schedule_rounds(schedule);
        }
    }
    return 0;
}

/* Estimates follow the machine: half of the newest epoch, half of those before. The first one's rounds had turns of other
 * sizes. */
static void account(struct ps_run *run, size_t g, int64_t setup_ns, int64_t rounds_ns)
{
    struct ps_schedule *schedule = &run->schedules[g];
    schedule->used_ns += setup_ns + rounds_ns;
    int64_t round_ns = ps_run_size_turns(&run->groups[g], run->groups[g].least);
    if (schedule->epochs == 0) {
        schedule->setup_ns = setup_ns;
        schedule->round_ns = round_ns;
    } else {
        schedule->setup_ns = (schedule->setup_ns + setup_ns) / 2;
        schedule->round_ns = (schedule->round_ns + rounds_ns / schedule->rounds) / 2;
    }
    schedule->epochs += run->stop == PS_STOP_NOT; /* one that was cut short is the last, and none to count on */
}

static int set_up(struct ps_run *run, size_t g, struct ps_random *random, struct ps_error *err)
{
    struct ps_run_group *group = &run->groups[g];
    struct ps_turn first = {.epoch = run->schedules[g].epochs, .first = true};
    if (ps_run_start_runners(run, group, err) != 0)
        return -1;
    return run_round(run, group, random, first, err);
}

/* A clock that stands still while a cell is waited for that then leaves: no epoch to come will have that. */
static int64_t useful_ns(const struct ps_run *run)
{
    return ps_clock_ns() - run->lost_ns;
}

/* Copy-on-write debt, once an epoch: the runners live, and what is timed has been. */
static int dirty(struct ps_run *run, struct ps_run_group *group, uint32_t epoch, struct ps_error *err)
{
    for (size_t i = 0; run->options->dirty && i < group->cells_n && ps_run_goes_on(run); i++) {
        const struct ps_cell *cell = &group->cells[i]->state->cell;
        bool owes = group->cells[i]->active && cell->method == PS_FORK && cell->factors.ballast_bytes > 0;
        if (owes && ps_run_dirty(run, group->cells[i], epoch, err) != 0)
            return -1;
    }
    return 0;
}

int ps_run_epoch(struct ps_run *run, size_t g, struct ps_error *err)
{
    struct ps_schedule *schedule = &run->schedules[g];
    struct ps_random random;
    ps_random_seed(&random, run->options->seed, (uint64_t)schedule->epochs * run->groups_n + g);
    int64_t asked_ns = ps_clock_ns();
    int rc = schedule->epochs == 0 ? rehearse(run, &run->groups[g], err) : 0;
    schedule->used_ns += ps_clock_ns() - asked_ns;
    int64_t began_ns = useful_ns(run);
    if (rc == 0)
        rc = set_up(run, g, &random, err);
    int64_t set_up_ns = useful_ns(run);
    if (schedule->epochs == 0)
        schedule->setup_ns = set_up_ns - began_ns;
    if (rc == 0)
        rc = run_rounds(run, g, &random, err);
    int64_t measured_ns = useful_ns(run);
    if (rc == 0)
        rc = dirty(run, &run->groups[g], schedule->epochs, err);
    if (rc == 0 && run->place->journal != NULL)
        rc = ps_journal_flush(run->place->journal, 1, err); /* new runners take a while */
    ps_run_end_runners(run, &run->groups[g], rc != 0 || run->stop != PS_STOP_NOT);
    account(run, g, set_up_ns - began_ns + useful_ns(run) - measured_ns, measured_ns - set_up_ns);
    return rc;
}
