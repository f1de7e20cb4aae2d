/* inspect.h: facts that both `host` and the doctor need. `root` as in machine.h. */
#ifndef PS_LINUX_INSPECT_H
#define PS_LINUX_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- processor ---- */

/* Calls `each` for every vulnerability of the processor with what the kernel does about it, those that do not affect it left
 * out. How many there are, or -1 if the kernel does not say. `each` may be NULL. */
int ps_inspect_vulnerabilities(const char *root, void (*each)(void *data, const char *name, const char *status), void *data);

/* "always", "madvise" or "never" out of "always [madvise] never". 0, or -1. */
int ps_inspect_thp(const char *root, char *text, size_t room);

/* ---- load ---- */

/* Time of all processors since the system started. 0, or -1. */
int ps_inspect_times(const char *root, int64_t *busy_ns, int64_t *idle_ns, int64_t *steal_ns);

/* How often processors and packages were slowed down for heat since the system started, -1 if that is not counted. */
int64_t ps_inspect_thermal_events(const char *root);

/* What ps_facts_available_memory() says; 0 unknown. */
uint64_t ps_inspect_available_memory(const char *root);

#endif
