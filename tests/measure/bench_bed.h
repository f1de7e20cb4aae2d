/* bench_bed.h: a measuring loop for tests, whose runners start nothing and misbehave on demand (fake_runner.c). */
#ifndef PS_TESTS_BENCH_BED_H
#define PS_TESTS_BENCH_BED_H

#include "fake_runner.h"
#include "measure/bench.h"

enum { CELLS_MOST = 8 };

struct test_bench {
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
    const char *keeps; /* the result file beside which it keeps a journal, NULL: none */
};

/* Programs of a folder of its own, in which the fake is the runner. */
void test_bench_open(struct test_bench *bench, uint32_t epochs);

/* Adds a cell; `threads` keeps ids apart. The second is of group 0, its number of threads being its place. */
void test_bench_add_group(struct test_bench *bench, enum fake fake, uint32_t threads, int group);
void test_bench_add(struct test_bench *bench, enum fake fake);

void test_bench_run(struct test_bench *bench);

/* Nothing may be left on the loop: the end of a run is the end of all of its handles. */
void test_bench_close(struct test_bench *bench);

const struct ps_cell_result *test_bench_cell(const struct test_bench *bench, size_t i);
uint32_t test_bench_epochs(const struct ps_samples *samples);

#endif
