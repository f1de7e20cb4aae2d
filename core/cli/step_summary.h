/* step_summary.h: the summary of a step of a GitHub job: markdown, in a file that the runner names by GITHUB_STEP_SUMMARY. */
#ifndef PS_CLI_STEP_SUMMARY_H
#define PS_CLI_STEP_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

/* Whether there is one here. */
bool ps_step_summary_wanted(void);

/* Writes what is to be added, at most `most` bytes. */
typedef int ps_step_summary_write(const void *what, size_t most, FILE *to, struct ps_error *err);

/* Appends to it, if it is wanted: a step may have written some of it before. What it may have together is the runner's limit:
 * where that leaves no room worth a summary nothing is added, and a line to `log` says so. */
int ps_step_summary_append(ps_step_summary_write *write, const void *what, FILE *log, struct ps_error *err);

#endif
