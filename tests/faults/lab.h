/* lab.h: runs `procstart bench` where things go wrong, and looks at what is left afterwards.
 *
 * Each test has a folder of its own: out/ is where procstart runs and saves r.json, tmp/ is its TMPDIR. Where that is allowed,
 * the test has a /dev/shm of its own too. All that is started has a mark in its environment, by which it is found in /proc.
 */
#ifndef PS_TESTS_LAB_H
#define PS_TESTS_LAB_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

/* .init and .fini of a suite. The second expects that nothing runs any more. */
void lab_enter(void);
void lab_leave(void);

/* The test's folder; out/ is the current one. */
extern char lab_folder[64];

/* Whether /dev/shm is the test's own, so that it may be filled, made read-only, and looked through. */
extern bool lab_has_shm;

/* Copies of all programs into a folder of the test's own, of which this procstart is then run; NULL, or the folder that those
 * in it replace. Returns the copies' folder. */
const char *lab_programs(const char *replacements);

/* What inject.c is to do in what is run from now on. */
void lab_inject(const char *faults);

struct ran {
    int status; /* exit code, or -signal */
    char out[1 << 16], err[1 << 14];
};

/* `before exec procstart bench -q -o r.json arguments`, by a shell: `before` may set limits, or be "". */
const struct ran *lab_bench(const char *before, const char *arguments);

/* The same in two steps. */
pid_t lab_start(const char *before, const char *arguments);
const struct ran *lab_end(pid_t pid);

/* Waits until a running bench's journal has that many lines. */
void lab_await_lines(pid_t pid, int lines);

/* A process that was started and whose command line holds `words`; waits for it. */
pid_t lab_find(const char *words);

/* ---- what is expected ---- */

/* This exit code and nothing on standard error but one line of error, which holds all `parts`, parted by '|'. */
void lab_expect_error(const struct ran *ran, int status, const char *parts);

/* Exit code 0 and no word on standard error. */
void lab_expect_success(const struct ran *ran);

/* Nothing runs, nothing lies in the folders but, in out/, exactly these files, in order, each with a space behind it. Waits for
 * what is still about to end. */
void lab_expect_left(const char *files);

/* r.json. */
json_t *lab_result(bool complete);

/* A cell of it. `reason` is a part of its reason, or "" for none at all. */
void lab_expect_cell(const json_t *result, const char *id, const char *status, const char *reason);

/* Samples of a cell, first ones included. */
size_t lab_starts(const json_t *result, const char *id);

#endif
