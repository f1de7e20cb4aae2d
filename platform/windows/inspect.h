/* inspect.h: facts that both `host` and the doctor need. */
#ifndef PS_WINDOWS_INSPECT_H
#define PS_WINDOWS_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The processors that this process may use, of its group, as bits; 0 unknown. */
uint64_t ps_inspect_allowed(void);

/* The name of the active power plan, which ps_inspect_turbo() is about. 0, or -1. */
int ps_inspect_power_plan(char *text, size_t room);

/* Time of all processors since the system started, in ns. 0, or -1. */
int ps_inspect_times(int64_t *busy_ns, int64_t *idle_ns);

/* Bytes that can be had without paging; 0 unknown. */
uint64_t ps_inspect_available_memory(void);

#endif
