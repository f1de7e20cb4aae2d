/* The claims about starts, on a real result: of Linux, two sizes of the parent made of its one. */
#include "claims/starts.h"
#include "given.h"

static struct ps_result *saved(void)
{
    static struct ps_result result;
    struct ps_error err = {0};
    cr_assert_eq(ps_result_read(&result, PS_TEST_SOURCE "/results/linux-x86_64-epyc-kvm.json", &err), 0, "%s", err.what);
    return &result;
}

static const char python[] = "{\"id\":\"3.14.3\",\"version\":\"3.14.3\"}";

/* Copies a cell of the result as one of a parent of 256 MiB whose starts take `factor` times as long. */
static void enlarge(struct ps_result *result, enum ps_api api, enum ps_method method, double factor)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell *cell = &result->cells[i].cell;
        const char *of = ps_result_python_id(result, cell);
        if (cell->api != api || cell->method != method || cell->factors.ballast_bytes != 0 ||
            (api == PS_PYTHON && strcmp(of, "3.14.3") != 0))
            continue;
        struct ps_cell copy = *cell;
        copy.factors.ballast_bytes = UINT64_C(256) << 20;
        const struct ps_samples from = result->cells[i].samples;
        cr_assert_eq(ps_result_add_cell(result, &copy, NULL), 0);
        struct ps_cell_result *to = &result->cells[result->cells_n - 1];
        to->status = PS_OK;
        for (size_t s = 0; s < from.n; s++) {
            struct ps_sample sample = {.asked = from.asked[s]};
            for (int phase = 0; phase < PS_PHASES; phase++)
                sample.at[phase] =
                    from.at[phase][s] == PS_MISSING ? PS_MISSING : sample.asked + (int64_t)((double)from.at[phase][s] * factor);
            cr_assert_eq(
                ps_samples_add(&to->samples, from.epoch[s], from.round[s], from.order[s], from.turn[s], &sample, 0, NULL), 0);
        }
        return;
    }
    cr_assert(false, "no such cell");
}

Test(starts, cells_and_sizes_are_found)
{
    struct ps_result *result = saved();
    const struct ps_starts starts = {result, PS_PYTHON, "3.14.3"}, nobody = {result, PS_PYTHON, "2.7"};
    uint64_t sizes[4];
    cr_expect_not_null(ps_starts_cell(&starts, PS_SPAWN, 0));
    cr_expect_null(ps_starts_cell(&starts, PS_SPAWN, 4096));
    cr_expect_null(ps_starts_cell(&nobody, PS_SPAWN, 0));
    cr_expect_eq(ps_starts_sizes(&starts, sizes, 4), 1);
    enlarge(result, PS_PYTHON, PS_FORK, 10);
    cr_expect_eq(ps_starts_sizes(&starts, sizes, 4), 2);
    cr_expect_eq(sizes[0], 0);
    cr_expect_eq(sizes[1], UINT64_C(256) << 20);
    ps_result_free(result);
}

Test(starts, a_ratio_of_a_cell_with_its_larger_self_is_the_factor)
{
    struct ps_result *result = saved();
    enlarge(result, PS_PYTHON, PS_FORK, 10);
    const struct ps_starts starts = {result, PS_PYTHON, "3.14.3"};
    struct ps_estimate ratio = ps_starts_ratio(ps_starts_cell(&starts, PS_FORK, UINT64_C(256) << 20),
                                               ps_starts_cell(&starts, PS_FORK, 0), PS_READY, false);
    cr_expect_float_eq(ratio.value, 10, 0.01, "%g", ratio.value);
    ps_result_free(result);
}

static const char *verdict_on_fork(double fork_factor, double spawn_factor)
{
    struct ps_result *result = saved();
    enlarge(result, PS_PYTHON, PS_FORK, fork_factor);
    enlarge(result, PS_PYTHON, PS_SPAWN, spawn_factor);
    enlarge(result, PS_PYTHON, PS_FORKSERVER, 1);
    struct made *made = made_new(python);
    made->given.bench = result;
    ps_claim_settle(ps_claim_find("fork-fastest"), &made->given, &made->out);
    const char *verdict = ps_claim_verdict_name(made->out.verdict);
    made_free(made);
    ps_result_free(result);
    return verdict;
}

Test(starts, fork_is_not_the_fastest_where_a_rival_wins_with_a_large_parent)
{
    cr_expect_str_eq(verdict_on_fork(1000, 1), "contradicted");
}

Test(starts, a_spawn_that_grows_with_its_parent_is_a_failed_control)
{
    cr_expect_str_eq(verdict_on_fork(1000, 5), "inconclusive");
    cr_expect_str_eq(verdict_on_fork(0.9, 1), "inconclusive");
}

Test(starts, spawn_is_slower_but_safer)
{
    struct ps_result *result = saved();
    struct made *made = made_new(python);
    made->given.bench = result;
    static const struct {
        const char *series;
        double value;
    } all[] = {{"fork.deadlocks", 1}, {"spawn.deadlocks", 0}, {"fork.free", 1}, {"held", 1}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (uint32_t epoch = 0; epoch < EPOCHS; epoch++)
            ps_observe_sample(&made->seen, all[i].series, epoch, 0, all[i].value, NULL);
    }
    expect_verdict(made, "spawn-slower-but-safer", "supported");
    made->given.bench = NULL;
    expect_verdict(made, "spawn-slower-but-safer", "inconclusive");
    made_free(made);
    ps_result_free(result);
}
