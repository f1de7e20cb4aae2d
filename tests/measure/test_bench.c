/* The measuring loop, with a runner that starts nothing and misbehaves on demand (fake_runner.c). */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake_runner.h"
#include "measure/bench.h"
#include "platform/clock.h"

enum { CELLS_MOST = 8 };

struct bench {
    uv_loop_t loop;
    struct ps_programs programs;
    struct ps_result result;
    struct ps_bench_place place;
    struct ps_bench_options options;
    struct ps_bench_progress progress;
    struct ps_cell cells[CELLS_MOST];
    struct ps_plan plan;
    int cpus[2];
    bool interrupted;
    int steps;
};

/* Programs of a folder of its own, in which the fake is the runner. */
static void open_bench(struct bench *bench, uint32_t epochs)
{
    memset(bench, 0, sizeof *bench);
    uv_loop_init(&bench->loop);
    char folder[] = "/tmp/procstart-test-XXXXXX", link[4200];
    cr_assert_not_null(mkdtemp(folder));
    snprintf(bench->programs.folder, sizeof bench->programs.folder, "%s", folder);
    snprintf(link, sizeof link, "%s/" PS_PROGRAM_RUNNER, folder);
    cr_assert_eq(symlink(PS_TEST_PROGRAMS "/fake_runner", link), 0);
    struct ps_contain_options contain = {.programs = PS_TEST_PROGRAMS};
    struct ps_error err;
    cr_assert_eq(ps_contain_open(&bench->place.contain, &bench->loop, &contain, &err), 0, "%s", err.what);
    bench->place.loop = &bench->loop;
    bench->place.programs = &bench->programs;
    bench->cpus[0] = 100; /* the fake does not pin itself */
    bench->cpus[1] = 101;
    bench->options = (struct ps_bench_options){.precision = 0.02,
                                               .time_limit_ns = INT64_C(60000000000),
                                               .epochs = epochs,
                                               .seed = 42,
                                               .pinned = true,
                                               .cpus = bench->cpus,
                                               .cpus_n = 2,
                                               .deadline_ns = INT64_C(60000000000)};
    bench->plan.cells = bench->cells;
}

static void add_group(struct bench *bench, enum fake fake, uint32_t threads, int group)
{
    size_t i = bench->plan.cells_n++;
    cr_assert_lt(i, CELLS_MOST);
    bench->cells[i] = (struct ps_cell){.api = PS_NATIVE,
                                       .method = PS_FORK,
                                       .mechanism = "fork",
                                       .python = -1,
                                       .factors = {.fds = fake, .threads = threads, .workers = 1},
                                       .group = group};
    ps_cell_id(&bench->cells[i], NULL);
}

static void add(struct bench *bench, enum fake fake)
{
    add_group(bench, fake, (uint32_t)bench->plan.cells_n, 0);
}

static void run(struct bench *bench)
{
    struct ps_error err;
    ps_result_init(&bench->result);
    bench->options.started_ns = ps_clock_ns();
    cr_assert_eq(ps_bench_result(&bench->result, &bench->plan, NULL, 0, &bench->options, &err), 0, "%s", err.what);
    cr_assert_eq(ps_bench_run(&bench->result, &bench->place, &bench->options, &bench->progress, &bench->interrupted, &err), 0,
                 "%s", err.what);
}

/* Nothing may be left on the loop: the end of a run is the end of all of its handles. */
static void close_bench(struct bench *bench)
{
    struct ps_error err;
    cr_assert_eq(uv_loop_alive(&bench->loop), 0);
    cr_assert_eq(ps_contain_close(bench->place.contain, &err), 0, "%s", err.what);
    cr_assert_eq(uv_loop_close(&bench->loop), 0);
    ps_result_free(&bench->result);
    char command[4200];
    snprintf(command, sizeof command, "rm -r '%s'", bench->programs.folder);
    cr_assert_eq(system(command), 0);
}

static const struct ps_cell_result *cell(const struct bench *bench, size_t i)
{
    return &bench->result.cells[i];
}

