#include "bench_bed.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/clock.h"

void test_bench_open(struct test_bench *bench, uint32_t epochs)
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

void test_bench_add_group(struct test_bench *bench, enum fake fake, uint32_t threads, int group)
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

void test_bench_add(struct test_bench *bench, enum fake fake)
{
    test_bench_add_group(bench, fake, (uint32_t)bench->plan.cells_n, 0);
}

void test_bench_run(struct test_bench *bench)
{
    struct ps_error err;
    ps_result_init(&bench->result);
    bench->options.started_ns = ps_clock_ns();
    cr_assert_eq(ps_bench_result(&bench->result, &bench->plan, NULL, 0, &bench->options, &err), 0, "%s", err.what);
    bench->result.tool = json_object();
    bench->result.host = json_object();
    if (bench->keeps != NULL)
        cr_assert_eq(ps_journal_open(&bench->place.journal, bench->keeps, &bench->result, &err), 0, "%s", err.what);
    cr_assert_eq(ps_bench_run(&bench->result, &bench->place, &bench->options, &bench->progress, &bench->interrupted, &err), 0,
                 "%s", err.what);
}

void test_bench_close(struct test_bench *bench)
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

const struct ps_cell_result *test_bench_cell(const struct test_bench *bench, size_t i)
{
    return &bench->result.cells[i];
}

uint32_t test_bench_epochs(const struct ps_samples *samples)
{
    return samples->n > 0 ? samples->epoch[samples->n - 1] + 1 : 0;
}
