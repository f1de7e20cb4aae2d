/* walk.h: from what was named on the command line to the files that are looked at, as linters do it.
 *
 * A file that is named is taken, whatever it is called. Of a folder: *.py and *.pyw at any depth, but nothing that a .gitignore
 * leaves out (of this folder, those below, and those above up to the top of the repository), no hidden folders, venvs, caches and
 * build folders, and no folders by way of links. `exclude` of a pyproject.toml holds for both: of the nearest one above a file
 * that has [tool.procstart] in it.
 */
#ifndef PS_GUARD_WALK_H
#define PS_GUARD_WALK_H

#include <stddef.h>

#include "base/error.h"
#include "guard/config.h"

struct ps_guard_walked {
    char *path;  /* as it was named, or below what was named; "/" between what was added */
    char *error; /* why it cannot be looked at; NULL: it can */
    int config;  /* index, -1: none */
};

struct ps_guard_walk {
    struct ps_guard_walked *files; /* by operand, then path; each once */
    size_t files_n;
    struct ps_guard_config *configs; /* in the order in which they were met */
    size_t configs_n;
    size_t excluded; /* files that were named, and left out by `exclude` */
    /* Reads [tool.procstart] of the pyproject.toml at `path` into *config; leaves it zero where there is none. */
    int (*read_config)(void *data, const char *path, struct ps_guard_config *config, struct ps_error *err);
    void *data;
};

/* read_config and data are set, the rest is zero. A file or folder that is not there or cannot be read has an error; only a
 * wrong pyproject.toml, or no memory, fails it all. */
int ps_guard_walk(struct ps_guard_walk *walk, const char *const *operands, size_t n, struct ps_error *err);

void ps_guard_walk_free(struct ps_guard_walk *walk);

#endif
