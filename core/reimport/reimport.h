/* reimport.h: what `procstart reimport` finds out: how often children execute a script's main module again, and what that costs.
 *
 * For each Python and start method one process, the parent, takes on the script as its main module and starts children with a
 * target that does nothing (core/python/procstart_reimport.py). Executions and effects are those that the host's audit hook saw
 * (python/watch.h). What a start costs comes from starts in which nothing else is watched; times of statements and imports come
 * from other starts, whose children compile main with stamps in it; and what is advised was measured in starts of its own, which
 * take turns with what they are compared with.
 *
 * The script is the user's own code and runs with the user's rights, contained: what it starts has ended when this returns.
 */
#ifndef PS_REIMPORT_REIMPORT_H
#define PS_REIMPORT_REIMPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/error.h"
#include "base/programs.h"
#include "platform/contain.h"
#include "python/discover.h"

#define PS_REIMPORT_SCHEMA "procstart.reimport/1"

struct ps_reimport_options {
    const char *name;             /* of the script, or of the module */
    bool is_module;               /* as of -m */
    const char *const *arguments; /* of the script, ended by NULL */
    unsigned methods;             /* bits (1 << enum ps_method); 0: all that a Python has */
    uint32_t starts;              /* for each method */
    int64_t timeout_ns;           /* for one start, and for one import of the script */
    uint32_t max_processes;       /* alive at once below one parent, itself included */
    uint64_t max_memory;          /* bytes that one parent and all below it may use together */
    bool self_check;              /* measures also what watching costs */
};

struct ps_reimport_place {
    uv_loop_t *loop;
    struct ps_contain *contain; /* of that loop; its folder takes what belongs to one run */
    const struct ps_programs *programs;
    const struct ps_python *pythons;
    size_t pythons_n;
    /* How far it is, 0 to 1; called between processes. */
    void (*step)(void *data, const char *what, double done);
    void *data;
};

/* A new document of PS_REIMPORT_SCHEMA (core/reimport.schema.json, docs/reimport.md) without `host`. A script that cannot be
 * imported, times out or ends its parent is no error but a row that says so. -1 where the work itself cannot be done,
 * PS_EXIT_USAGE where no Python finds anything of that name to run, PS_EXIT_INTERRUPTED after SIGINT, SIGTERM or SIGHUP. */
int ps_reimport_run(const struct ps_reimport_place *place, const struct ps_reimport_options *options, json_t **document,
                    struct ps_error *err);

/* What such a document comes to: PS_EXIT_OK; PS_EXIT_FAILED where rows are neither ok nor unsupported; PS_EXIT_IMPOSSIBLE where
 * all are unsupported. */
enum ps_exit ps_reimport_exit(const json_t *document);

#endif
