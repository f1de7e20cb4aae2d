/* host.h: what the host (procstart-python) needs of the platform beside a library: its entry, Python's main, and forks seen.
 *
 * The platform has the entry point (main, wmain), which calls ps_host_main() first of all: its first instruction is the phase
 * `running`.
 */
#ifndef PS_PLATFORM_HOST_H
#define PS_PLATFORM_HOST_H

#include "base/error.h"
#include "platform/libpython.h"

/* The host itself, in core/python/host.c. Arguments are UTF-8, or the bytes as they came where the system has bytes. */
int ps_host_main(int argc, char **argv);

/* Runs Python's own main with the arguments exactly as the system gave them to this process. *status is what main would
 * return. */
int ps_host_run(struct ps_library *python, int argc, char **argv, int *status, struct ps_error *err);

/* Has child(data) called in the child of each fork of this process, before anything else runs in it; so it may only do what a
 * signal handler may. Children of children too. Once a process; does nothing where there is no fork. */
int ps_after_fork(void (*child)(void *data), void *data, struct ps_error *err);

/* Sets the environment variable `name` to a number, for all programs that this process will start; always with the same name.
 * When it has been called before it may be called in the child of a fork, as ps_after_fork() has it. */
int ps_host_publish(const char *name, unsigned number, struct ps_error *err);

/* The value of an environment variable, in UTF-8 or as it came; NULL if it is not set or empty. To be freed. */
char *ps_host_setting(const char *name);

/* The path by which multiprocessing opens the null device (Python's os.devnull). */
extern const char ps_null_device[];

#endif
