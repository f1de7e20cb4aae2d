/* plan.h: from what was asked on the command line to the cells that are measured, and the groups that are measured together.
 *
 * Knows platform/launch.h's table of launchers and nothing else of the platform.
 *
 * What an option names restricts only that which it can be about: --mechanism posix_spawn the native spawn cells, not fork;
 * --child stock the Python cells. What is not named at all follows from it: --mechanism posix_spawn alone is native/spawn alone.
 */
#ifndef PS_PLAN_PLAN_H
#define PS_PLAN_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "plan/cell.h"

/* A Python that can be measured, as core/python/discover.h found it. What the plan needs of it. */
struct ps_plan_python {
    const char *id; /* "3.13.5t", "3.11.7#2" */
    bool has_host;  /* a loadable libpython was found and accepted */
    const char *why_no_host;
    unsigned methods; /* bit (1 << enum ps_method): get_all_start_methods() */
};

/* What was asked. Zero bits mean "all that make sense": of the mechanisms those that are available; of the children of native
 * spawn both stubs, of Python the host, or the stock interpreter where there is no host. */
struct ps_request_plan {
    unsigned apis, methods, children; /* bits: 1 << enum */
    const char *const *mechanisms;    /* launchers' names, ended by NULL; or NULL */
    const uint64_t *ballast;          /* each list: the values to measure with; empty: none */
    size_t ballast_n;
    const uint32_t *threads;
    size_t threads_n;
    const uint32_t *fds;
    size_t fds_n;
    const char *main;
    bool self_check;
    const struct ps_plan_python *pythons;
    size_t pythons_n;
    unsigned absent_children; /* bits: stubs that this build has not */
    uint64_t memory;          /* what all runners alive together may use, bytes; 0 unlimited */
};

/* Cells may be copied (their strings are the plan's, the request's or constants), moved and added to. */
struct ps_plan {
    struct ps_cell *cells; /* owned; in the order of tables: by API, Python, method, mechanism, child, factors */
    size_t cells_n;
    int groups;     /* cells[].group is 0 .. groups - 1, or -1 for a cell that is not measured */
    char **reasons; /* owned: the texts that cells[].unsupported points to */
    size_t reasons_n;
};

/* Builds the plan; `request`'s strings must outlive it. A method that cannot be had, and what was asked for by name (a
 * mechanism, a child) and cannot be had, is in it with `unsupported` set; a mechanism that was not named and cannot be had is
 * left out.
 *
 * With self_check, the first measured cell that is no floor is followed by its twin. Factors are varied for all cells but floors.
 * A group holds cells of one API whose runners fit in memory together, smaller ballast first.
 *
 * Fails with PS_EXIT_USAGE, and says what to do, for what contradicts itself: a mechanism of a method or API that was not asked
 * for, a mechanism that does not exist, a child that no cell has, the same cell twice, --main without Python, Python without any
 * to measure, more than fits in memory. With PS_EXIT_IMPOSSIBLE if nothing is left to measure, nor to report as unsupported. */
int ps_plan_make(struct ps_plan *plan, const struct ps_request_plan *request, struct ps_error *err);
void ps_plan_free(struct ps_plan *plan);

#endif