static uint32_t epochs_of(const struct ps_samples *samples)
{
    return samples->n > 0 ? samples->epoch[samples->n - 1] + 1 : 0;
}

/* ---- order ---- */

enum { ROUNDS_MOST = 4096 };

/* Counts, for each round of an epoch, the turns that cells had and the places they had them at. */
static void count_turns(const struct ps_samples *samples, uint32_t epoch, unsigned *turns, unsigned *places)
{
    for (size_t i = 0; i < samples->n; i++) {
        if (samples->epoch[i] != epoch || samples->turn[i] != 0)
            continue;
        cr_assert_lt(samples->round[i], ROUNDS_MOST);
        turns[samples->round[i]]++;
        places[samples->round[i]] |= 1U << samples->order[i];
    }
}

Test(bench, each_cell_has_one_turn_a_round_at_a_place_of_its_own)
{
    struct bench bench;
    open_bench(&bench, 4);
    for (int i = 0; i < 5; i++)
        add(&bench, FAKE_BEHAVES);
    run(&bench);
    for (uint32_t epoch = 0; epoch < 4; epoch++) {
        static unsigned turns[ROUNDS_MOST], places[ROUNDS_MOST];
        memset(turns, 0, sizeof turns);
        memset(places, 0, sizeof places);
        for (size_t c = 0; c < 5; c++)
            count_turns(&cell(&bench, c)->samples, epoch, turns, places);
        cr_assert_eq(turns[0], 5);
        for (size_t round = 0; round < ROUNDS_MOST && turns[round] > 0; round++) {
            cr_assert_eq(turns[round], 5);
            cr_assert_eq(places[round], 0x1f);
        }
    }
    close_bench(&bench);
}

/* Orders by (epoch, round); how many rounds there are depends on how fast the machine is. */
static void orders(uint64_t seed, uint32_t order[3][3])
{
    struct bench bench;
    open_bench(&bench, 3);
    bench.options.seed = seed;
    for (int i = 0; i < 3; i++)
        add(&bench, FAKE_BEHAVES);
    run(&bench);
    for (int c = 0; c < 3; c++) {
        const struct ps_samples *first = &cell(&bench, (size_t)c)->first;
        cr_assert_eq(first->n, 3);
        for (int epoch = 0; epoch < 3; epoch++)
            order[c][epoch] = first->order[epoch];
        const struct ps_samples *samples = &cell(&bench, (size_t)c)->samples;
        for (size_t i = 0; i < samples->n; i++) {
            if (samples->round[i] == 0 && samples->turn[i] == 0)
                order[c][samples->epoch[i]] += 10 * samples->order[i];
        }
    }
    close_bench(&bench);
}

Test(bench, the_same_seed_gives_the_same_orders_and_another_others)
{
    uint32_t a[3][3], b[3][3], c[3][3];
    orders(7, a);
    orders(7, b);
    orders(8, c);
    cr_assert_arr_eq(a, b, sizeof a);
    cr_assert_arr_neq(a, c, sizeof a); /* by chance: once in 6^6 */
}

Test(bench, one_batch_is_under_way_at_a_time)
{
    struct bench bench;
    open_bench(&bench, 2);
    for (int i = 0; i < 4; i++)
        add(&bench, FAKE_BEHAVES);
    run(&bench);
    char path[4200];
    snprintf(path, sizeof path, "sort -n '%s/log'", bench.programs.folder);
    FILE *log = popen(path, "r");
    cr_assert_not_null(log);
    int64_t began, ended, before = 0;
    int batches = 0;
    for (; fscanf(log, "%" SCNd64 " %" SCNd64, &began, &ended) == 2; batches++) {
        cr_assert_geq(began, before);
        before = ended;
    }
    cr_assert_gt(batches, 8);
    pclose(log);
    close_bench(&bench);
}

/* ---- what is kept ---- */

