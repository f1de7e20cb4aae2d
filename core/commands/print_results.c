#include "commands/print_results.h"

#include "cli/output.h"
#include "cli/terminal.h"
#include "report/report.h"

const struct ps_format *ps_print_format(const struct ps_common *common)
{
    return common->format != NULL ? ps_format_find(common->format) : ps_formats[0];
}

int ps_print_results(const struct ps_result *results, size_t n, const struct ps_common *common, const char *path,
                     const struct ps_report_options *options, struct ps_error *err)
{
    struct ps_report_options all = options != NULL ? *options : (struct ps_report_options){0};
    struct ps_output output;
    if (ps_output_open(&output, path, err) != 0)
        return -1;
    all.columns = path != NULL ? 0 : ps_terminal_columns(output.to);
    all.color = path == NULL && common->color_out;
    all.utf8 = path != NULL || ps_terminal_utf8();
    all.programs = common->programs;
    if (ps_print_format(common)->write(results, n, &all, output.to, err) != 0)
        return ps_output_abandon(&output, err);
    return ps_output_close(&output, err);
}
