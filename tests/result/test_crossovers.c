/* Where fork gets slower than spawn: found among cells that differ in one factor, kept in the file and read back. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "files.h"
#include "result/result.h"

static struct ps_error err;

static void add(struct ps_result *result, enum ps_method method, uint64_t ballast, uint32_t threads, int64_t ns)
{
    struct ps_cell cell = {
        .api = PS_NATIVE, .method = method, .mechanism = method == PS_FORK ? "fork" : "posix_spawn", .python = -1};
    cell.child = method == PS_FORK ? PS_CHILD_NONE : PS_CHILD_STUB_STATIC;
    cell.factors = (struct ps_factors){ballast, threads, 0, 1, NULL};
    ps_cell_id(&cell, NULL);
    cr_assert_eq(ps_result_add_cell(result, &cell, &err), 0);
    struct ps_samples *samples = &result->cells[result->cells_n - 1].samples;
    for (uint32_t i = 0; i < 40; i++) {
        int64_t asked = (int64_t)i * 1000000, took = ns + (int64_t)(i * 7 % 5);
        struct ps_sample sample = {.asked = asked};
        for (int phase = 0; phase < PS_PHASES; phase++)
            sample.at[phase] = PS_MISSING;
        sample.at[PS_READY] = asked + took;
        sample.at[PS_REAPED] = asked + 2 * took;
        cr_assert_eq(ps_samples_add(samples, i / 4, 0, 0, 2 + i % 4, &sample, 0, &err), 0);
    }
}

static void begin(struct ps_result *result)
{
    ps_result_init(result);
    result->tool = json_object();
    result->host = json_object();
    result->pythons = json_array();
    cr_assert_eq(ps_result_set(&result->started, "2026-01-01T00:00:00.000Z", &err), 0);
}

Test(crossovers, are_found_and_kept)
{
    struct ps_result result, again;
    char folder[256], path[300];
    begin(&result);
    for (int i = 0; i < 3; i++) {
        static const uint64_t ballast[] = {0, 1 << 20, 16 << 20};
        static const int64_t fork_ns[] = {50000, 80000, 320000};
        add(&result, PS_FORK, ballast[i], 0, fork_ns[i]);
        add(&result, PS_SPAWN, ballast[i], 0, 160000);
    }
    cr_assert_eq(ps_result_summarise(&result, &err), 0, "%s", err.what);
    cr_assert_eq(result.crossovers_n, 2);
    const struct ps_crossover *it = &result.crossovers[0];
    cr_expect_str_eq(result.cells[it->fork].cell.id, "native/fork");
    cr_expect_str_eq(result.cells[it->spawn].cell.id, "native/spawn/posix_spawn+stub-static");
    cr_expect(it->phase == PS_READY && it->factor == PS_SWEEP_BALLAST && it->fork_is_slower);
    cr_expect(fabs(it->at / (4 << 20) - 1) < 0.001, "%g", it->at); /* half way in the log: 80 to 320 crosses 160 */
    cr_expect(it->lo <= it->at && it->hi >= it->at && it->hi < 1.01 * it->at);

    test_folder_make(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/r.json", folder);
    cr_assert_eq(ps_result_write(&result, path, &err), 0, "%s", err.what);
    cr_assert_eq(ps_result_read(&again, path, &err), 0, "%s", err.what);
    cr_assert_eq(again.crossovers_n, 2);
    cr_expect(again.crossovers[1].phase == PS_REAPED && again.crossovers[1].fork == it->fork &&
              again.crossovers[1].fork_is_slower);
    cr_expect(fabs(again.crossovers[0].at - it->at) < 1 && fabs(again.crossovers[0].hi - it->hi) < 1);
    test_folder_remove(folder);
    ps_result_free(&result);
    ps_result_free(&again);
}

Test(crossovers, are_none_without_a_sweep)
{
    struct ps_result result;
    begin(&result);
    add(&result, PS_FORK, 1 << 20, 0, 50000);
    add(&result, PS_SPAWN, 1 << 20, 0, 160000);
    add(&result, PS_SPAWN, 1 << 21, 4, 160000); /* differs in two */
    cr_assert_eq(ps_result_summarise(&result, &err), 0, "%s", err.what);
    cr_expect_eq(result.crossovers_n, 0);
    ps_result_free(&result);
}

Test(crossovers, of_threads_may_not_be_within_the_sweep)
{
    struct ps_result result;
    begin(&result);
    for (uint32_t threads = 1; threads <= 8; threads *= 2) {
        add(&result, PS_FORK, 0, threads, 50000 + threads);
        add(&result, PS_SPAWN, 0, threads, 160000);
    }
    cr_assert_eq(ps_result_summarise(&result, &err), 0, "%s", err.what);
    cr_assert_eq(result.crossovers_n, 2);
    cr_expect(result.crossovers[0].factor == PS_SWEEP_THREADS && isnan(result.crossovers[0].at));
    cr_expect_not(result.crossovers[0].fork_is_slower);
    ps_result_free(&result);
}