Test(bench, first_starts_are_apart_and_cold_ones_are_marked)
{
    struct bench bench;
    open_bench(&bench, 3);
    add_group(&bench, FAKE_BEHAVES, 500, 0);
    run(&bench);
    const struct ps_cell_result *state = cell(&bench, 0);
    cr_assert_eq(state->first.n, 3);
    for (uint32_t i = 0; i < 3; i++) {
        cr_assert_eq(state->first.epoch[i], i);
        cr_assert_eq(state->first.turn[i], 0);
    }
    const struct ps_samples *samples = &state->samples;
    uint32_t starts = 0;
    for (size_t i = 0; i < samples->n; i++) {
        starts = samples->turn[i] == 0 ? 1 : starts + 1;
        cr_assert_eq(samples->turn[i], starts - 1, "a turn's starts are not numbered one after the other");
        cr_assert_eq(samples->at[PS_REAPED][i], 1500);
        cr_assert_eq(samples->at[PS_RETURNED][i], 750);
        cr_assert_eq(samples->at[PS_READY][i], PS_MISSING);
        cr_assert_geq(samples->asked[i], i > 0 ? samples->asked[i - 1] : 0);
    }
    cr_assert_geq(starts, PS_COLD_TURNS + 1);
    cr_assert_eq(state->status, PS_OK);
    cr_assert_str_eq(state->reason, "");
    cr_assert_str_eq(state->cell.mechanism, "fake");
    cr_assert_eq(state->resources.minor_faults, 7);
    cr_assert_eq(state->resources.parent_minor_faults, PS_MISSING);
    close_bench(&bench);
}

Test(bench, epochs_are_exactly_as_many_as_asked_for_in_every_group)
{
    struct bench bench;
    open_bench(&bench, 7);
    bench.options.time_limit_ns = 1; /* does not count */
    add_group(&bench, FAKE_BEHAVES, 0, 0);
    add_group(&bench, FAKE_BEHAVES, 1, 1);
    run(&bench);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(epochs_of(&cell(&bench, i)->samples), 7);
        cr_assert_str_eq(cell(&bench, i)->stopped_by, "epochs");
    }
    cr_assert_lt(cell(&bench, 1)->samples.asked[0], cell(&bench, 0)->samples.asked[cell(&bench, 0)->samples.n - 1],
                 "the groups' epochs are not interleaved");
    close_bench(&bench);
}

Test(bench, constant_samples_are_precise_at_the_first_look)
{
    struct bench bench;
    open_bench(&bench, 0);
    add(&bench, FAKE_BEHAVES);
    add(&bench, FAKE_BEHAVES);
    run(&bench);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(epochs_of(&cell(&bench, i)->samples), 10);
        cr_assert_str_eq(cell(&bench, i)->stopped_by, "precision");
    }
    close_bench(&bench);
}

Test(bench, the_time_limit_ends_it_and_few_epochs_are_warned_of)
{
    struct bench bench;
    open_bench(&bench, 0);
    bench.options.time_limit_ns = INT64_C(60000000);
    add(&bench, FAKE_BEHAVES);
    run(&bench);
    const struct ps_cell_result *state = cell(&bench, 0);
    cr_assert_eq(state->status, state->samples.n > 0 ? PS_OK : PS_TIMED_OUT);
    cr_assert_str_eq(state->stopped_by, "time-limit");
    bool warned = false;
    for (size_t i = 0; i < bench.result.warnings_n; i++)
        warned = warned || strcmp(bench.result.warnings[i].code, "few-epochs") == 0;
    cr_assert(warned);
    close_bench(&bench);
}

/* ---- what goes wrong ---- */

