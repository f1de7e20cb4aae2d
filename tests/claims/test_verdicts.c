/* What each claim makes of made-up figures: the verdict that they ask for, and inconclusive where a control is broken. */
#include "given.h"

/* ---- threads and processes ---- */

static struct made *threads(bool gil, double threads, double processes, double again)
{
    struct made *made = made_new(gil_python);
    made_fact(made, "gil_enabled", json_boolean(gil));
    made_fact(made, "most", json_integer(2));
    made_sample(made, "threads-1", 1000);
    made_sample(made, "threads-2", 1000 * threads);
    made_sample(made, "processes-1", 1000);
    made_sample(made, "processes-2", 1000 * processes);
    made_sample(made, "again-1", 1000 * again);
    return made;
}

Test(verdicts, threads_that_are_no_faster_support_the_gil_claim)
{
    struct made *made = threads(true, 1.01, 1.95, 1);
    expect_verdict(made, "gil-blocks-cpu-threads", "supported");
    cr_expect_eq(made->out.documented, PS_DOCUMENTS_HOLDS);
    made_free(made);
}

Test(verdicts, a_free_threaded_build_contradicts_it_without_a_finding)
{
    struct made *made = threads(false, 1.9, 1.95, 1);
    expect_verdict(made, "gil-blocks-cpu-threads", "contradicted");
    cr_expect_not(ps_claim_is_finding(&made->out));
    made_free(made);
    made = threads(true, 1.9, 1.95, 1);
    expect_verdict(made, "gil-blocks-cpu-threads", "contradicted");
    cr_expect(ps_claim_is_finding(&made->out));
    made_free(made);
}

Test(verdicts, without_processors_to_be_had_or_with_noise_threads_tell_nothing)
{
    struct made *made = threads(true, 1.01, 1.05, 1);
    expect_verdict(made, "gil-blocks-cpu-threads", "inconclusive");
    made_free(made);
    made = threads(true, 1.01, 1.95, 1.6);
    expect_verdict(made, "gil-blocks-cpu-threads", "inconclusive");
    made_free(made);
}

Test(verdicts, one_thread_uses_one_core_if_the_clock_can_be_trusted)
{
    struct made *made = made_new(gil_python);
    made_sample(made, "busy", 0.99);
    made_sample(made, "idle", 0.001);
    made_sample(made, "counted", 1.01);
    expect_verdict(made, "single-thread-one-core", "supported");
    made_free(made);
    made = made_new(gil_python);
    made_sample(made, "busy", 1.8);
    made_sample(made, "idle", 0.001);
    made_sample(made, "counted", 1.01);
    expect_verdict(made, "single-thread-one-core", "contradicted");
    made_free(made);
    made = made_new(gil_python);
    made_sample(made, "busy", 0.99);
    made_sample(made, "idle", 0.001);
    made_sample(made, "counted", 0.5);
    expect_verdict(made, "single-thread-one-core", "inconclusive");
    made_free(made);
}

static struct made *scaling(double processes, double hash)
{
    struct made *made = made_new(gil_python);
    made_fact(made, "most", json_integer(2));
    made_sample(made, "processes-1", 1000);
    made_sample(made, "processes-2", 1000 * processes);
    made_sample(made, "again-1", 1000);
    made_sample(made, "hash-1", 100);
    made_sample(made, "hash-2", 100 * hash);
    made_sample(made, "pool.spawn", 0.1);
    return made;
}

static const struct ps_claim_figure *figure(const struct made *made, const char *name)
{
    for (size_t i = 0; i < made->out.figures_n; i++) {
        if (strcmp(made->out.figures[i].name, name) == 0)
            return &made->out.figures[i];
    }
    return NULL;
}

Test(verdicts, processes_scale_and_a_pool_pays_from_its_cost_on)
{
    struct made *made = scaling(2, 2);
    expect_verdict(made, "processes-scale", "supported");
    const struct ps_claim_figure *pays = figure(made, "a task must take this long for a pool to pay, spawn");
    cr_assert_not_null(pays);
    cr_expect_float_eq(pays->value, 0.2, 0.002, "%g", pays->value); /* T = 0.1 + T / 2 */
    made_free(made);
    made = scaling(1.02, 2);
    expect_verdict(made, "processes-scale", "contradicted");
    cr_expect_null(figure(made, "a task must take this long for a pool to pay, spawn"));
    made_free(made);
    made = scaling(1.02, 1.02);
    expect_verdict(made, "processes-scale", "inconclusive");
    made_free(made);
}

static struct made *overlapping(double threads, double switches, double processes)
{
    struct made *made = made_new(gil_python);
    made_fact(made, "gil_enabled", json_true());
    made_sample(made, "threads.overlap", threads);
    made_sample(made, "threads.switches", switches);
    made_sample(made, "processes.overlap", processes);
    made_sample(made, "sequence.overlap", 0);
    made_sample(made, "sequence.switches", 1);
    return made;
}

Test(verdicts, threads_are_concurrent_and_not_parallel)
{
    struct made *made = overlapping(0, 16, 0.9);
    expect_verdict(made, "concurrent-not-parallel", "supported");
    made_free(made);
    made = overlapping(0.9, 16, 0.9);
    expect_verdict(made, "concurrent-not-parallel", "contradicted");
    made_free(made);
    made = overlapping(0, 16, 0.1);
    expect_verdict(made, "concurrent-not-parallel", "inconclusive");
    made_free(made);
}

/* ---- numpy ---- */

