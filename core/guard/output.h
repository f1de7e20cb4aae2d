/* output.h: what a script wrote to standard error, read as it comes: its end, the first error of a child, and errors that mean
 * something to a verdict. Bounded, whatever is written.
 *
 * Tracebacks are known by their form. multiprocessing puts "Process NAME:" before that of a child; those that end in its own
 * spawn and forkserver modules are a child's too. Lines of processes that write at once may be mixed: then an error may be
 * missed, never made up.
 */
#ifndef PS_GUARD_OUTPUT_H
#define PS_GUARD_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PS_GUARD_LINE 1024

enum ps_guard_traceback {
    PS_TRACEBACK_NONE,
    PS_TRACEBACK_NAMED,
    PS_TRACEBACK_CHAINED,
    PS_TRACEBACK_FRAMES,
    PS_TRACEBACK_MESSAGE
};

struct ps_guard_output {
    uint64_t bytes;
    char tail[8192]; /* the last `tail_n` bytes */
    size_t tail_n;
    char line[PS_GUARD_LINE]; /* the line that is being read, without what has no room */
    size_t line_n;
    enum ps_guard_traceback state;
    bool chained;                    /* the error before it led to it, and was a child's */
    bool of_child;                   /* the traceback that is being read */
    bool through_main;               /* likewise: main was executed again in it */
    char error[PS_GUARD_LINE];       /* the last line of the last traceback; "" */
    char child_error[PS_GUARD_LINE]; /* of the first one of a child; "" */
    bool bootstrap;                  /* multiprocessing says that the guard is missing */
    bool died_in_main;               /* a child did, of an error in main's body, or in what that called */
    bool not_importable;             /* a function was not found, by the one who sent it or by a child */
};

/* Zeroed at first. */
void ps_guard_output_take(struct ps_guard_output *output, const char *text, size_t n);

/* Nothing more comes: the last line counts also without a newline. */
void ps_guard_output_end(struct ps_guard_output *output);

/* Whether an error ("AttributeError: Can't get attribute 'f' on ..") says that a function could not be found. `of_child`: a
 * child's, where a module that is missing means the same. */
bool ps_guard_error_not_found(const char *error, bool of_child);

#endif
