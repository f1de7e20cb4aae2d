/* report.h: the contract of an output format. One file a format, one line in formats.c. */
#ifndef PS_REPORT_REPORT_H
#define PS_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "base/programs.h"
#include "result/result.h"

/* What one table of several results has a column for each of. */
enum ps_report_across { PS_ACROSS_NONE, PS_ACROSS_OS, PS_ACROSS_PYTHON, PS_ACROSS_MACHINE, PS_ACROSS_METHOD, PS_ACROSS_WORDS };
extern const char *const ps_report_across_words[]; /* from OS on, ended by NULL */

struct ps_report_options {
    int columns; /* width of the terminal, 0: unlimited */
    bool color;  /* escape sequences may be used */
    bool utf8;   /* bars and the multiplication sign may be used */
    enum ps_report_across across;
    bool has_phase; /* false: every phase, or `reaped` where one is shown */
    enum ps_phase phase;
    const char *relative_to; /* the cell that contrasts are held against (ps_report_relate()), NULL: the fastest of its set */
    bool summary;            /* a cell and phase a row, not a sample */
    const char *figure;      /* --figure: which one, NULL: overhead */
    const struct ps_programs *programs; /* for what needs files of procstart's own: html, vl-json, svg */
};

/* The phase that is shown where one is. */
enum ps_phase ps_report_phase(const struct ps_report_options *options);

/* Options that a format heeds; others are refused. */
enum { PS_HEEDS_ACROSS = 1, PS_HEEDS_PHASE = 2, PS_HEEDS_RELATIVE = 4, PS_HEEDS_SUMMARY = 8, PS_HEEDS_FIGURE = 16 };

struct ps_format {
    const char *name; /* what --format takes */
    const char *title;
    enum ps_keep keep; /* what it needs of the samples; those that are not kept it reads by sample_rows.h */
    unsigned heeds;
    int (*write)(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                 struct ps_error *err);
};

/* What has to be kept of the samples for these options. */
enum ps_keep ps_format_keep(const struct ps_format *format, const struct ps_report_options *options);

/* Puts contrasts with the cell of options->relative_to into every result that has it, in place of those with the fastest; for
 * --phase, or each. An error if none has it. */
int ps_report_relate(struct ps_result *results, size_t n, const struct ps_report_options *options, struct ps_error *err);

enum { PS_FORMATS_MAX = 16 };

extern const struct ps_format *const ps_formats[]; /* at most PS_FORMATS_MAX, ended by NULL; the first is the default */

const struct ps_format *ps_format_find(const char *name);

/* Their names, ended by NULL: what --format takes. */
void ps_format_names(const char *names[PS_FORMATS_MAX + 1]);

#endif
