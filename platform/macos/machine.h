/* machine.h: what macOS says of the machine, as both `host` and the doctor need it. */
#ifndef PS_MACOS_MACHINE_H
#define PS_MACOS_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* sysctlbyname: 0, or -1 where there is no such name. Numbers are of 4 or 8 bytes. */
int ps_sysctl_number(const char *name, int64_t *value);
int ps_sysctl_text(const char *name, char *text, size_t room);

/* The rest of the first line of a command's output that begins (white space apart) with `key`. 0, or -1. For the settings that
 * only frameworks and the system's own tools can read. */
int ps_machine_tool(const char *command, const char *key, char *value, size_t room);

/* Pages of that can be had without swapping, in bytes; 0 unknown. */
uint64_t ps_machine_available_memory(void);

#endif
