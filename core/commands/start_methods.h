/* start_methods.h: the --method of commands that run scripts. */
#ifndef PS_COMMANDS_START_METHODS_H
#define PS_COMMANDS_START_METHODS_H

#include "base/error.h"

/* "fork,spawn" to bits (1 << enum ps_method), or'ed into *methods. */
int ps_start_methods_parse(const char *value, unsigned *methods, struct ps_error *err);

#endif
