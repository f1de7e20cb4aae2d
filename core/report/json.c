/* The result document itself; several as a bundle. */
#include "report/formats.h"

static int write_json(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                      struct ps_error *err)
{
    (void)options;
    if (n == 1)
        return ps_result_print(&results[0], to, err);
    fputs("{\"schema\":\"procstart.bundle/1\",\"results\":[\n", to);
    for (size_t i = 0; i < n; i++) {
        fputs(i > 0 ? ",\n" : "", to);
        if (ps_result_print(&results[i], to, err) != 0)
            return -1;
    }
    fputs("]}\n", to);
    return 0;
}

const struct ps_format ps_format_json = {.name = "json", .title = "the result file's document", .write = write_json};
