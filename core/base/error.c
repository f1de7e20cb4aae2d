#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One line, whatever the text came from: control characters would let a file name rewrite the terminal. */
static void make_printable(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c; c++) {
        if (*c < 0x20 || *c == 0x7f)
            *c = '?';
    }
}

/* Fills *err's text from fmt; the exit code and the system's number are the caller's. */
static void set_what(struct ps_error *err, const char *fmt, va_list args)
{
    vsnprintf(err->what, sizeof err->what, fmt, args);
    make_printable(err->what);
    err->hint[0] = '\0';
}

int ps_fail(struct ps_error *err, enum ps_exit exit, const char *fmt, ...)
{
    if (err == NULL)
        return -1;
    va_list args;
    va_start(args, fmt);
    set_what(err, fmt, args);
    va_end(args);
    err->exit = exit;
    err->os = 0;
    return -1;
}

int ps_fail_os(struct ps_error *err, enum ps_exit exit, int os, const char *fmt, ...)
{
    if (err == NULL)
        return -1;
    va_list args;
    va_start(args, fmt);
    set_what(err, fmt, args);
    va_end(args);
    size_t used = strlen(err->what);
    snprintf(err->what + used, sizeof err->what - used, ": %s", strerror(os));
    err->exit = exit;
    err->os = os;
    return -1;
}

int ps_error_hint(struct ps_error *err, const char *fmt, ...)
{
    if (err == NULL)
        return -1;
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->hint, sizeof err->hint, fmt, args);
    va_end(args);
    make_printable(err->hint);
    return -1;
}

int ps_error_context(struct ps_error *err, const char *fmt, ...)
{
    if (err == NULL)
        return -1;
    char context[sizeof err->what];
    va_list args;
    va_start(args, fmt);
    int length = vsnprintf(context, sizeof context, fmt, args);
    va_end(args);
    if (length < 0)
        return -1;
    make_printable(context);

    /* What was wrong matters more than where: a long context is what gets cut. */
    size_t tail = strlen(err->what);
    size_t head = strlen(context);
    if (head + 2 + tail >= sizeof err->what)
        head = tail + 3 < sizeof err->what ? sizeof err->what - tail - 3 : 0;
    if (head == 0)
        return -1;
    memmove(err->what + head + 2, err->what, tail + 1);
    memcpy(err->what, context, head);
    memcpy(err->what + head, ": ", 2);
    return -1;
}
