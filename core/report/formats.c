#include "report/formats.h"

#include <string.h>

const struct ps_format *const ps_formats[] = {&ps_format_terminal,
                                              &ps_format_markdown,
                                              &ps_format_csv,
                                              &ps_format_latex,
                                              &ps_format_json,
                                              &ps_format_pyperf,
                                              &ps_format_github_action_benchmark,
                                              &ps_format_bmf,
                                              &ps_format_html,
                                              &ps_format_vl_json,
                                              &ps_format_svg,
                                              NULL};

const struct ps_format *ps_format_find(const char *name)
{
    for (const struct ps_format *const *format = ps_formats; *format != NULL; format++) {
        if (strcmp((*format)->name, name) == 0)
            return *format;
    }
    return NULL;
}

_Static_assert(sizeof ps_formats / sizeof *ps_formats <= PS_FORMATS_MAX + 1, "PS_FORMATS_MAX is too small");

void ps_format_names(const char *names[PS_FORMATS_MAX + 1])
{
    size_t n = 0;
    for (; ps_formats[n] != NULL; n++)
        names[n] = ps_formats[n]->name;
    names[n] = NULL;
}

const char *const ps_report_across_words[] = {"os", "python", "machine", "method", NULL};

enum ps_phase ps_report_phase(const struct ps_report_options *options)
{
    return options->has_phase ? options->phase : PS_REAPED;
}

enum ps_keep ps_format_keep(const struct ps_format *format, const struct ps_report_options *options)
{
    if (options->relative_to != NULL)
        return PS_KEEP_ALL; /* ratios are paired within rounds */
    return options->summary && format->keep == PS_KEEP_NONE ? PS_KEEP_FIRST : format->keep;
}
