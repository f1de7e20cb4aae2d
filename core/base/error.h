/* error.h: how a failure travels from where it happens to the line the user reads.
 *
 * A function that can fail returns int: 0, or -1 with *err filled in. The error says what was wrong and what to do about it;
 * each layer on the way up adds where, with ps_error_context(). Only main() turns it into a line and an exit code.
 *
 *     if (open_journal(path, err) != 0)
 *         return ps_error_context(err, "%s", path);
 *
 * The caller owns the struct, which holds its text itself: nothing to free, and it works when memory is short.
 * Shared by every program, so: no libuv, no allocation, no stdio on the way.
 */
#ifndef PS_BASE_ERROR_H
#define PS_BASE_ERROR_H

/* The exit codes of procstart (docs/cli.md). An error carries the code that it leads to if nobody handles it. */
enum ps_exit {
    PS_EXIT_OK = 0,
    PS_EXIT_FINDING = 1,    /* a regression, a guard problem, a claim contradicted */
    PS_EXIT_USAGE = 2,      /* bad usage, input or output place */
    PS_EXIT_FAILED = 3,     /* some cells failed, the rest is saved */
    PS_EXIT_IMPOSSIBLE = 4, /* all that was asked for cannot be had on this platform */
    PS_EXIT_INTERRUPTED = 130,
};

struct ps_error {
    enum ps_exit exit;
    int os;         /* errno where a C function said it; the system's own number where the system did; else 0 */
    char what[768]; /* "context: context: what was wrong", one line, no control characters */
    char hint[256]; /* what to do, or "" */
};

#if defined(__GNUC__)
#ifndef PS_PRINTF_STYLE /* whose formats stdio has: a build for another library says so */
#define PS_PRINTF_STYLE printf
#endif
#define PS_PRINTF(fmt, args) __attribute__((format(PS_PRINTF_STYLE, fmt, args)))
#else
#define PS_PRINTF(fmt, args)
#endif

/* Fills *err (which may be NULL) and returns -1. */
int ps_fail(struct ps_error *err, enum ps_exit exit, const char *fmt, ...) PS_PRINTF(3, 4);

/* The same for a function that left an errno: appends its text and keeps the number. */
int ps_fail_os(struct ps_error *err, enum ps_exit exit, int os, const char *fmt, ...) PS_PRINTF(4, 5);

/* Sets what to do about it; returns -1, so that it can end a function. */
int ps_error_hint(struct ps_error *err, const char *fmt, ...) PS_PRINTF(2, 3);

/* Puts "context: " in front of what was said; returns -1. */
int ps_error_context(struct ps_error *err, const char *fmt, ...) PS_PRINTF(2, 3);

#endif
