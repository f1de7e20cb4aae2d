/* workload.h: runs one program, contained, and hands over its output line by line. */
#ifndef PS_CLAIMS_WORKLOAD_H
#define PS_CLAIMS_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/error.h"
#include "platform/contain.h"

#define PS_WORKLOAD_TAIL 4096

/* A line of output may be this long. */
#define PS_WORKLOAD_LINE (8U << 20)

struct ps_workload {
    uv_loop_t *loop;
    struct ps_contain *contain; /* of that loop */
    const char *const *args;    /* the program first; ended by NULL */
    const char *const *add;     /* "NAME=value" for its environment; ended by NULL */
    int64_t limit_ms;           /* after that it is ended, with all that it started */
    const bool *interrupted;    /* it is ended when this turns true; looked at ten times a second */
    int (*line)(void *data, const char *line, struct ps_error *err); /* NULL: output is passed over */
    void *data;
};

struct ps_workload_end {
    int64_t exit_status;
    int term_signal;
    bool timed_out, interrupted;
    char tail[PS_WORKLOAD_TAIL]; /* the last of its standard error */
};

/* 0 when the program was started and has ended, however; a line that was refused is an error after its end. Its standard input is
 * a pipe in which nothing comes. */
int ps_workload_run(const struct ps_workload *work, struct ps_workload_end *end, struct ps_error *err);

/* How it ended, if that was not well, with the last line of what it said: -1. 0: it exited with 0. */
int ps_workload_judge(const struct ps_workload_end *end, struct ps_error *err);

#endif
