/* output.h: where a command's result goes: stdout, or the file of -o, which appears as a whole or not at all. */
#ifndef PS_CLI_OUTPUT_H
#define PS_CLI_OUTPUT_H

#include <stdio.h>

#include "base/error.h"
#include "platform/files.h"

struct ps_output {
    FILE *to;                   /* what to print to */
    struct ps_owned_file file;  /* what is being written, beside */
    char target[PS_FILES_PATH]; /* the file that it becomes, "" for stdout */
    char buffer[1 << 16];       /* the stream's: must live as long as it does */
};

/* path: common->output; NULL is stdout. A folder, or a place that cannot be written, is an error of exit 2. */
int ps_output_open(struct ps_output *output, const char *path, struct ps_error *err);

/* Before long work: fails, and makes nothing, where ps_output_open() would fail of a place that cannot be written. */
int ps_output_check(const char *path, struct ps_error *err);

/* Puts the file in its place if all of it was written; else removes it and fails. What went to stdout is main()'s to check. */
int ps_output_close(struct ps_output *output, struct ps_error *err);

/* After a failure of what printed: nothing is left behind. Where it was that the output could not be written, the error says of
 * which file. Returns -1, so that it can end a function. */
int ps_output_abandon(struct ps_output *output, struct ps_error *err);

#endif
