/* page_file.h: the files that a page is put together of: in share, under report/page (core/base/programs.h). */
#ifndef PS_REPORT_PAGE_FILE_H
#define PS_REPORT_PAGE_FILE_H

#include <stddef.h>

#include "base/error.h"
#include "base/programs.h"

/* Vega and Vega-Lite are not procstart's own: ci/fetch-vega puts them here. */
#define PS_PAGE_VENDOR "vendor/"

/* The whole text of a file, ended by '\0'; the caller frees it. NULL if it cannot be read: PS_EXIT_IMPOSSIBLE, with how to get
 * it, for what is under PS_PAGE_VENDOR; PS_EXIT_FAILED for what belongs to procstart. */
char *ps_page_read(const struct ps_programs *programs, const char *name, size_t *length, struct ps_error *err);

#endif
