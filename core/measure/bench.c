#include "measure/bench.h"

#include <math.h>
#include <stdlib.h>

#include "measure/run.h"
#include "platform/clock.h"
#include "platform/facts.h"
#include "stats/stats.h"

/* What is left of the time limit for what comes after the samples: a fiftieth, half a second at most. */
static int64_t reserve_of(int64_t time_limit_ns)
{
    int64_t reserve = time_limit_ns / 50;
    return reserve < 500000000 ? reserve : 500000000;
}

/* ---- groups ---- */

static size_t count_groups(const struct ps_result *result)
{
    size_t groups = 0;
    for (size_t i = 0; i < result->cells_n; i++) {
        int group = result->cells[i].cell.group; /* -1 for one that is not measured */
        if (group >= 0 && (size_t)group >= groups)
            groups = (size_t)group + 1;
    }
    return groups;
}

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "no memory for the measurement");
}

static int make_groups(struct ps_run *run, struct ps_error *err)
{
    for (size_t g = 0; g < run->groups_n; g++) {
        struct ps_run_group *group = &run->groups[g];
        group->cells = calloc(run->cells_n, sizeof *group->cells);
        group->order = calloc(run->cells_n, sizeof *group->order);
        group->least = PS_STEADY_LEAST;
        group->passes = 1;
        if (group->cells == NULL || group->order == NULL) {
            no_memory(err);
            return -1;
        }
    }
    for (size_t i = 0; i < run->cells_n; i++) {
        struct ps_run_group *group = &run->groups[run->cells[i].state->cell.group];
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a cell's group was counted by its cells */
        group->cells[group->cells_n++] = &run->cells[i];
    }
    for (size_t g = 0; g < run->groups_n; g++) {
        run->schedules[g] = (struct ps_schedule){.rounds = 1, .done = run->groups[g].cells_n == 0};
    }
    return 0;
}

/* +1: calloc(0) may give NULL. */
static int open_run(struct ps_run *run, struct ps_error *err)
{
    struct ps_result *result = run->result;
    run->groups_n = count_groups(result);
    run->cells = calloc(result->cells_n + 1, sizeof *run->cells);
    run->groups = calloc(run->groups_n + 1, sizeof *run->groups);
    run->schedules = calloc(run->groups_n + 1, sizeof *run->schedules);
    if (run->cells == NULL || run->groups == NULL || run->schedules == NULL)
        return no_memory(err);
    for (size_t i = 0; i < result->cells_n; i++) {
        if (result->cells[i].status == PS_OK)
            run->cells[run->cells_n++] =
                (struct ps_run_cell){.index = (int)i, .state = &result->cells[i], .active = true, .steady = PS_STEADY_LEAST};
    }
    return make_groups(run, err);
}

static void close_run(struct ps_run *run)
{
    for (size_t i = 0; i < run->cells_n; i++) {
        ps_run_free_command(&run->cells[i]);
        ps_link_free(&run->cells[i].link);
    }
    for (size_t g = 0; run->groups != NULL && g < run->groups_n; g++) {
        free(run->groups[g].cells);
        free(run->groups[g].order);
    }
    free(run->cells);
    free(run->groups);
    free(run->schedules);
}

/* ---- when to stop ---- */

/* Half-width of the median of `reaped` of the steady samples, at the level of a look after so many epochs. */
static int half_width(const struct ps_samples *samples, uint32_t epochs, double *width, struct ps_error *err)
{
    double *x = malloc((samples->n + 1) * sizeof *x);
    uint32_t *epoch = malloc((samples->n + 1) * sizeof *epoch);
    int rc = -1;
    if (x != NULL && epoch != NULL) {
        size_t n = 0;
        for (size_t i = 0; i < samples->n; i++) {
            if (samples->turn[i] < PS_COLD_TURNS || samples->at[PS_REAPED][i] == PS_MISSING)
                continue;
            x[n] = (double)samples->at[PS_REAPED][i];
            epoch[n++] = samples->epoch[i];
        }
        struct ps_estimate median;
        bool enough = ps_epoch_median(x, epoch, n, ps_look_level(epochs, 0.95), &median) == 0;
        *width = enough ? ps_relative_half_width(&median) : INFINITY;
        rc = 0;
    } else {
        no_memory(err);
    }
    free(x);
    free(epoch);
    return rc;
}

