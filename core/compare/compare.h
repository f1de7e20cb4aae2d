/* compare.h: two measurements, or the two sides of one that was made with --against: which cells are slower, and is that certain.
 *
 *     match.c         which cells are the same; partners.c: all of them
 *     differences.c   what differs between the sides besides the times
 *     ratios.c        ratios, intervals, verdicts
 *     formats.c       text, markdown, json, github: one file each
 *
 * Ratios are new / old. Between runs they are unpaired (core/stats/compare.h); within one run they are paired within rounds.
 */
#ifndef PS_COMPARE_COMPARE_H
#define PS_COMPARE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "result/result.h"
#include "stats/compare.h"

/* What a run's own effect on times is, where nothing better is known: standard deviation and what that is worth. How they were
 * found is in docs/compare.md. */
#define PS_COMPARE_DRIFT    0.01
#define PS_COMPARE_DRIFT_DF 15

struct ps_compare_options {
    enum ps_phase phase;  /* that decides */
    double threshold;     /* 0.05: least slowdown that is a finding */
    double drift;         /* standard deviation of a run's own effect */
    bool across_machines; /* compare although the machines are not the same */
};

enum ps_compare_verdict {
    PS_COMPARE_SLOWER,          /* significantly, and by the threshold at least: a finding */
    PS_COMPARE_SLIGHTLY_SLOWER, /* significantly, by less */
    PS_COMPARE_SAME,            /* no difference was seen */
    PS_COMPARE_FASTER,          /* significantly */
    PS_COMPARE_UNKNOWN,         /* no interval can be given: too few epochs */
    PS_COMPARE_VERDICTS
};
const char *
ps_compare_verdict_name(enum ps_compare_verdict verdict); /* "slower", "slightly-slower", "same", "faster", "unknown" */
const char *ps_compare_verdict_words(enum ps_compare_verdict verdict); /* as people write it */

struct ps_compare_phase {
    struct ps_ratio ratio;         /* ratio.ratio.value is NAN: a side has no such phase */
    double q;                      /* p, corrected for the number of cells that may be slower, or faster, whichever this one is */
    double old_median, new_median; /* ns, of all steady starts */
    enum ps_compare_verdict verdict;
};

struct ps_compare_cell {
    char key[192]; /* the id with the Python's major.minor */
    const struct ps_cell *old, *new_;
    bool floor; /* shown, never a finding */
    struct ps_compare_phase phase[PS_PHASES];
};

/* A cell that cannot be compared. */
struct ps_compare_lone {
    const struct ps_cell *cell;
    bool is_old;
    char why[200];
};

struct ps_difference {
    char what[64]; /* "cpu_model", "python 3.13 version" */
    char old[160], new_[160];
    bool bars; /* another machine or emulation: figures do not compare unless that is what is asked about */
};

/* Results that were read; what points into them stays valid as long as they are there. */
struct ps_compare_side {
    const char *name;
    const struct ps_result *results;
    size_t n;
};

struct ps_comparison {
    const struct ps_compare_options *options;
    struct ps_compare_side old, new_; /* within one run new_ has no results */
    bool paired;                      /* within one run */
    bool emulated;                    /* a side was: its tables say so */
    char emulation[64];
    struct ps_compare_cell *cells;
    size_t cells_n;
    struct ps_compare_lone *lone;
    size_t lone_n;
    struct ps_difference *differences;
    size_t differences_n;
    size_t slower; /* findings */
};

/* Between runs. Fails with PS_EXIT_USAGE if no cell has a partner, if none has figures, and if the machines differ unless
 * across_machines is set. ps_comparison_free() is due after success only. */
int ps_compare(struct ps_comparison *comparison, const struct ps_compare_side *old, const struct ps_compare_side *new_,
               const struct ps_compare_options *options, struct ps_error *err);

/* The cells of one run (bench --against): old is what it was measured against. */
int ps_compare_within(struct ps_comparison *comparison, const char *name, const struct ps_result *result,
                      const struct ps_compare_options *options, struct ps_error *err);

void ps_comparison_free(struct ps_comparison *comparison);

/* ---- formats ---- */

struct ps_compare_style {
    int columns;
    bool color, utf8;
};

struct ps_compare_format {
    const char *name;
    int (*write)(const struct ps_comparison *comparison, const struct ps_compare_style *style, FILE *to, struct ps_error *err);
};

enum { PS_COMPARE_FORMATS_MAX = 8 };

extern const struct ps_compare_format *const ps_compare_formats[]; /* ended by NULL, the first is the default */
const struct ps_compare_format *ps_compare_format_find(const char *name);

/* One sentence: "2 of 5 cells are slower by 5 % or more". */
void ps_compare_summary(const struct ps_comparison *comparison, char *to, size_t room);

/* Sentences: what floors say, whether all moved alike, what could be seen and what more would take, how it was worked out. */
void ps_compare_notes(const struct ps_comparison *comparison, void (*say)(void *data, const char *text), void *data);

/* ---- differences.c; the caller frees what is found ---- */

/* Between two results. */
int ps_differences_find(struct ps_difference **differences, size_t *n, const struct ps_result *old, const struct ps_result *new_,
                        struct ps_error *err);

/* Within one, of what it was measured against. */
int ps_differences_within(struct ps_difference **differences, size_t *n, const struct ps_result *result, struct ps_error *err);

#endif
