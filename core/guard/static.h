/* static.h: looks at scripts without running them, by the parser of the Python that was chosen.
 *
 * For each Python there is an analysis process for each processor, which takes files as long as there are some (analyser.h). The
 * Pythons take turns, and while one is at work the others get ready. A file on which one dies or hangs gets that as its error,
 * and the others go on.
 */
#ifndef PS_GUARD_STATIC_H
#define PS_GUARD_STATIC_H

#include <uv.h>

#include "base/error.h"
#include "base/programs.h"
#include "guard/config.h"
#include "guard/guard.h"
#include "platform/contain.h"
#include "python/discover.h"

struct ps_guard_static {
    uv_loop_t *loop;
    struct ps_contain *contain;
    bool rules, runs;                /* the report needs rules; files are going to be run: set before ps_guard_static_run() */
    struct ps_guard_parser *parsers; /* one a Python */
    struct ps_guard_pool *pools;     /* likewise; NULL: nothing was looked at */
    size_t parsers_n, folders;       /* made so far, also by what was closed again */
};

/* `loop` and `contain` are the caller's, and set; the rest is zero. A Python with a loadable libpython is run by the host,
 * another one is run itself. Folders for that are made in the private folder. Close it also after an error. */
int ps_guard_static_open(struct ps_guard_static *all, const struct ps_programs *programs, const struct ps_python *pythons,
                         size_t n, struct ps_error *err);
void ps_guard_static_close(struct ps_guard_static *all);

/* Reads a pyproject.toml: what ps_guard_walk() calls. data: a struct ps_guard_static. */
int ps_guard_static_config(void *data, const char *path, struct ps_guard_config *config, struct ps_error *err);

/* Fills the report's rules, if these are wanted, and the findings and errors of each of its files that has no error yet. What
 * several Pythons find is there once. Some processes may still be about to end, in the loop, when it returns. -1: an analysis
 * could not be started, or makes no sense. */
int ps_guard_static_run(struct ps_guard_static *all, struct ps_guard_report *report, struct ps_error *err);

#endif
