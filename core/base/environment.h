/* environment.h: the environment of a process that procstart starts: its own, with some of it replaced. */
#ifndef PS_BASE_ENVIRONMENT_H
#define PS_BASE_ENVIRONMENT_H

#include <stdbool.h>

/* This process' environment with `additions` ("NAME=value", ended by NULL) in place of what has these names. `for_script`: for
 * code that is not procstart's own, which gets no secrets of a CI job. Ended by NULL; NULL when memory is short. */
char **ps_environment_make(const char *const *additions, bool for_script);

/* Frees such a list, or any other of strings; NULL is fine. */
void ps_environment_free(char **list);

#endif
