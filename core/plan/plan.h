/* plan.h: from what was asked on the command line to the cells that are measured, their groups, and the orders of rounds.
 *
 * Knows the launchers' names (platform/launch.h) and nothing else of the platform.
 */
#ifndef PS_PLAN_PLAN_H
#define PS_PLAN_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "plan/cell.h"
#include "stats/random.h"

/* A Python that can be measured, as core/python/discover.h found it. What the plan needs of it. */
struct ps_plan_python {
    const char *id;            /* "3.13.5t", "3.11.7#2" */
    bool has_host;             /* a loadable libpython was found and accepted */
    const char *why_no_host;
    unsigned methods;          /* bit (1 << enum ps_method): get_all_start_methods() */
};

/* What was asked. Zero bits mean "all that make sense": the default plan (docs/measuring.md). */
struct ps_request_plan {
    unsigned apis, methods, children;          /* bits */
    const char *const *mechanisms;             /* ended by NULL, or NULL */
    const uint64_t *ballast;   size_t ballast_n;
    const uint32_t *threads;   size_t threads_n;
    const uint32_t *fds;       size_t fds_n;
    const char *main;
    bool self_check;
    const struct ps_plan_python *pythons; size_t pythons_n;
    uint64_t memory;           /* what all runners alive together may use, bytes; 0 unlimited */
};

struct ps_plan {
    struct ps_cell *cells;     /* owned */
    size_t cells_n;
    int groups;                /* cells[].group is 0 .. groups - 1 */
};

/* Builds the plan. Cells that were asked for by name and cannot be had are in it, with `unsupported` set. Fails with
 * PS_EXIT_USAGE for contradictions (a mechanism of a method that was not asked for, a cell twice, more than memory). */
int ps_plan_make(struct ps_plan *plan, const struct ps_request_plan *request, struct ps_error *err);
void ps_plan_free(struct ps_plan *plan);

#endif