/* One cell misbehaves between two that do not: it fails with the reason, they are measured. */
static void check_failure(enum fake fake, enum ps_status status, const char *reason, size_t least_samples)
{
    struct bench bench;
    open_bench(&bench, 3);
    if (status == PS_TIMED_OUT)
        bench.options.deadline_ns = INT64_C(300000000);
    add(&bench, FAKE_BEHAVES);
    add(&bench, fake);
    add(&bench, FAKE_BEHAVES);
    run(&bench);
    cr_assert_eq(cell(&bench, 1)->status, status, "%s: %s", ps_status_name(cell(&bench, 1)->status), cell(&bench, 1)->reason);
    cr_assert_str_eq(cell(&bench, 1)->reason, reason);
    cr_assert_geq(cell(&bench, 1)->samples.n, least_samples);
    for (size_t i = 0; i < 3; i += 2) {
        cr_assert_eq(cell(&bench, i)->status, PS_OK, "%s", cell(&bench, i)->reason);
        cr_assert_eq(epochs_of(&cell(&bench, i)->samples), 3);
    }
    cr_assert_not(bench.interrupted);
    close_bench(&bench);
}

Test(bench, a_runner_that_hangs_in_a_batch_times_out)
{
    check_failure(FAKE_HANGS, PS_TIMED_OUT, "a batch of 5 starts did not end within 0.3 s", 0);
}

Test(bench, a_runner_that_hangs_before_its_hello_times_out)
{
    check_failure(FAKE_HANGS_BEFORE_HELLO, PS_TIMED_OUT, "setting up the runner did not end within 0.3 s", 0);
}

Test(bench, a_runner_that_crashes_is_named_with_its_signal_and_last_words)
{
    check_failure(FAKE_CRASHES, PS_FAILED, "the runner died of signal 11 (Segmentation fault): the last words", 0);
}

Test(bench, a_runner_that_exits_early_is_named_with_its_code_and_last_words)
{
    check_failure(FAKE_EXITS, PS_FAILED, "the runner exited with 3: cannot find its page", 0);
}

Test(bench, nonsense_is_no_answer)
{
    check_failure(FAKE_SAYS_NONSENSE, PS_FAILED, "the runner's answer is none that the protocol knows", 0);
}

Test(bench, half_an_answer_is_none)
{
    check_failure(FAKE_SENDS_HALF, PS_FAILED, "the runner exited with 0", 0);
}

Test(bench, a_cell_that_cannot_be_had_is_unsupported)
{
    check_failure(FAKE_CANNOT, PS_UNSUPPORTED, "not on this machine", 0);
}

Test(bench, a_runner_that_cannot_be_set_up_says_why)
{
    check_failure(FAKE_REFUSES, PS_FAILED, "no memory for the ballast", 0);
}

Test(bench, a_hello_without_a_mechanism_is_none)
{
    check_failure(FAKE_SAYS_NO_MECHANISM, PS_FAILED, "the runner's hello does not name its mechanism", 0);
}

Test(bench, a_start_that_fails_ends_the_cell_and_what_was_measured_stays)
{
    check_failure(FAKE_FAILS_A_START, PS_FAILED, "the child exited with 9", 2);
}

Test(bench, a_text_beside_samples_is_allowed)
{
    check_failure(FAKE_SAYS_MORE, PS_OK, "", 5);
}

Test(bench, a_sample_that_goes_back_in_time_fails_its_cell)
{
    struct bench bench;
    open_bench(&bench, 2);
    add(&bench, FAKE_GOES_BACK_IN_TIME);
    run(&bench);
    cr_assert_eq(cell(&bench, 0)->status, PS_FAILED);
    cr_assert_eq(cell(&bench, 0)->samples.n, 0);
    close_bench(&bench);
}

Test(bench, a_runner_that_does_not_end_is_killed_and_its_samples_count)
{
    struct bench bench;
    open_bench(&bench, 1);
    add(&bench, FAKE_STAYS);
    run(&bench);
    cr_assert_eq(cell(&bench, 0)->status, PS_OK);
    cr_assert_gt(cell(&bench, 0)->samples.n, 0);
    close_bench(&bench);
}

