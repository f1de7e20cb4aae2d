/* text.h: between the UTF-8 of procstart and the UTF-16 and error numbers of Windows.
 *
 * All calls to Windows are the wide ones, so that neither the console's nor the system's code page has a part in anything.
 */
#ifndef PS_WINDOWS_TEXT_H
#define PS_WINDOWS_TEXT_H

#include <stdarg.h>
#include <stddef.h>
#include <wchar.h>
#include <windows.h>

#include "base/error.h"

/* The longest path that anything here takes, in characters of either encoding. */
#define PS_WINDOWS_PATH 4096

/* 0, or -1 for text that does not fit. What is no text in the one encoding becomes U+FFFD in the other. */
int ps_to_wide(const char *text, wchar_t *wide, size_t room);
int ps_from_wide(const wchar_t *wide, char *text, size_t room);

/* A path as calls for files take it: with backslashes, and prefixed if it is too long for calls that are not told to take long
 * ones. 0, or -1 and an error. */
int ps_wide_path(const char *path, wchar_t *wide, size_t room, struct ps_error *err);

/* The value of an environment variable; -1 if it is not set or does not fit. */
int ps_wide_variable(const wchar_t *name, char *text, size_t room);

/* ps_fail_os() for a number of GetLastError(). */
int ps_fail_windows(struct ps_error *err, enum ps_exit exit, DWORD code, const char *fmt, ...) PS_PRINTF(4, 5);

/* How a process ended, from its exit code: "exited with 3", "died of exception 0xC0000005 (access violation)". */
void ps_describe_exit(DWORD code, char *text, size_t room);

#endif
