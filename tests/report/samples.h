/* samples.h: results made by hand, with everything in them that a report can meet. */
#ifndef PS_TESTS_REPORT_SAMPLES_H
#define PS_TESTS_REPORT_SAMPLES_H

#include <stdio.h>

#include "report/report.h"

/* Two Pythons, failed and unsupported cells, warnings, a twin, two sets, and text that means mischief. */
void make_rich(struct ps_result *result);

/* One native cell, made under an emulator and broken off. */
void make_poor(struct ps_result *result);

/* What `format` makes of it; the caller frees. */
char *write_report(const struct ps_format *format, const struct ps_result *results, size_t n,
                   const struct ps_report_options *options);

/* The same of files below tests/data, as procstart report reads them. The caller frees. */
char *write_report_of(const char *format, char *const *paths, size_t n, const struct ps_report_options *options);

/* Compares with tests/data/report/NAME. With PS_TEST_UPDATE set in the environment the file is written instead. */
void check_golden(const char *name, const char *text);

#endif
