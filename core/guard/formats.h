/* formats.h: what the formats of a guard report have in common.
 *
 * Everything in a report may come from a hostile script: its name, its lines, what it printed. A format makes it safe for where
 * it goes; ps_guard_show() does so for terminals and for the logs of CI jobs, in which GitHub's runner looks for commands.
 */
#ifndef PS_GUARD_FORMATS_H
#define PS_GUARD_FORMATS_H

#include "guard/guard.h"

extern const struct ps_guard_format ps_guard_format_text, ps_guard_format_json, ps_guard_format_sarif, ps_guard_format_github;

/* ---- text ---- */

/* A copy in which nothing steers a terminal (cli/terminal.h) nor is a workflow command: no "::" begins a word, no "##[" is left.
 * At most `most` bytes of the text are taken. NULL, and *err, if there is no memory; the caller frees it. */
char *ps_guard_show(const char *text, size_t most, bool utf8, struct ps_error *err);

/* "fork, spawn" of bits (1 << enum ps_method); "" for none and for all three: then there is nothing to say. */
void ps_guard_methods(char to[64], unsigned methods);

/* ---- what is in a report ---- */

struct ps_guard_counts {
    size_t level[PS_GUARD_LEVELS]; /* findings, and bad verdicts by the level of theirs */
    size_t findings;               /* all of these */
    size_t found;                  /* files that have some */
    size_t unreadable;             /* files that could not be looked at */
};
void ps_guard_count(struct ps_guard_counts *counts, const struct ps_guard_report *report);

/* A bad verdict is a finding, too, and has a rule: "run-loops". */
struct ps_guard_verdict_rule {
    const char *id, *title, *why, *good;
    enum ps_guard_level level;
};
const struct ps_guard_verdict_rule *ps_guard_verdict_rule(enum ps_verdict verdict); /* NULL: it is not bad */

/* Runs of one file that ended alike are one finding: walks the bad ones. The first call with *at 0; returns the first run of the
 * next group, or NULL, and in `where` the "spawn on 3.11.7, 3.14.3; fork on 3.14.3" of all of it, cut at `room`. */
const struct ps_guard_run *ps_guard_next_group(const struct ps_guard_file *file, size_t *at, char *where, size_t room);

/* ---- parts that formats share ---- */

/* The matrix of methods x Pythons x verdicts, for a terminal of so many columns (0: unlimited); nothing if nothing was run. */
int ps_guard_matrix(const struct ps_guard_report *report, int columns, bool color, FILE *to, struct ps_error *err);

/* "2 errors, 1 warning in 1 of 3 files", one line without its end. */
void ps_guard_sentence(char to[256], const struct ps_guard_counts *counts, size_t files);

/* The summary of a job's step, in markdown, at most `most` bytes: all findings that have room, then the matrix. */
int ps_guard_step_summary(const struct ps_guard_report *report, size_t most, FILE *to, struct ps_error *err);

#endif
