/* bench.h: the measuring itself: epochs of runners, rounds of turns, deadlines, and when to stop.
 *
 * One loop (libuv), one batch under way at any time. A cell that fails leaves; the others go on.
 */
#ifndef PS_MEASURE_BENCH_H
#define PS_MEASURE_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/programs.h"
#include "measure/journal.h"
#include "plan/plan.h"
#include "python/discover.h"
#include "result/result.h"

struct ps_bench_options {
    double precision;          /* relative half-width of the median of `reaped` at which a cell is done: 0.02 */
    int64_t time_limit_ns;     /* for the whole measurement, runners' starts included */
    uint32_t epochs;           /* exactly so many, or 0: by precision and time limit */
    uint64_t seed;
    bool pinned;
    const int *cpus; int cpus_n;   /* processors that rounds may be pinned to */
    int64_t deadline_ns;       /* of one batch: 10 s unless told */
    const char *against;       /* folder of another build's programs, whose cells are entered too; NULL (docs/measuring.md) */
};

/* How it goes, for the progress line; called between batches. */
struct ps_bench_progress {
    void (*step)(void *data, const char *what, int64_t elapsed_ns, int64_t left_ns, double done);
    void *data;
};

/* Measures all cells of `result` (made of the plan by ps_bench_result()) and fills in samples, statuses, stopped_by, warnings.
 * Returns 0 also when cells failed or it was interrupted (*interrupted): what was measured is in the result. */
int ps_bench_run(struct ps_result *result, const struct ps_plan *plan, const struct ps_python *pythons, size_t pythons_n,
                 const struct ps_programs *programs, const struct ps_bench_options *options, struct ps_journal *journal,
                 const struct ps_bench_progress *progress, bool *interrupted, struct ps_error *err);

#endif
