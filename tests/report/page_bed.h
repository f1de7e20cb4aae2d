/* page_bed.h: a share folder of a test's own, with the page's files in it, and stand-ins for Vega and Vega-Lite. */
#ifndef PS_TESTS_REPORT_PAGE_BED_H
#define PS_TESTS_REPORT_PAGE_BED_H

#include "report/report.h"

/* What the stand-in for Vega says. */
#define PAGE_BED_VEGA "/* a stand-in for vega */"

/* The page's files as they are in the source tree; with stand-ins if `vendor`, so that no network is needed. */
void page_bed_open(struct ps_programs *programs, bool vendor);
void page_bed_close(struct ps_programs *programs);

/* n steady starts in 4 epochs: the i-th took base + i ns until reaped, 3/5 of that until ready; two cold ones an epoch, too. The
 * cell's figures are made of them. */
void page_bed_samples(struct ps_result *result, size_t cell, size_t n, int64_t base);

/* The JSON in the script element of that id, parsed: what a browser's JSON.parse() is given. */
json_t *page_bed_json(const char *page, const char *id);

#endif
