/* config.h: what [tool.procstart] of a pyproject.toml says, and which rules count for a file.
 *
 *     [tool.procstart]
 *     select = ["unguarded-start"]    # these rules only
 *     ignore = ["effect-at-import"]   # all but these
 *     exclude = ["vendor/", "*_pb2.py"]  # as lines of a .gitignore in the same folder
 *     methods = ["spawn"]             # what concerns none of these is no finding
 *     python = [".venv"]              # in place of --python; a path is relative to the pyproject.toml
 */
#ifndef PS_GUARD_CONFIG_H
#define PS_GUARD_CONFIG_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"
#include "guard/guard.h"
#include "guard/patterns.h"

struct ps_guard_config {
    char *path;       /* of the pyproject.toml */
    char **select;    /* ended by NULL; NULL: all */
    char **ignore;    /* ended by NULL; NULL: none */
    char **python;    /* ended by NULL; NULL: not said */
    unsigned methods; /* bits; 0: all */
    struct ps_patterns exclude;
};

/* Fills a zeroed struct from the table as JSON. Errors name the file and the key, and carry PS_EXIT_USAGE. Unknown keys are
 * errors: a misspelt one would say nothing. */
int ps_guard_config_read(struct ps_guard_config *config, const char *path, const json_t *table, struct ps_error *err);

/* Safe on a zeroed struct. */
void ps_guard_config_free(struct ps_guard_config *config);

/* Whether the lists (NULL: not given) take a rule. */
bool ps_guard_takes(char *const *select, char *const *ignore, const char *rule);

/* An error if a list has a name that is no rule's; `where` begins it. */
int ps_guard_check_rules(char *const *names, const char *where, const struct ps_guard_report *report, struct ps_error *err);

/* Drops the findings of rules that the lists do not take, and those that concern none of `methods` (0: all). */
void ps_guard_keep(struct ps_guard_file *file, char *const *select, char *const *ignore, unsigned methods);

#endif
