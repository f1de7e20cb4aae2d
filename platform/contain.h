/* contain.h: nothing that procstart started outlives it, and none of its files either.
 *
 * Linked by the orchestrator only; the one platform header, with facts.h, that may know libuv. On POSIX each runner sits under a
 * keeper, a small process that adopts every orphan below it (Linux: subreaper) and kills all of them when the orchestrator's end
 * of a pipe closes, however that comes about; one more keeper owns the run's private folder, removes it when orchestrator and
 * all other keepers are gone, and then has a journal left behind made into a result file. On Windows jobs do the killing, and one
 * keeper does the rest. A parent-death signal alone would not do: it is per thread and cleared by fork.
 */
#ifndef PS_PLATFORM_CONTAIN_H
#define PS_PLATFORM_CONTAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/error.h"

struct ps_contain;

/* Whether several threads may contain programs at a time, each by a struct ps_contain and in a loop of its own. */
extern const bool ps_contain_in_threads;

struct ps_contain_options {
    const char *programs; /* folder of the keeper (core/base/programs.h) */
    const char *program;  /* procstart itself, which is run as `PROGRAM finish RESULT` if this process ends without closing */
    const char *result;   /* absolute path of the result file whose journal may be left behind then; NULL: nothing is run */
};

/* Makes the run's private folder (0700, on a memory file system where there is one) and what guards it. Blocks until both
 * stand, so that nothing is ever made that nobody would remove. From then on writing to a runner that is gone is an error of
 * that write, not a signal. */
int ps_contain_open(struct ps_contain **contain, uv_loop_t *loop, const struct ps_contain_options *options, struct ps_error *err);

/* The private folder, absolute, without a slash at its end. */
const char *ps_contain_dir(const struct ps_contain *contain);

/* uv_spawn, contained: options->file, args, env, cwd, exit_cb and the first three of stdio are used as uv_spawn would; flags are
 * set here. exit_cb reports the contained program's own end (status or signal) after everything below it is gone. */
int ps_contain_spawn(struct ps_contain *contain, uv_process_t *process, const uv_process_options_t *options,
                     struct ps_error *err);

/* Kills the program and everything below it; exit_cb follows. */
void ps_contain_kill(struct ps_contain *contain, uv_process_t *process);

/* What a contained program and all below it use now. */
struct ps_contain_use {
    size_t processes;      /* the program itself too; some that have ended and were not waited for may be among them */
    uint64_t memory_bytes; /* of their own, together; what they share counts once, or was less than `enough` counted for each */
};

/* Measures it: some milliseconds where a machine has many processes, more where the memory is above `enough`. 0, or -1 where that
 * cannot be known. */
int ps_contain_use(const struct ps_contain *contain, const uv_process_t *process, uint64_t enough, struct ps_contain_use *use);

/* Removes what has that name in the private folder, and all below. What cannot be removed now goes with the folder. */
void ps_contain_remove(const struct ps_contain *contain, const char *name);

/* Says how a contained program ended, from what its exit_cb was given: "exited with 3", "died of signal 11 (Segmentation
 * fault)". */
void ps_contain_describe(int64_t exit_status, int term_signal, char *text, size_t room);

/* Removes the private folder and waits until it is gone; the journal stays as it is. All processes must have ended. Frees
 * *contain, also when it fails. */
int ps_contain_close(struct ps_contain *contain, struct ps_error *err);

#endif