/* A floor row measures nothing that is started: 1 ns of it is a few per cent, and nobody is to wait for that. */
static bool has_to_be_precise(const struct ps_run_cell *cell)
{
    return cell->active && cell->state->cell.method != PS_FLOOR;
}

static double precision_of(const struct ps_run *run, const struct ps_run_cell *cell)
{
    static const double usual[PS_APIS] = {[PS_NATIVE] = 0.02, [PS_PYTHON] = 0.03};
    return run->options->precision > 0 ? run->options->precision : usual[cell->state->cell.api];
}

/* After an epoch of group g: whether it is the last. */
static int look(struct ps_run *run, size_t g, struct ps_error *err)
{
    struct ps_run_group *group = &run->groups[g];
    struct ps_schedule *schedule = &run->schedules[g];
    bool active = false, precise = true;
    bool is_look = run->options->epochs == 0 && run->stop == PS_STOP_NOT && ps_is_look(schedule->epochs);
    for (size_t i = 0; i < group->cells_n; i++) {
        struct ps_run_cell *cell = group->cells[i];
        active = active || cell->active;
        if (!cell->active || !is_look)
            continue;
        double width;
        if (half_width(&cell->state->samples, schedule->epochs, &width, err) != 0)
            return -1;
        cell->precise = width <= precision_of(run, cell);
        precise = precise && (cell->precise || !has_to_be_precise(cell));
    }
    group->precise = active && is_look && precise;
    schedule->done = !active || group->precise || (run->options->epochs > 0 && schedule->epochs >= run->options->epochs);
    return 0;
}

/* ---- the epochs ---- */

/* What starts cost is known of all groups. Where not even one round fits PS_EPOCHS_LEAST times, turns get shorter. */
static void plan_turns(struct ps_run *run)
{
    for (size_t g = 0; g < run->groups_n; g++) {
        struct ps_schedule *schedule = &run->schedules[g];
        schedule->rounds = 1;
        for (uint32_t least = PS_STEADY_LEAST; least > 1 && !schedule->done; least--) {
            if (PS_EPOCHS_LEAST * ps_schedule_epoch_ns(schedule) <= schedule->share_ns)
                break;
            schedule->round_ns = ps_run_size_turns(&run->groups[g], least - 1);
        }
    }
}

/* Every group has one epoch first, so that all costs are known; then whoever is most behind. */
static int next_group(struct ps_run *run, int64_t left_ns)
{
    int first = ps_schedule_next_of(run->schedules, run->groups_n, 1);
    if (first >= 0)
        return first;
    if (run->options->epochs > 0)
        return ps_schedule_next_of(run->schedules, run->groups_n, run->options->epochs);
    return ps_schedule_next(run->schedules, run->groups_n, left_ns);
}

/* Longer than any run, and small enough to be divided and added to. */
static const int64_t endless_ns = INT64_MAX / 4;