Test(bench, a_runner_that_cannot_be_started_fails_its_cell)
{
    struct bench bench;
    open_bench(&bench, 2);
    add(&bench, FAKE_BEHAVES);
    bench.cells[0].mechanism = "no such mechanism";
    add(&bench, FAKE_BEHAVES);
    run(&bench);
    cr_assert_eq(cell(&bench, 0)->status, PS_FAILED);
    cr_assert_str_eq(cell(&bench, 0)->reason, "no such mechanism is no mechanism of this platform");
    cr_assert_str_eq(cell(&bench, 0)->stopped_by, "failure");
    cr_assert_eq(cell(&bench, 1)->status, PS_OK);
    close_bench(&bench);
}

Test(bench, a_run_whose_cells_all_fail_ends)
{
    struct bench bench;
    open_bench(&bench, 0);
    add(&bench, FAKE_EXITS);
    add(&bench, FAKE_REFUSES);
    run(&bench);
    cr_assert_eq(cell(&bench, 0)->status, PS_FAILED);
    cr_assert_eq(cell(&bench, 1)->status, PS_FAILED);
    close_bench(&bench);
}

/* ---- interrupts ---- */

static void interrupt_after(void *data, const char *what, int64_t elapsed_ns, int64_t left_ns, double done)
{
    (void)what;
    (void)elapsed_ns;
    (void)left_ns;
    struct bench *bench = data;
    cr_assert(done >= 0 && done <= 1);
    if (++bench->steps == 5)
        raise(bench->options.deadline_ns > 0 ? SIGINT : SIGTERM);
}

Test(bench, an_interrupt_keeps_what_was_measured)
{
    struct bench bench;
    open_bench(&bench, 1000000);
    bench.progress = (struct ps_bench_progress){.step = interrupt_after, .data = &bench};
    add(&bench, FAKE_BEHAVES);
    add(&bench, FAKE_BEHAVES);
    run(&bench);
    cr_assert(bench.interrupted);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(cell(&bench, i)->status, PS_INTERRUPTED);
        cr_assert_str_eq(cell(&bench, i)->stopped_by, "interrupt");
        cr_assert_gt(cell(&bench, i)->samples.n, 0);
    }
    close_bench(&bench);
}

Test(bench, an_interrupt_does_not_wait_for_a_batch_that_hangs)
{
    struct bench bench;
    open_bench(&bench, 1000000);
    bench.progress = (struct ps_bench_progress){.step = interrupt_after, .data = &bench};
    bench.steps = 4; /* at the first round's end */
    add(&bench, FAKE_BEHAVES);
    add(&bench, FAKE_HANGS);
    bench.options.deadline_ns = INT64_C(3600000000000);
    uv_timer_t timer;
    uv_timer_init(&bench.loop, &timer);
    pid_t self = getpid(), helper = fork();
    if (helper == 0) {
        /* The batch hangs whenever this comes; that it is late would only make the test slower. */
        usleep(300000);
        kill(self, SIGTERM);
        _exit(0);
    }
    uv_close((uv_handle_t *)&timer, NULL);
    run(&bench);
    cr_assert(bench.interrupted);
    cr_assert_eq(cell(&bench, 1)->status, PS_INTERRUPTED);
    close_bench(&bench);
}

/* ---- another build ---- */

Test(bench, cells_of_another_build_are_run_by_its_programs)
{
    struct bench bench, other;
    open_bench(&bench, 2);
    open_bench(&other, 2);
    add(&bench, FAKE_BEHAVES);
    bench.plan.cells = malloc(sizeof bench.cells[0]);
    bench.plan.cells[0] = bench.cells[0];
    struct ps_error err;
    cr_assert_eq(ps_bench_against(&bench.plan, &err), 0);
    cr_assert_eq(bench.plan.cells_n, 2);
    cr_assert_str_eq(bench.plan.cells[1].id, "native/fork,build=B");
    bench.options.against = other.programs.folder;
    run(&bench);
    cr_assert_eq(cell(&bench, 1)->status, PS_OK, "%s", cell(&bench, 1)->reason);
    char log[4200];
    snprintf(log, sizeof log, "%s/log", other.programs.folder);
    cr_assert_eq(access(log, F_OK), 0, "the other build's runner was not used");
    free(bench.plan.cells);
    close_bench(&bench);
    close_bench(&other);
}
