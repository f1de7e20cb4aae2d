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
#include "platform/page.h"
#include "plan/cell.h"

/* What is started; belongs to the runner and outlives the launcher. */
struct ps_launch_target {
    const char *program;         /* a stub's path; NULL where the target runs in the forked image */
    const char *page_path;       /* handed to a stub as its only argument */
    const struct ps_page *page;  /* the same page, mapped: for children without a program */
};

/* A started child, in the platform's own terms: a process id, a handle, a server's answer. */
struct ps_launched {
    intptr_t id;
    intptr_t extra;
};

struct ps_launcher {
    const char *name;        /* what --mechanism takes, and the tables show */
    enum ps_method method;
    const char *mechanism;   /* the system calls behind it: always the one that really runs */
    bool takes_program;      /* starts a stub (spawn), or the runner's own image (fork, forkserver) */
    const char *runner;      /* the program that has this launcher linked in, from core/base/programs.h */

    /* 0, or an error that says why not. Cheap, starts nothing. */
    int (*available)(struct ps_error *err);

    /* Prepares starts of `target`; *state is the launcher's own. May be NULL: then state is the target itself. */
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

/* All launchers of this platform, also those that are not available, ended by NULL. Only names and availability of those
 * that live in another runner program. Order is the order of tables; the first of a method is its default. */
extern const struct ps_launcher *const ps_launchers[];

/* Runs the target in a forked child: stamps, reports if it is a probe, ends with 0 without running exit handlers. */
_Noreturn void ps_launch_run_target(const struct ps_page *page);

#endif