static struct made *numpy(double dot, double sleep, double object, double blas)
{
    struct made *made = made_new(gil_python);
    made_fact(made, "gil_with_numpy", json_true());
    made_fact(made, "numpy", json_string("2.4.6"));
    made_sample(made, "dot-768.ticks", dot);
    made_sample(made, "object.ticks", object);
    made_sample(made, "loop.ticks", 0);
    made_sample(made, "sleep.ticks", sleep);
    made_sample(made, "blas", blas);
    return made;
}

Test(verdicts, numpy_releases_the_gil_or_does_not)
{
    struct made *made = numpy(40, 50, 0, 1.03);
    expect_verdict(made, "numpy-releases-gil", "supported");
    made_free(made);
    made = numpy(0, 50, 0, 1.03);
    expect_verdict(made, "numpy-releases-gil", "contradicted");
    made_free(made);
}

Test(verdicts, threads_of_blas_or_a_heartbeat_that_is_gone_make_numpy_inconclusive)
{
    struct made *made = numpy(40, 50, 0, 1.98);
    expect_verdict(made, "numpy-releases-gil", "inconclusive");
    made_free(made);
    made = numpy(0, 0, 0, 1.03);
    expect_verdict(made, "numpy-releases-gil", "inconclusive");
    made_free(made);
    made = numpy(40, 50, 30, 1.03);
    expect_verdict(made, "numpy-releases-gil", "inconclusive");
    made_free(made);
}

Test(verdicts, without_a_gil_there_is_none_to_release)
{
    struct made *made = numpy(40, 50, 0, 1.03);
    made->seen.differing[0] = '\0';
    json_object_set_new(made->seen.facts, "gil_with_numpy", json_false());
    expect_verdict(made, "numpy-releases-gil", "not testable here");
    made_free(made);
}

/* ---- tasks and joins ---- */

static struct made *async(double blocking, double awaiting, double idle)
{
    struct made *made = made_new(gil_python);
    made_sample(made, "blocking.spans", blocking);
    made_sample(made, "awaiting.spans", awaiting);
    made_sample(made, "blocking.lag", 1);
    made_sample(made, "awaiting.lag", 0.2);
    made_sample(made, "idle.beats", idle);
    made_sample(made, "plain.spans", 0.99);
    return made;
}

Test(verdicts, tasks_interleave_at_awaits_only)
{
    struct made *made = async(0.99, 3.6, 15);
    expect_verdict(made, "async-needs-await", "supported");
    made_free(made);
    made = async(3.6, 3.6, 15);
    expect_verdict(made, "async-needs-await", "contradicted");
    made_free(made);
    made = async(0.99, 3.6, 0);
    expect_verdict(made, "async-needs-await", "inconclusive");
    made_free(made);
}

static struct made *races(double threads, double tasks, double torn, double locked)
{
    struct made *made = made_new(gil_python);
    made_sample(made, "threads", threads);
    made_sample(made, "tasks", tasks);
    made_sample(made, "torn", torn);
    made_sample(made, "locked", locked);
    return made;
}

Test(verdicts, no_lost_update_seen_proves_nothing)
{
    struct made *made = races(0.1, 0, 0.75, 0);
    expect_verdict(made, "preemption-races", "supported");
    made_free(made);
    made = races(0, 0, 0.75, 0);
    expect_verdict(made, "preemption-races", "inconclusive");
    made_free(made);
    made = races(0.1, 0.1, 0.75, 0);
    expect_verdict(made, "preemption-races", "contradicted");
    made_free(made);
    made = races(0.1, 0, 0.75, 0.1);
    expect_verdict(made, "preemption-races", "inconclusive");
    made_free(made);
    made = races(0.1, 0, 0, 0);
    expect_verdict(made, "preemption-races", "inconclusive");
    made_free(made);
}

Test(verdicts, one_update_lost_under_the_lock_is_a_failed_control)
{
    struct made *made = races(0.1, 0, 0.75, 0);
    cr_assert_eq(ps_observe_sample(&made->seen, "locked", 0, 99, 0.00005, NULL), 0);
    expect_verdict(made, "preemption-races", "inconclusive");
    made_free(made);
}

static struct made *joins(double thread, double process, double elsewhere)
{
    struct made *made = made_new(gil_python);
    made_sample(made, "thread.beats", thread);
    made_sample(made, "process.beats", process);
    made_sample(made, "elsewhere.beats", elsewhere);
    made_sample(made, "thread.s", 0.06);
    made_sample(made, "process.s", 0.08);
    made_sample(made, "ended.s", 0.0001);
    return made;
}

Test(verdicts, joins_block_where_the_heart_would_beat)
{
    struct made *made = joins(0, 0, 25);
    expect_verdict(made, "join-blocks", "supported");
    made_free(made);
    made = joins(0, 25, 25);
    expect_verdict(made, "join-blocks", "contradicted");
    made_free(made);
    made = joins(0, 0, 0);
    expect_verdict(made, "join-blocks", "inconclusive");
    made_free(made);
}

static struct made *gathers(double gather, double idle, double blocking)
{
    struct made *made = made_new(gil_python);
    made_sample(made, "gather.beats", gather);
    made_sample(made, "idle.beats", idle);
    made_sample(made, "blocking.beats", blocking);
    return made;
}

Test(verdicts, gather_suspends_where_the_heart_beats)
{
    struct made *made = gathers(22, 22, 1);
    expect_verdict(made, "gather-suspends", "supported");
    made_free(made);
    made = gathers(0, 22, 1);
    expect_verdict(made, "gather-suspends", "contradicted");
    made_free(made);
    made = gathers(0, 0, 0);
    expect_verdict(made, "gather-suspends", "inconclusive");
    made_free(made);
}
