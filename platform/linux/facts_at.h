/* facts_at.h: ps_facts_host() of a recorded machine (machine.h), for tests. */
#ifndef PS_LINUX_FACTS_AT_H
#define PS_LINUX_FACTS_AT_H

#include <jansson.h>

#include "base/error.h"

json_t *ps_facts_host_at(const char *root, struct ps_error *err);

#endif
