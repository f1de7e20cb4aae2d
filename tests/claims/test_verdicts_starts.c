/* As test_verdicts.c, of the claims on start methods, memory, clocks and workers. */
#include "given.h"

/* ---- start methods ---- */

static struct made *defaults(const char *python, const char *platform, const char *said, const char *really)
{
    struct made *made = made_new(python);
    made_fact(made, "platform", json_string(platform));
    made_fact(made, "said", json_string(said));
    made_fact(made, "really", json_string(really));
    made_fact(made, "listed", json_true());
    made_fact(made, "told_apart", json_true());
    return made;
}

Test(verdicts, the_default_start_method_is_judged_by_version_and_system)
{
    static const struct {
        const char *version, *platform, *said, *verdict;
    } all[] = {
        {"{\"version\":\"3.11.3\"}", "linux", "fork", "supported"},
        {"{\"version\":\"3.13.5\"}", "linux", "fork", "supported"},
        {"{\"version\":\"3.14.3\"}", "linux", "forkserver", "supported"},
        {"{\"version\":\"3.14.3\"}", "linux", "fork", "contradicted"},
        {"{\"version\":\"3.11.3\"}", "darwin", "spawn", "supported"},
        {"{\"version\":\"3.14.3\"}", "darwin", "spawn", "supported"},
        {"{\"version\":\"3.14.3\"}", "win32", "spawn", "supported"},
        {"{\"version\":\"3.11.3\"}", "darwin", "fork", "contradicted"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct made *made = defaults(all[i].version, all[i].platform, all[i].said, all[i].said);
        expect_verdict(made, "default-start-method", all[i].verdict);
        made_free(made);
    }
    struct made *made = defaults("{\"version\":\"3.14.3\"}", "linux", "forkserver", "fork");
    expect_verdict(made, "default-start-method", "inconclusive");
    made_free(made);
}

static struct made *imports(double fork, double spawn, double twice)
{
    struct made *made = made_new(gil_python);
    made_fact(made, "has_fork", json_true());
    made_sample(made, "fork.reimports", fork);
    made_sample(made, "spawn.reimports", spawn);
    /* Counts, which must be whole. */
    for (uint32_t epoch = 0; epoch < EPOCHS; epoch++) {
        ps_observe_sample(&made->seen, "fork.targets", epoch, 0, 1, NULL);
        ps_observe_sample(&made->seen, "spawn.targets", epoch, 0, 1, NULL);
        ps_observe_sample(&made->seen, "twice.executions", epoch, 0, twice, NULL);
        ps_observe_sample(&made->seen, "none.reimports", epoch, 0, 0, NULL);
    }
    return made;
}

Test(verdicts, imports_of_main_are_counted)
{
    struct made *made = imports(0, 0, 2);
    expect_verdict(made, "fork-no-reimport", "supported");
    expect_verdict(made, "spawn-reimports-main", "contradicted");
    made_free(made);
    made = imports(1, 0, 2);
    expect_verdict(made, "fork-no-reimport", "contradicted");
    made_free(made);
    made = imports(0, 0, 1);
    expect_verdict(made, "fork-no-reimport", "inconclusive");
    expect_verdict(made, "spawn-reimports-main", "inconclusive");
    made_free(made);
}

static void count(struct made *made, const char *series, double value)
{
    for (uint32_t epoch = 0; epoch < EPOCHS; epoch++)
        ps_observe_sample(&made->seen, series, epoch, 0, value, NULL);
}

static struct made *guards(double spawn_without, double fork_without, double spawn_with)
{
    struct made *made = made_new(gil_python);
    made_fact(made, "has_fork", json_true());
    count(made, "spawn.guarded.targets", spawn_with);
    count(made, "spawn.unguarded.targets", spawn_without);
    count(made, "fork.guarded.targets", 1);
    count(made, "fork.unguarded.targets", fork_without);
    count(made, "idle.well", 1);
    return made;
}

Test(verdicts, the_guard_is_needed_where_targets_do_not_run_without_it)
{
    struct made *made = guards(0, 1, 1);
    expect_verdict(made, "guard-needed", "supported");
    made_free(made);
    made = guards(1, 1, 1);
    expect_verdict(made, "guard-needed", "contradicted");
    made_free(made);
    made = guards(0, 0, 1);
    expect_verdict(made, "guard-needed", "contradicted");
    made_free(made);
    made = guards(0, 1, 0);
    expect_verdict(made, "guard-needed", "inconclusive");
    made_free(made);
}

/* ---- memory, clocks, workers ---- */

static struct made *copies(double read, double all, double new)
{
    struct made *made = made_new(gil_python);
    made_sample(made, "read.private", read);
    made_sample(made, "write-25.private", 0.25);
    made_sample(made, "write-100.private", all);
    made_sample(made, "new.private", new);
    made_sample(made, "nothing.private", 0.001);
    return made;
}

Test(verdicts, a_forked_child_copies_what_it_writes_to)
{
    struct made *made = copies(0.001, 1, 1);
    expect_verdict(made, "fork-copy-on-write", "supported");
    made_free(made);
    made = copies(1, 1, 1);
    expect_verdict(made, "fork-copy-on-write", "contradicted");
    made_free(made);
    made = copies(0.001, 1, 0);
    expect_verdict(made, "fork-copy-on-write", "inconclusive");
    made_free(made);
}

static struct made *clocks(bool adjustable, double outside, double backwards)
{
    struct made *made = made_new(gil_python);
    made_fact(made, "perf_counter.monotonic", json_true());
    made_fact(made, "perf_counter.adjustable", json_boolean(adjustable));
    made_fact(made, "time.adjustable", json_true());
    made_sample(made, "perf_counter.step", 7e-8);
    made_sample(made, "time.step", 2.38e-7);
    count(made, "perf_counter.back", 0);
    count(made, "backwards.back", backwards);
    count(made, "spawn.outside", outside);
    made_sample(made, "spawn.within", 1e-5);
    return made;
}

Test(verdicts, one_reading_outside_contradicts_the_clock)
{
    struct made *made = clocks(false, 0, 20000);
    expect_verdict(made, "perf-counter-reliable", "supported");
    made_free(made);
    made = clocks(false, 1, 20000);
    expect_verdict(made, "perf-counter-reliable", "contradicted");
    made_free(made);
    made = clocks(true, 0, 20000);
    expect_verdict(made, "perf-counter-reliable", "contradicted");
    made_free(made);
    made = clocks(false, 0, 0);
    expect_verdict(made, "perf-counter-reliable", "inconclusive");
    made_free(made);
}

static struct made *workers(int physical, int logical, double more, double got)
{
    struct made *made = made_new(gil_python);
    json_object_set_new((json_t *)made->given.host, "physical_cpus", json_integer(physical));
    json_object_set_new((json_t *)made->given.host, "logical_cpus", json_integer(logical));
    made_fact(made, "processors", json_integer(logical));
    made_sample(made, "cpu-1", 1000);
    made_sample(made, "cpu-2", 2000);
    made_sample(made, "cpu-3", 2000 * more);
    made_sample(made, "cpu-4", 2000 * more);
    made_sample(made, "again-1", 1000);
    made_sample(made, "got-2", got);
    return made;
}

Test(verdicts, more_workers_than_cores_help_or_do_not)
{
    struct made *made = workers(2, 2, 1, 0.99);
    expect_verdict(made, "workers-physical-cores", "supported");
    cr_expect_not_null(strstr(made->out.reason, "no SMT"), "%s", made->out.reason);
    made_free(made);
    made = workers(2, 4, 1.3, 0.99);
    expect_verdict(made, "workers-physical-cores", "contradicted");
    made_free(made);
    made = workers(2, 2, 1.3, 0.5);
    expect_verdict(made, "workers-physical-cores", "inconclusive");
    made_free(made);
    made = workers(1, 1, 1, 0.99);
    expect_verdict(made, "workers-physical-cores", "not testable here");
    made_free(made);
}
