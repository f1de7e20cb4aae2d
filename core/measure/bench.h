/* bench.h: the measuring itself: epochs of runners, rounds of turns, deadlines, and when to stop.
 *
 * One loop (libuv), one batch under way at any time. A cell that fails leaves; the others go on.
 */
#ifndef PS_MEASURE_BENCH_H
#define PS_MEASURE_BENCH_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/error.h"
#include "base/programs.h"
#include "measure/journal.h"
#include "plan/plan.h"
#include "platform/contain.h"
#include "python/discover.h"
#include "result/result.h"

struct ps_bench_options {
    double precision;      /* relative half-width of the median of `reaped` at which a cell is done; 0: 0.02, Python 0.03 */
    int64_t started_ns;    /* on ps_clock_ns(): the result's `started`, from which samples' times and the time limit count */
    int64_t time_limit_ns; /* for all there is to do until the samples are there, runners' starts included */
    uint32_t epochs;       /* exactly so many, whatever the time limit, or 0: by precision and time limit */
    uint64_t seed;
    bool pinned;
    const int *cpus;
    int cpus_n;          /* processors that rounds may be pinned to; the first cpus_n must be usable */
    int64_t deadline_ns; /* of one batch: 10 s unless told */
    bool dirty;          /* also what a parent pays for writing its ballast again beside a forked child */
    const char *against; /* folder of the programs of native cells with `build` set (ps_bench_against()), or NULL */
};

/* How it goes, for the progress line; called between batches. */
struct ps_bench_progress {
    void (*step)(void *data, const char *what, int64_t elapsed_ns, int64_t left_ns, double done);
    void *data;
};

/* What a measurement needs and does not own. */
struct ps_bench_place {
    uv_loop_t *loop;
    struct ps_contain *contain; /* of the same loop; its folder takes pages, shadow venvs and the runners' TMPDIR */
    const struct ps_programs *programs;
    const struct ps_python *pythons; /* cells[].python is an index into it */
    size_t pythons_n;
    struct ps_journal *journal; /* NULL: nothing is kept */
};

/* Enters every native cell of the plan a second time, with `build` 1: the same cell with the programs of options->against, in the
 * same rounds. So two builds, or the runner and a bare loop that speaks its protocol, are compared paired (ci/bench-fidelity).
 * With `python`, which is number `index` of the place's: every Python cell, with that Python instead. */
int ps_bench_against(struct ps_plan *plan, const struct ps_plan_python *python, int index, struct ps_error *err);

/* Starts a result: the plan's cells (unsupported ones with their reason), pythons, seed, placement, `started`. tool, argv and
 * host are the caller's. *result must be initialised. */
int ps_bench_result(struct ps_result *result, const struct ps_plan *plan, const struct ps_python *pythons, size_t pythons_n,
                    const struct ps_bench_options *options, struct ps_error *err);

/* Ends one: `finished` is now. Not complete: it was broken off. */
int ps_bench_finish(struct ps_result *result, bool complete, struct ps_error *err);

/* Measures all cells of `result` that are PS_OK and fills in samples, resources, statuses, reasons, stopped_by, mechanisms and
 * the warnings that the machine gives (busy, steal, throttled, few-epochs). Returns 0 also when cells failed or when it was
 * interrupted (SIGINT, SIGTERM, SIGHUP: *interrupted): what was measured is in the result. */
int ps_bench_run(struct ps_result *result, const struct ps_bench_place *place, const struct ps_bench_options *options,
                 const struct ps_bench_progress *progress, bool *interrupted, struct ps_error *err);

#endif
