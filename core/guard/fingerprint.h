/* fingerprint.h: what tells that two runs found the same. */
#ifndef PS_GUARD_FINGERPRINT_H
#define PS_GUARD_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

#include "guard/guard.h"

/* What stays the same as long as file, rule and the text of the line do: lines above it may come and go. */
uint64_t ps_guard_line_hash(const char *uri, const char *rule, const char *source);

struct ps_guard_fingerprint {
    char text[17]; /* 16 hexadecimal digits */
};

/* `again`: how many findings before it have the same hash. */
struct ps_guard_fingerprint ps_guard_fingerprint(uint64_t line_hash, size_t again);

/* Of each finding of a file, to be freed by the caller; NULL: no memory. */
struct ps_guard_fingerprint *ps_guard_fingerprints(const struct ps_guard_file *file, const char *uri);

#endif
