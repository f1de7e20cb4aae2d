/* The measuring loop: order, stopping, interrupts. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench_bed.h"

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
    struct test_bench bench;
    test_bench_open(&bench, 4);
    for (int i = 0; i < 5; i++)
        test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_run(&bench);
    for (uint32_t epoch = 0; epoch < 4; epoch++) {
        static unsigned turns[ROUNDS_MOST], places[ROUNDS_MOST];
        memset(turns, 0, sizeof turns);
        memset(places, 0, sizeof places);
        for (size_t c = 0; c < 5; c++)
            count_turns(&test_bench_cell(&bench, c)->samples, epoch, turns, places);
        cr_assert_eq(turns[0], 5);
        for (size_t round = 0; round < ROUNDS_MOST && turns[round] > 0; round++) {
            cr_assert_eq(turns[round], 5);
            cr_assert_eq(places[round], 0x1f);
        }
    }
    test_bench_close(&bench);
}

/* Orders by (epoch, round); how many rounds there are depends on how fast the machine is. */
static void orders(uint64_t seed, uint32_t order[3][3])
{
    struct test_bench bench;
    test_bench_open(&bench, 3);
    bench.options.seed = seed;
    for (int i = 0; i < 3; i++)
        test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_run(&bench);
    for (int c = 0; c < 3; c++) {
        const struct ps_samples *first = &test_bench_cell(&bench, (size_t)c)->first;
        cr_assert_eq(first->n, 3);
        for (int epoch = 0; epoch < 3; epoch++)
            order[c][epoch] = first->order[epoch];
        const struct ps_samples *samples = &test_bench_cell(&bench, (size_t)c)->samples;
        for (size_t i = 0; i < samples->n; i++) {
            if (samples->round[i] == 0 && samples->turn[i] == 0)
                order[c][samples->epoch[i]] += 10 * samples->order[i];
        }
    }
    test_bench_close(&bench);
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
    struct test_bench bench;
    test_bench_open(&bench, 2);
    for (int i = 0; i < 4; i++)
        test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_run(&bench);
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
    test_bench_close(&bench);
}

/* ---- what is kept ---- */

Test(bench, first_starts_are_apart_and_cold_ones_are_marked)
{
    struct test_bench bench;
    test_bench_open(&bench, 3);
    test_bench_add_group(&bench, FAKE_BEHAVES, 500, 0);
    test_bench_run(&bench);
    const struct ps_cell_result *state = test_bench_cell(&bench, 0);
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
    test_bench_close(&bench);
}

Test(bench, epochs_are_exactly_as_many_as_asked_for_in_every_group)
{
    struct test_bench bench;
    test_bench_open(&bench, 7);
    bench.options.time_limit_ns = 1; /* does not count */
    test_bench_add_group(&bench, FAKE_BEHAVES, 0, 0);
    test_bench_add_group(&bench, FAKE_BEHAVES, 1, 1);
    test_bench_run(&bench);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(test_bench_epochs(&test_bench_cell(&bench, i)->samples), 7);
        cr_assert_str_eq(test_bench_cell(&bench, i)->stopped_by, "epochs");
    }
    cr_assert_lt(test_bench_cell(&bench, 1)->samples.asked[0],
                 test_bench_cell(&bench, 0)->samples.asked[test_bench_cell(&bench, 0)->samples.n - 1],
                 "the groups' epochs are not interleaved");
    test_bench_close(&bench);
}

Test(bench, constant_samples_are_precise_at_the_first_look)
{
    struct test_bench bench;
    test_bench_open(&bench, 0);
    test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_run(&bench);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(test_bench_epochs(&test_bench_cell(&bench, i)->samples), 10);
        cr_assert_str_eq(test_bench_cell(&bench, i)->stopped_by, "precision");
    }
    test_bench_close(&bench);
}

Test(bench, the_time_limit_ends_it_and_few_epochs_are_warned_of)
{
    struct test_bench bench;
    test_bench_open(&bench, 0);
    bench.options.time_limit_ns = INT64_C(5000000); /* no machine starts ten sets of processes in that */
    for (int i = 0; i < CELLS_MOST; i++)
        test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_run(&bench);
    const struct ps_cell_result *state = test_bench_cell(&bench, 0);
    cr_assert_eq(state->status, state->samples.n > 0 ? PS_OK : PS_TIMED_OUT);
    cr_assert_str_eq(state->stopped_by, "time-limit");
    bool warned = false;
    for (size_t i = 0; i < bench.result.warnings_n; i++)
        warned = warned || strcmp(bench.result.warnings[i].code, "few-epochs") == 0;
    cr_assert(warned);
    test_bench_close(&bench);
}

/* ---- copy-on-write debt ---- */

static void expect_debts(const struct ps_cell_result *state, uint32_t epochs)
{
    cr_assert_eq(state->debts.n, epochs);
    cr_assert_eq(state->debts.bytes, 1 << 20);
    for (uint32_t i = 0; i < epochs; i++) {
        cr_assert_eq(state->debts.epoch[i], i);
        cr_assert_eq(state->debts.alone[i], 1501);
        cr_assert_eq(state->debts.written[i], 7500);
    }
}

