/* saved.h: the results that a command is given by files: what report, compare and others read. */
#ifndef PS_COMMANDS_SAVED_H
#define PS_COMMANDS_SAVED_H

#include "commands/commands.h"
#include "result/result.h"

struct ps_saved {
    struct ps_result *results;
    size_t n;
};

/* Reads result files and bundles, in their order, after making results of journals that were left behind. On stderr, unless
 * quiet: which are of a newer schema, so that something in them may not be known. The result of one run, given twice, is an
 * error: it would count twice. *saved is initialised by it, and empty after an error. */
int ps_saved_read(struct ps_saved *saved, char *const *paths, size_t n, enum ps_keep keep, const struct ps_common *common,
                  struct ps_error *err);
void ps_saved_free(struct ps_saved *saved);

#endif