static int measure(struct ps_run *run, struct ps_error *err)
{
    bool planned = false;
    while (ps_run_goes_on(run)) {
        int64_t left_ns = run->end_ns == INT64_MAX ? endless_ns : run->end_ns - ps_clock_ns();
        ps_schedule_share(run->schedules, run->groups_n, left_ns);
        int g = next_group(run, left_ns);
        if (g < 0)
            return 0;
        struct ps_schedule *schedule = &run->schedules[g];
        if (!planned && schedule->epochs > 0) {
            plan_turns(run);
            planned = true;
        }
        if (schedule->epochs > 0)
            schedule->rounds = ps_schedule_rounds(schedule);
        if (ps_run_epoch(run, (size_t)g, err) != 0 || look(run, (size_t)g, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- the end ---- */

static const char *what_stopped(const struct ps_run *run, const struct ps_run_cell *cell)
{
    size_t g = (size_t)cell->state->cell.group;
    if (run->options->epochs > 0 && run->schedules[g].done)
        return "epochs";
    if (run->groups[g].precise)
        return "precision";
    if (run->stop == PS_STOP_INTERRUPT)
        return "interrupt";
    return cell->precise ? "precision" : "time-limit";
}

/* `why`: it was interrupted, if it was. */
static int conclude_cell(struct ps_run *run, struct ps_run_cell *cell, const char *why, struct ps_error *err)
{
    struct ps_cell_result *state = cell->state;
    const char *stopped_by = what_stopped(run, cell), *reason = "";
    if (run->stop == PS_STOP_INTERRUPT && !run->schedules[state->cell.group].done) {
        state->status = PS_INTERRUPTED;
        reason = why;
    } else if (state->samples.n == 0) {
        state->status = PS_TIMED_OUT;
        reason = "the time limit came before its turn; give it more --time-limit";
    }
    if (ps_result_set(&state->stopped_by, stopped_by, err) != 0 || ps_result_set(&state->reason, reason, err) != 0)
        return -1;
    return ps_run_keep_state(run, cell, err);
}

static int warn_of_few_epochs(struct ps_run *run, struct ps_error *err)
{
    for (size_t g = 0; g < run->groups_n; g++) {
        const struct ps_schedule *schedule = &run->schedules[g];
        if (schedule->done || run->stop == PS_STOP_INTERRUPT || schedule->epochs >= PS_EPOCHS_LEAST)
            continue;
        if (ps_result_warn(
                run->result, err, "few-epochs",
                "only %u epochs of %s cells fitted into the time limit, at least %d are wanted: give it more --time-limit",
                schedule->epochs, ps_api_name(run->groups[g].cells[0]->state->cell.api), PS_EPOCHS_LEAST) != 0)
            return -1;
    }
    return 0;
}

static int conclude_cells(struct ps_run *run, const char *why, struct ps_error *err)
{
    for (size_t i = 0; i < run->cells_n; i++) {
        if (run->cells[i].active && conclude_cell(run, &run->cells[i], why, err) != 0)
            return -1;
    }
    return 0;
}

static int conclude(struct ps_run *run, struct ps_error *err)
{
    if (conclude_cells(run, "interrupted", err) != 0)
        return -1;
    if (warn_of_few_epochs(run, err) != 0)
        return -1;
    return run->place->journal != NULL ? ps_journal_flush(run->place->journal, 1, err) : 0;
}

static int run_all(struct ps_run *run, struct ps_error *err)
{
    struct ps_facts_load before, after;
    if (ps_run_make_commands(run, err) != 0)
        return -1;
    ps_facts_load(&before);
    if (measure(run, err) != 0)
        return -1;
    ps_facts_load(&after);
    return ps_run_warn_of_machine(run, &before, &after, err) == 0 ? conclude(run, err) : -1;
}

int ps_bench_run(struct ps_result *result, const struct ps_bench_place *place, const struct ps_bench_options *options,
                 const struct ps_bench_progress *progress, bool *interrupted, struct ps_error *err)
{
    struct ps_run run = {.result = result, .place = place, .options = options, .progress = progress, .end_ns = INT64_MAX};
    if (options->epochs == 0)
        run.end_ns = options->started_ns + options->time_limit_ns - reserve_of(options->time_limit_ns);
    int rc = open_run(&run, err);
    if (rc == 0) {
        rc = ps_run_open_loop(&run, err);
        if (rc == 0)
            rc = run_all(&run, err);
        ps_run_close_loop(&run);
    }
    *interrupted = run.stop == PS_STOP_INTERRUPT;
    if (rc != 0) {
        run.stop = PS_STOP_INTERRUPT;
        conclude_cells(&run, err->what, NULL);
    }
    close_run(&run);
    return rc;
}
