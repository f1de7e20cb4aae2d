/* runner_client.h: the other side of the protocol, for tests of the runner: starts the program, asks, reads answers. What goes
 * wrong on the way fails the test. */
#ifndef RUNNER_CLIENT_H
#define RUNNER_CLIENT_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/programs.h"
#include "measure/protocol.h"
#include "platform/page.h"

#define RUNNER    PS_TEST_PROGRAMS "/" PS_PROGRAM_RUNNER
#define RUNNER_UV PS_TEST_PROGRAMS "/" PS_PROGRAM_RUNNER_UV

/* Each test's own folder and the page in it, made by runner_make_page(). */
extern char runner_folder[];
extern char runner_page_path[64];
extern struct ps_page runner_page;
void runner_make_page(void);
void runner_remove_page(void);

struct runner {
    pid_t pid;
    int to, from, log;
};

struct answer {
    struct ps_reply head;
    struct ps_sample samples[PS_BATCH_MAX];
    struct ps_resources resources;
    char text[4096];
};

struct runner runner_spawn(const char *program, char *const argv[]);
struct runner runner_run(const char *program, const char *mechanism, const char *child);
struct runner runner_run_with(const char *program, const char *mechanism, const char *child, const char *programs,
                              const char *ballast, const char *threads, const char *fds);

/* Reads one reply; `probe`: it holds resources. */
/* The first one, with what marks its beginning. */
struct answer runner_hello(const struct runner *runner);

struct answer runner_answer(const struct runner *runner, bool probe);
struct answer runner_ask(const struct runner *runner, uint32_t op, uint32_t starts, int32_t cpu);

/* Ends the input, and expects the runner to end with `status`; returns what it said on standard error. */
const char *runner_end(struct runner *runner, int status);

/* A hello that begins with `facts`; n samples in the order of time; a failure with `text` in its reason and no samples. */
void runner_expect_hello(const struct runner *runner, const char *facts);
void runner_expect_samples(const struct answer *answer, uint32_t n);
void runner_expect_failure(const struct answer *answer, const char *text);

/* A file of /proc/PID, whole; the children of a process, as their ids. Both until the next call. */
const char *runner_proc(pid_t pid, const char *name);
const char *runner_children(pid_t pid);

#endif
