#include "commands/print_results.h"

#include "cli/output.h"
#include "cli/terminal.h"
#include "report/report.h"

int ps_print_results(const struct ps_result *results, size_t n, const struct ps_common *common, const char *path,
                     struct ps_error *err)
{
    const struct ps_format *format = common->format != NULL ? ps_format_find(common->format) : ps_formats[0];
    struct ps_output output;
    if (ps_output_open(&output, path, err) != 0)
        return -1;
    struct ps_report_options options = {
        .columns = path != NULL ? 0 : ps_terminal_columns(output.to),
        .color = path == NULL && common->color_out,
        .utf8 = path != NULL || ps_terminal_utf8(),
    };
    if (format->write(results, n, &options, output.to, err) != 0) {
        ps_output_abandon(&output);
        return -1;
    }
    return ps_output_close(&output, err);
}