/* A run that ends without having written its result leaves what one that was killed does. */
Test(bench, what_a_parent_pays_is_asked_once_an_epoch_and_survives_the_run)
{
    struct test_bench bench;
    struct ps_result result;
    struct ps_error err;
    char path[4200];
    test_bench_open(&bench, 3);
    bench.options.dirty = true;
    snprintf(path, sizeof path, "%s/r.json", bench.programs.folder);
    bench.keeps = path;
    test_bench_add_group(&bench, FAKE_BEHAVES, 500, 0);
    test_bench_add_group(&bench, FAKE_BEHAVES, 501, 0);
    bench.cells[0].factors.ballast_bytes = 1 << 20;
    ps_cell_id(&bench.cells[0], NULL);
    test_bench_run(&bench);
    expect_debts(test_bench_cell(&bench, 0), 3);
    cr_assert_eq(test_bench_cell(&bench, 1)->debts.n, 0, "it has no ballast");
    cr_assert_eq(ps_journal_close(bench.place.journal, 0, &err), 0, "%s", err.what);
    cr_assert_eq(ps_journal_finish(path, &err), 1, "%s", err.what);
    cr_assert_eq(ps_result_read(&result, path, &err), 0, "%s", err.what);
    expect_debts(&result.cells[0], 3);
    cr_assert_eq(result.cells[1].debts.n, 0);
    ps_result_free(&result);
    test_bench_close(&bench);
}

/* ---- interrupts ---- */

static void interrupt_after(void *data, const char *what, int64_t elapsed_ns, int64_t left_ns, double done)
{
    (void)what;
    (void)elapsed_ns;
    (void)left_ns;
    struct test_bench *bench = data;
    cr_assert(done >= 0 && done <= 1);
    if (++bench->steps == 5)
        raise(bench->options.deadline_ns > 0 ? SIGINT : SIGTERM);
}

Test(bench, an_interrupt_keeps_what_was_measured)
{
    struct test_bench bench;
    test_bench_open(&bench, 1000000);
    bench.progress = (struct ps_bench_progress){.step = interrupt_after, .data = &bench};
    test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_run(&bench);
    cr_assert(bench.interrupted);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(test_bench_cell(&bench, i)->status, PS_INTERRUPTED);
        cr_assert_str_eq(test_bench_cell(&bench, i)->stopped_by, "interrupt");
        cr_assert_gt(test_bench_cell(&bench, i)->samples.n, 0);
    }
    test_bench_close(&bench);
}

Test(bench, an_interrupt_does_not_wait_for_a_batch_that_hangs)
{
    struct test_bench bench;
    test_bench_open(&bench, 1000000);
    bench.progress = (struct ps_bench_progress){.step = interrupt_after, .data = &bench};
    bench.steps = 4; /* at the first round's end */
    test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_add(&bench, FAKE_HANGS);
    bench.options.deadline_ns = INT64_C(3600000000000);
    pid_t self = getpid(), helper = fork();
    if (helper == 0) {
        /* The batch hangs whenever this comes; that it is late would only make the test slower. */
        usleep(300000);
        kill(self, SIGTERM);
        _exit(0);
    }
    test_bench_run(&bench);
    cr_assert(bench.interrupted);
    cr_assert_eq(test_bench_cell(&bench, 1)->status, PS_INTERRUPTED);
    test_bench_close(&bench);
}

/* ---- another build ---- */

Test(bench, cells_of_another_build_are_run_by_its_programs)
{
    struct test_bench bench, other;
    test_bench_open(&bench, 2);
    test_bench_open(&other, 2);
    test_bench_add(&bench, FAKE_BEHAVES);
    bench.plan.cells = malloc(sizeof bench.cells[0]);
    bench.plan.cells[0] = bench.cells[0];
    struct ps_error err;
    cr_assert_eq(ps_bench_against(&bench.plan, NULL, 0, &err), 0);
    cr_assert_eq(bench.plan.cells_n, 2);
    cr_assert_str_eq(bench.plan.cells[1].id, "native/fork,build=B");
    bench.options.against = other.programs.folder;
    test_bench_run(&bench);
    cr_assert_eq(test_bench_cell(&bench, 1)->status, PS_OK, "%s", test_bench_cell(&bench, 1)->reason);
    char log[4200];
    snprintf(log, sizeof log, "%s/log", other.programs.folder);
    cr_assert_eq(access(log, F_OK), 0, "the other build's runner was not used");
    free(bench.plan.cells);
    test_bench_close(&bench);
    test_bench_close(&other);
}

Test(bench, warns_of_a_python_without_byte_code)
{
    struct ps_python pythons[] = {{.id = "3.14.3", .path = "/opt/a/python", .has_byte_code = true, .facts = json_object()},
                                  {.id = "3.11.3", .path = "/opt/b/python", .facts = json_object()}};
    struct ps_plan plan = {0};
    struct ps_bench_options options = {0};
    struct ps_result result;
    struct ps_error err;
    ps_result_init(&result);
    cr_assert_eq(ps_bench_result(&result, &plan, pythons, 2, &options, &err), 0, "%s", err.what);
    cr_assert_eq(result.warnings_n, 1);
    cr_expect_str_eq(result.warnings[0].code, "no-byte-code");
    cr_expect_not_null(strstr(result.warnings[0].message, "3.11.3"), "%s", result.warnings[0].message);
    ps_result_free(&result);
    json_decref(pythons[0].facts);
    json_decref(pythons[1].facts);
}
