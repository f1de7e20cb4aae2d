/* pythons.h: the Pythons that a command works with: those of --python, or the default one. */
#ifndef PS_COMMANDS_PYTHONS_H
#define PS_COMMANDS_PYTHONS_H

#include <stddef.h>

#include "python/discover.h"

struct ps_pythons {
    struct ps_python *list;
    size_t n;
};

/* Discovers the Pythons at `paths`, several at a time; none: the default one. Each has an id of its own. `scratch`: a folder for
 * ps_python_discover(). An error is that of the first one that has any. ps_pythons_free() is due also after an error; *pythons
 * must be zero before. */
int ps_pythons_find(struct ps_pythons *pythons, const char *const *paths, size_t n, const struct ps_programs *programs,
                    const char *scratch, struct ps_error *err);

/* Appends one; ids are given anew. */
int ps_pythons_add(struct ps_pythons *pythons, const char *path, const struct ps_programs *programs, const char *scratch,
                   struct ps_error *err);

void ps_pythons_free(struct ps_pythons *pythons);

#endif
