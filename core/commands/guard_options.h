/* guard_options.h: the command line of guard. */
#ifndef PS_COMMANDS_GUARD_OPTIONS_H
#define PS_COMMANDS_GUARD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "commands/commands.h"

enum { PS_GUARD_PYTHONS_MOST = 32 };

struct ps_guard_options {
    const char *const *paths; /* operands */
    size_t paths_n;
    const char *const *arguments; /* what follows "--", ended by NULL */
    bool run;
    unsigned methods; /* bits; 0: not said */
    const char *pythons[PS_GUARD_PYTHONS_MOST];
    size_t pythons_n;
    int64_t timeout_ns;      /* 0: not said */
    uint64_t max_processes;  /* 0: not said */
    uint64_t max_memory;     /* 0: not said */
    char **select, **ignore; /* ended by NULL; NULL: not said */
};

/* Reads argv. *helped: --help was asked for and printed. ps_guard_options_free() is due in any case; *options must be zero. */
int ps_guard_options_parse(struct ps_guard_options *options, int argc, char **argv, struct ps_common *common, int *helped,
                           struct ps_error *err);
void ps_guard_options_free(struct ps_guard_options *options);

#endif
