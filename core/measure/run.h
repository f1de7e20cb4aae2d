/* run.h: the state of one ps_bench_run(), shared by the files that measure: nobody else's business.
 *
 *     bench.c      from a result to groups, which group is next, when to stop
 *     schedule.c   how much of what fits in the time
 *     epoch.c      first starts, rounds, what they cost
 *     runners.c    a set of fresh runners, and its end
 *     turn.c       one request, its reply, what becomes of it
 *     command.c    how a cell's runner is started
 *     wait.c       the loop, deadlines, interrupts
 *     machine.c    what the machine did meanwhile
 *     link.c       a runner's pipes
 *
 * Functions return 0, or -1 and an error that ends the measurement (no memory, a journal that cannot be written). A cell that
 * fails is no such error: it leaves, `active` tells. After each step `stop` tells whether there may be another.
 */
#ifndef PS_MEASURE_RUN_H
#define PS_MEASURE_RUN_H

#include "base/interrupts.h"
#include "measure/bench.h"
#include "measure/link.h"
#include "measure/schedule.h"
#include "platform/page.h"

struct ps_run_cell {
    int index;                    /* in the result */
    struct ps_cell_result *state; /* result->cells + index */
    char *file, **args, **env;    /* of its runner; args and env are ended by NULL and own their strings */
    struct ps_link link;
    struct ps_page page; /* held: where a page is no file, it lives as long as it is open */
    bool active;         /* takes part */
    bool precise;        /* was precise enough at the last look */
    bool dear;           /* one start takes so long that it takes part only in every group->passes'th round */
    uint32_t steady;     /* starts of a turn after the cold ones */
    int64_t start_ns;    /* one start, mean of the cheapest turn so far; 0: unknown */
    int64_t slow_ns;     /* the same of the dearest, first ones included */
};

struct ps_run_group {
    struct ps_run_cell **cells; /* in the result's order */
    size_t cells_n;
    uint32_t *order; /* scratch: indices into cells, as drawn for a round */
    uint32_t least;  /* steady starts of a turn */
    uint32_t passes; /* rounds for each one of the dear cells; 1: all cells are in every round */
    bool precise;    /* ended since all of its cells were precise enough */
};

enum ps_stop { PS_STOP_NOT, PS_STOP_TIME, PS_STOP_INTERRUPT };

struct ps_run {
    struct ps_result *result;
    const struct ps_bench_place *place;
    const struct ps_bench_options *options;
    const struct ps_bench_progress *progress;
    struct ps_run_cell *cells; /* those to be measured */
    size_t cells_n;
    struct ps_run_group *groups;
    struct ps_schedule *schedules; /* of the groups */
    size_t groups_n;
    enum ps_stop stop;
    int64_t end_ns;  /* when the time is up, INT64_MAX: never */
    int64_t lost_ns; /* waited for cells that did not answer in time */
    uv_timer_t timer;
    bool timer_open, timer_fired;
    struct ps_interrupts interrupts;
};

/* ---- wait.c ---- */

/* Deadlines, and interrupts until ps_run_close_loop(). */
int ps_run_open_loop(struct ps_run *run, struct ps_error *err);
void ps_run_close_loop(struct ps_run *run);

enum ps_wait { PS_WAIT_DONE, PS_WAIT_LATE, PS_WAIT_STOPPED };

/* Runs the loop until `done`, for at most for_ns: then LATE. STOPPED as soon as run->stop is set, by an interrupt or by the time
 * that is up. */
enum ps_wait ps_run_wait(struct ps_run *run, bool (*done)(const void *), const void *data, int64_t for_ns);

/* For cleaning up: only an interrupt that comes meanwhile ends it early. True if done. */
bool ps_run_wait_for_end(struct ps_run *run, bool (*done)(const void *), const void *data, int64_t for_ns);

/* Sets run->stop if the time is up; whether there may be another step. */
bool ps_run_goes_on(struct ps_run *run);

/* ---- command.c ---- */

/* Fills file, args, env of every cell. Makes what the runners need in the private folder: pages, shadow venvs. A cell for which
 * that fails, fails. */
int ps_run_make_commands(struct ps_run *run, struct ps_error *err);
void ps_run_free_command(struct ps_run_cell *cell);

/* ---- turn.c ---- */

struct ps_turn {
    uint32_t epoch, round, order;
    bool first; /* of its epoch: kept apart */
    int cpu;
    uint32_t starts;
};

int ps_run_turn(struct ps_run *run, struct ps_run_cell *cell, const struct ps_turn *turn, struct ps_error *err);

/* One start that is not timed, for resources. */
int ps_run_probe(struct ps_run *run, struct ps_run_cell *cell, int cpu, struct ps_error *err);

/* One start that is not timed, for what its parent's ballast costs to be written again; only of a fork cell with ballast. */
int ps_run_dirty(struct ps_run *run, struct ps_run_cell *cell, uint32_t epoch, struct ps_error *err);

/* Reads the hello of a link that has answered. */
int ps_run_greet(struct ps_run *run, struct ps_run_cell *cell, struct ps_error *err);

/* Into the journal: the cell's status, mechanism and resources as they are now. */
int ps_run_keep_state(struct ps_run *run, const struct ps_run_cell *cell, struct ps_error *err);

/* Ends a cell, its runner too: `why` is the reason. */
int ps_run_fail(struct ps_run *run, struct ps_run_cell *cell, enum ps_status status, const struct ps_error *why,
                struct ps_error *err);

/* The cell has not answered in time. */
int ps_run_time_out(struct ps_run *run, struct ps_run_cell *cell, int64_t after_ns, const char *what, struct ps_error *err);

/* ---- runners.c ---- */

/* Starts the runners of all active cells of a group, waits for their hellos. */
int ps_run_start_runners(struct ps_run *run, struct ps_run_group *group, struct ps_error *err);

/* Ends all runners of a group, by kindness for a while unless it has to be quick. */
void ps_run_end_runners(struct ps_run *run, struct ps_run_group *group, bool quick);

/* ---- epoch.c ---- */

/* One epoch of group g, whose cost gets into the group's schedule. In the first, turns are small until starts' costs are
 * known. */
int ps_run_epoch(struct ps_run *run, size_t g, struct ps_error *err);

/* Sizes the turns of a group by what its starts cost, `least` steady ones at least; returns what a round then costs. */
int64_t ps_run_size_turns(struct ps_run_group *group, uint32_t least);

/* ---- machine.c ---- */

/* The warnings busy, steal, throttled, from what was counted before and after. */
struct ps_facts_load;
int ps_run_warn_of_machine(struct ps_run *run, const struct ps_facts_load *before, const struct ps_facts_load *after,
                           struct ps_error *err);

#endif
