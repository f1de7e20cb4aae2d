/* formats.h: the formats that formats.c lists: one file each. */
#ifndef PS_REPORT_FORMATS_H
#define PS_REPORT_FORMATS_H

#include "report/report.h"

extern const struct ps_format ps_format_terminal, ps_format_markdown, ps_format_json, ps_format_csv, ps_format_latex,
    ps_format_pyperf, ps_format_github_action_benchmark, ps_format_bmf, ps_format_html, ps_format_vl_json, ps_format_svg;

#endif
