/* vl_json.h: writes the figure of --figure as a Vega-Lite specification. */
#ifndef PS_REPORT_VL_JSON_H
#define PS_REPORT_VL_JSON_H

#include "report/report.h"

int ps_vl_json_write(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                     struct ps_error *err);

#endif
