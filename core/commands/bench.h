/* bench.h: the state of one `procstart bench`, shared by its files: nobody else's business.
 *
 *     bench_options.c   what was asked
 *     bench_prepare.c   everything that can be wrong, found before anything is measured
 *     cmd_bench.c       the run, and what became of it
 */
#ifndef PS_COMMANDS_BENCH_H
#define PS_COMMANDS_BENCH_H

#include "commands/bench_options.h"
#include "commands/pythons.h"
#include "measure/bench.h"
#include "plan/sweep.h"
#include "platform/files.h"

struct ps_bench {
    const struct ps_common *common;
    const struct ps_bench_request *request;
    struct ps_bench_options options;
    int cpus[PS_CPUS_MAX];
    char output[PS_FILES_PATH]; /* the result file, absolute; "": none */
    char main[PS_FILES_PATH];   /* --main, absolute; "": none */
    uv_loop_t loop;
    bool loop_open;
    struct ps_contain *contain;
    struct ps_pythons pythons; /* the last one is that of --against, if has_other_python */
    unsigned apis;             /* of the request, or those that --against is about */
    bool has_other_python;
    uint64_t ballast[PS_SWEEP_MOST]; /* of a sweep that memory has no room for as a whole */
    size_t ballast_n;                /* 0: it has */
    struct ps_plan plan;
    struct ps_result result;
    struct ps_journal *journal;
};

/* From the request to a result without samples, a journal that can be written, and a place to measure in. What was opened is
 * closed by ps_bench_close(), also after an error; *bench must be zero but for common and request. */
int ps_bench_prepare(struct ps_bench *bench, int argc, char **argv, struct ps_error *err);

/* Ends what ps_bench_prepare() began. The journal is closed by whoever knows whether the result was saved. */
int ps_bench_close(struct ps_bench *bench, struct ps_error *err);

#endif
