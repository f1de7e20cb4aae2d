/* console.h: the console that the user sits at, or the files that stand in for it. Linked by procstart only. */
#ifndef PS_PLATFORM_CONSOLE_H
#define PS_PLATFORM_CONSOLE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

/* Called first by main(). A reader that closes its pipe, and a file that may not grow, show as an error of a write, not as a
 * signal; a standard stream that was closed is taken by something on which reading and writing fail, so that no file opened
 * later gets its place; a Windows console understands UTF-8 and escape sequences. An error where the little that libuv aborts
 * without, three descriptors, cannot be had. */
int ps_console_prepare(struct ps_error *err);

bool ps_console_is(FILE *stream);
int ps_console_columns(FILE *stream); /* 0 if unknown */

/* Whether a terminal that closes is to end nothing, as nohup has it. */
bool ps_console_hangup_ignored(void);

/* Whether the user's locale writes UTF-8. Changes no locale. */
bool ps_console_utf8(void);

#endif
