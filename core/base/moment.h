/* moment.h: points in time for people and files. */
#ifndef PS_BASE_MOMENT_H
#define PS_BASE_MOMENT_H

#include <stdint.h>

#include "base/error.h"

enum { PS_MOMENT_TEXT = 40 };

/* RFC 3339, UTC, to the millisecond: the moment that was ago_ns ago. "" where that fails. */
int ps_moment_text(char to[PS_MOMENT_TEXT], int64_t ago_ns, struct ps_error *err);

#endif
