/* cmd_report.c: print saved results in another format. */
#include <stdlib.h>

#include "cli/cli.h"
#include "commands/commands.h"
#include "commands/print_results.h"
#include "measure/journal.h"
#include "report/report.h"
#include "result/result.h"

static int report_files(char **paths, size_t n, const struct ps_common *common, struct ps_error *err)
{
    struct ps_result *results = calloc(n, sizeof *results);
    if (results == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory for %zu results", n);
    int status = 0;
    size_t have = 0;
    for (; status == 0 && have < n; have++) {
        status = ps_journal_finish(paths[have], err) < 0 ? -1 : 0;
        status = status == 0 ? ps_result_read(&results[have], paths[have], err) : -1;
    }
    if (status == 0)
        status = ps_print_results(results, n, common, common->output, err);
    while (have > 0)
        ps_result_free(&results[--have]);
    free(results);
    return status;
}

static int run_report(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    const char *formats[PS_FORMATS_MAX + 1];
    ps_format_names(formats);
    const struct ps_cli cli = {
        .usage = "procstart report [OPTIONS] FILE..",
        .about =
            "Prints results that bench saved with -o: as the table that bench printed, or in another format. What a run that was "
            "killed left behind is made into a result first.",
        .formats = formats,
        .output = "write to FILE instead of printing",
    };
    int first, helped;
    if (ps_cli_parse(&cli, argc, argv, common, &first, &helped, err) != 0)
        return -1;
    *exit = PS_EXIT_OK;
    if (helped)
        return 0;
    if (first == argc) {
        ps_fail(err, PS_EXIT_USAGE, "no result file is given");
        return ps_error_hint(err, "procstart bench -o FILE makes one");
    }
    return report_files(argv + first, (size_t)(argc - first), common, err);
}

const struct ps_command ps_cmd_report = {
    .name = "report",
    .summary = "print saved results in another format",
    .run = run_report,
};
