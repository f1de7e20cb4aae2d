/* analyser.h: a Python that runs guard_static.py: paths go in, a line of JSON comes out for each, in their order.
 *
 * It lives as long as there are paths. It sees nothing of the user's environment (-I), nor of site-packages, whose .pth files are
 * code (-S); it executes nothing of what it reads. It is contained (platform/contain.h), and has a time limit for each answer.
 */
#ifndef PS_GUARD_ANALYSER_H
#define PS_GUARD_ANALYSER_H

#include <stdbool.h>
#include <uv.h>

#include "base/error.h"
#include "platform/contain.h"

#define PS_ANALYSER_WINDOW   16    /* paths under way at a time: enough that it never waits for the next one */
#define PS_ANALYSER_LIMIT_MS 60000 /* without an answer: it is taken to hang */

struct ps_analyser {
    /* Set by the caller, which keeps the strings: */
    const char *const *args; /* the command line, ended by NULL */
    char **env;
    /* Called for each line, and once it has ended. They may ask and close. */
    void (*on_line)(struct ps_analyser *analyser, const char *line, size_t length);
    void (*on_end)(struct ps_analyser *analyser);
    void *data;

    struct ps_contain *contain;
    uv_process_t process;
    uv_pipe_t in, out, errors;
    uv_timer_t limit;
    char *text; /* what was received and is no whole line yet */
    size_t length, room;
    char tail[1024]; /* of what it wrote to standard error */
    size_t tail_n;
    unsigned open;       /* handles */
    unsigned waited;     /* answers that are due; the rules' line is one */
    bool closing;        /* no more is asked */
    char why_ended[256]; /* "": as it should */
};

/* Starts it on a zeroed struct of which the caller's part is set. on_end() follows
 * in any case, when the loop runs; the struct must stay until then. */
int ps_analyser_open(struct ps_analyser *analyser, uv_loop_t *loop, struct ps_contain *contain, struct ps_error *err);

/* Asks for one path. False: it is on its way out, and will not answer. */
bool ps_analyser_ask(struct ps_analyser *analyser, const char *path);

/* No more will be asked; on_end() follows. */
void ps_analyser_close(struct ps_analyser *analyser);

#endif
