/* print_results.h: results in the format of --format, for every command that has some. */
#ifndef PS_COMMANDS_PRINT_RESULTS_H
#define PS_COMMANDS_PRINT_RESULTS_H

#include "base/error.h"
#include "commands/commands.h"
#include "report/report.h"
#include "result/result.h"

/* What --format names; the first of all if there was none. */
const struct ps_format *ps_print_format(const struct ps_common *common);

/* To stdout, as wide as the terminal, or as a whole into the file `path`, whose format does not depend on the terminal.
 * `options`: what is not the terminal's; NULL: nothing. */
int ps_print_results(const struct ps_result *results, size_t n, const struct ps_common *common, const char *path,
                     const struct ps_report_options *options, struct ps_error *err);

#endif
