/* report.h: the contract of an output format. One file a format, one line in formats.c. */
#ifndef PS_REPORT_REPORT_H
#define PS_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "result/result.h"

struct ps_report_options {
    int columns; /* width of the terminal, 0: unlimited */
    bool color;  /* escape sequences may be used */
    bool utf8;   /* bars and the multiplication sign may be used */
};

struct ps_format {
    const char *name; /* what --format takes */
    const char *title;
    int (*write)(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                 struct ps_error *err);
};

enum { PS_FORMATS_MAX = 16 };

extern const struct ps_format *const ps_formats[]; /* at most PS_FORMATS_MAX, ended by NULL; the first is the default */

const struct ps_format *ps_format_find(const char *name);

/* Their names, ended by NULL: what --format takes. */
void ps_format_names(const char *names[PS_FORMATS_MAX + 1]);

#endif
