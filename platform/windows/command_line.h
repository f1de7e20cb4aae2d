/* command_line.h: a command line that a program's C runtime takes apart into exactly the arguments that it was made of. */
#ifndef PS_WINDOWS_COMMAND_LINE_H
#define PS_WINDOWS_COMMAND_LINE_H

#include <stddef.h>
#include <wchar.h>

/* Of UTF-8 arguments ended by NULL, by the rules of CommandLineToArgvW: 0, or -1 if it does not fit into `room` characters, of
 * which Windows takes 32,767. */
int ps_command_line(const char *const *args, wchar_t *line, size_t room);

#define PS_COMMAND_LINE_MAX 32767

#endif
