/* run.h: runs scripts under each start method and Python, under caps, and says what became of them (guard --run).
 *
 * A script runs as the user would run it: its own path, arguments and folder, but for
 *     - the interpreter, which is the host (a Python without a loadable libpython cannot be watched: its runs are left out), with
 *       the start method set below the script, as multiprocessing's default: the script's own set_start_method() works
 *     - standard input, which is the null device, and standard output and error, which are pipes that are read to their end and
 *       kept as far as PS_GUARD_STDERR_TAIL has room
 *     - TMPDIR, TEMP and TMP, which name a folder of the run's own, and the environment of a CI job, which is left out (tokens,
 *       and the files through which a step sets environment, path and outputs)
 *     - its processes, which are contained (platform/contain.h): they end with the run, whatever they do
 *
 * Paths of scripts are those of the report's files; Python gets them absolute. A run is stopped when it is seen to loop, when
 * more than `processes` are alive, when together they use more memory than `memory_bytes`, or after `time_limit_ns`.
 */
#ifndef PS_GUARD_RUN_H
#define PS_GUARD_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/programs.h"
#include "guard/guard.h"
#include "platform/contain.h"
#include "python/discover.h"

#define PS_GUARD_STDERR_TAIL 4096

struct ps_guard_run_options {
    const struct ps_programs *programs;
    uv_loop_t *loop;            /* what the runs had in it has left it at the end */
    struct ps_contain *contain; /* in that loop; they have folders in its folder */
    const struct ps_python *pythons;
    size_t pythons_n;
    unsigned methods;             /* bits (1 << enum ps_method); 0: all that a Python has */
    const char *const *arguments; /* of every script, ended by NULL; NULL: none */
    size_t processes;             /* at once, the script's own too; 0: ps_guard_run_processes() */
    uint64_t memory_bytes;        /* of one run; 0: its part of the half of what is available now */
    int64_t time_limit_ns;        /* of one run; 0: PS_GUARD_RUN_TIME_LIMIT_NS */
    unsigned parallel;            /* runs at one time; 0: 1 on a machine with one processor, else 2 */
    /* Called for each run that has come to its end. NULL: nobody is told. */
    void (*progress)(const struct ps_guard_file *file, const struct ps_guard_run *run, size_t done, size_t all, void *data);
    void *data;
};

#define PS_GUARD_RUN_TIME_LIMIT_NS INT64_C(30000000000)

/* The default cap: far more than a pool on this machine has. */
size_t ps_guard_run_processes(void);

/* Runs each file of the report that is there, and adds its runs, by method, then Python. What Python cannot run (a binary, a
 * syntax of other versions) gets the verdict `crashes`, with what Python said. Returns 0; -1 where procstart itself failed, or
 * was interrupted by a signal (PS_EXIT_INTERRUPTED): the runs that ended by then are there. */
int ps_guard_run_files(struct ps_guard_report *report, const struct ps_guard_run_options *options, struct ps_error *err);

#endif
