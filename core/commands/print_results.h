/* print_results.h: results in the format of --format, for every command that has some. */
#ifndef PS_COMMANDS_PRINT_RESULTS_H
#define PS_COMMANDS_PRINT_RESULTS_H

#include "base/error.h"
#include "commands/commands.h"
#include "result/result.h"

/* To stdout, as wide as the terminal, or as a whole into the file `path`, whose format does not depend on the terminal. */
int ps_print_results(const struct ps_result *results, size_t n, const struct ps_common *common, const char *path,
                     struct ps_error *err);

#endif
