/* launch.h: the contract of a native start method. One launch_*.c each; a const table lists them.
 *
 * A launcher is what a runner uses to start, and to learn the end of, one child at a time. It does as few system calls as its
 * mechanism allows, and nothing else between the two clock readings around it. All that can be prepared (argument vectors,
 * attributes, a server) is prepared in open().
 *
 * Adding a start method: one launch_*.c, one line in the platform's launchers.c, one line in its CMakeLists.txt.
 */
#ifndef PS_PLATFORM_LAUNCH_H
#define PS_PLATFORM_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "plan/cell.h"
#include "platform/page.h"

/* What is started; belongs to the runner and outlives the launcher. */
struct ps_launch_target {
    const char *program;        /* a stub's path; NULL where the target runs in the forked image */
    const char *page_path;      /* handed to a stub as its only argument */
    const struct ps_page *page; /* the same page, mapped: for children without a program */
};

/* A started child, in the platform's own terms: a process id, a handle, a server's answer. */
struct ps_launched {
    intptr_t id;
    intptr_t extra;
};

struct ps_launcher {
    const char *name; /* what --mechanism takes, a cell's id holds and a runner is told: "uv_spawn" */
    enum ps_method method;
    const char *mechanism; /* the system calls behind it, `mechanism` of a result: "posix_spawn" */
    bool takes_program;    /* starts a stub (spawn), or the runner's own image (fork, forkserver) */
    const char *runner;    /* the program that can run it, from core/base/programs.h */

    /* Where a library decides that, which it is with the library that is loaded: "uv_spawn (fork+exec)". NULL: `mechanism`. */
    const char *(*find_mechanism)(void);

    /* 0, or an error that says why not. Cheap, starts nothing. NULL: always there. */
    int (*available)(struct ps_error *err);

    /* Prepares starts of `target`; *state is the launcher's own. Called while the runner is still small, before its factors are
     * set up and before it takes the protocol's pipes. NULL: state is the target itself. */
    int (*open)(const struct ps_launch_target *target, void **state, struct ps_error *err);

    /* Starts one child. When it fails, nothing is left running. */
    int (*start)(void *state, struct ps_launched *child, struct ps_error *err);

    /* Waits for the child's end. A child that did not exit with 0 is an error that says how it ended. */
    int (*wait)(void *state, struct ps_launched *child, struct ps_error *err);

    /* Moves what does the starting besides the runner (a server) to a processor, or -1 for all that it may use; NULL: none. */
    int (*pin)(void *state, int cpu, struct ps_error *err);

    /* Ends what open() made; NULL where there is nothing. */
    void (*close)(void *state);
};

/* All launchers of this platform, also those that are not available, ended by NULL. Order is the order of tables; the first of a
 * method is its default. A program linked with ps_launchers instead of ps_launchers_uv knows uv_spawn by name only. */
extern const struct ps_launcher *const ps_launchers[];

/* The launcher of that name, or NULL. */
const struct ps_launcher *ps_launcher_find(const char *name);

/* What really runs behind it, for `mechanism` of a result. */
const char *ps_launcher_mechanism(const struct ps_launcher *launcher);

/* The least a cell can cost: launch_floor.c, the same everywhere. */
extern const struct ps_launcher ps_launch_floor;

/* ---- for launchers ---- */

/* Runs the target in a forked child: stamps, reports if it is a probe, ends with 0 without running exit handlers. */
_Noreturn void ps_launch_run_target(const struct ps_page *page);

/* Fills in that `call` (for `program`, which may be NULL) failed with the system's number `os`, and what to do; returns -1. */
int ps_launch_refused(struct ps_error *err, int os, const char *call, const char *program);

/* 0 for a child that exited with 0 by itself; else -1 and how it ended. `killed_by`: the platform's number for what killed it. */
int ps_launch_ended(struct ps_error *err, int64_t exit_status, int killed_by);

#endif
