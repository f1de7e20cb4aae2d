/* patterns.h: which files a .gitignore, or the `exclude` of a pyproject.toml, leaves out. Source: gitignore(5).
 *
 * A pattern holds for what is below the folder that its file is in. Of several that match the last one counts; "!" takes back;
 * one that ends with "/" is for folders only; one with a "/" before its end is bound to the folder, another one matches names at
 * any depth. What is below a folder that is left out cannot be taken back: whoever walks does not go there.
 */
#ifndef PS_GUARD_PATTERNS_H
#define PS_GUARD_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct ps_pattern {
    char *text; /* without "!" and slashes at its ends */
    bool takes_back, folders_only, bound;
};

struct ps_patterns {
    struct ps_pattern *list;
    size_t n;
};

/* Adds one line; comments and empty ones add nothing. -1 and *err: out of memory. */
int ps_patterns_add(struct ps_patterns *patterns, const char *line, size_t length, struct ps_error *err);

/* Adds the lines of the file at `path`. One that is not there, or cannot be read, has none. */
int ps_patterns_read(struct ps_patterns *patterns, const char *path, struct ps_error *err);

enum ps_pattern_says { PS_PATTERN_NOTHING, PS_PATTERN_LEFT_OUT, PS_PATTERN_TAKEN_BACK };

/* `path`: relative to the folder of the patterns, with "/" between its parts. */
enum ps_pattern_says ps_patterns_match(const struct ps_patterns *patterns, const char *path, bool is_folder);

/* Safe on a zeroed struct. */
void ps_patterns_free(struct ps_patterns *patterns);

#endif
