/* process.h: starting a process that gets exactly the handles it is meant to get. */
#ifndef PS_WINDOWS_PROCESS_H
#define PS_WINDOWS_PROCESS_H

#include <stdbool.h>
#include <windows.h>

#include "base/error.h"

/* What CreateProcessW is told about handles. The struct stays where it is until ps_inherit_close(). */
#define PS_INHERIT_MAX 8

struct ps_inherit {
    STARTUPINFOEXW startup; /* for CreateProcessW, with EXTENDED_STARTUPINFO_PRESENT */
    HANDLE handle[PS_INHERIT_MAX];
    DWORD n;    /* 0: nothing is inherited */
    HANDLE job; /* that the child is in from its first moment; NULL: only those that it inherits */
};

/* The three standard handles, each of which may be NULL, and `more` ones ended by NULL (which may itself be NULL). Makes them
 * inheritable: only a child that names them gets them. `job` may be NULL. */
int ps_inherit_open(struct ps_inherit *inherit, const HANDLE standard[3], const HANDLE *more, HANDLE job, struct ps_error *err);

/* Safe on a zeroed struct. */
void ps_inherit_close(struct ps_inherit *inherit);

/* Starts args[0] (a path, UTF-8; the arguments are ended by NULL), with the null device as its standard streams and the handles
 * in `more`, in `job` (or NULL). It has no window. *process is to be closed. */
int ps_process_start(const char *const *args, const HANDLE *more, DWORD flags, HANDLE job, HANDLE *process, struct ps_error *err);

#endif
