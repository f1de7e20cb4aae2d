/* cmd_report.c: prints saved results in another format. */
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "commands/commands.h"
#include "report/report.h"
#include "result/result.h"

enum { FORMATS_MAX = 16 };

static void format_names(const char *names[FORMATS_MAX + 1])
{
    size_t n = 0;
    for (; n < FORMATS_MAX && ps_formats[n] != NULL; n++)
        names[n] = ps_formats[n]->name;
    names[n] = NULL;
}

static int print_results(const struct ps_result *results, size_t n, const struct ps_common *common, struct ps_error *err)
{
    const struct ps_format *format = common->format != NULL ? ps_format_find(common->format) : ps_formats[0];
    struct ps_output output;
    if (ps_output_open(&output, common->output, err) != 0)
        return -1;
    bool to_file = common->output != NULL;
    struct ps_report_options options = {
        .columns = to_file ? 0 : ps_terminal_columns(output.to),
        .color = !to_file && common->color_out,
        .utf8 = to_file || ps_terminal_utf8(),
    };
    if (format->write(results, n, &options, output.to, err) != 0) {
        ps_output_abandon(&output);
        return -1;
    }
    return ps_output_close(&output, err);
}

static int report_files(char **paths, size_t n, const struct ps_common *common, struct ps_error *err)
{
    struct ps_result *results = calloc(n, sizeof *results);
    if (results == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory for %zu results", n);
    int status = 0;
    size_t have = 0;
    for (; status == 0 && have < n; have++)
        status = ps_result_read(&results[have], paths[have], err);
    if (status == 0)
        status = print_results(results, n, common, err);
    while (have > 0)
        ps_result_free(&results[--have]);
    free(results);
    return status;
}

static int run_report(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    const char *formats[FORMATS_MAX + 1];
    format_names(formats);
    const struct ps_cli cli = {
        .usage = "procstart report [OPTIONS] FILE..",
        .about = "Prints results that bench saved with -o: as the table that bench printed, or in another format.",
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
    .summary = "prints saved results in another format",
    .run = run_report,
};
