/* uri.h: where a finding is, as SARIF says it, and what tells that two runs found the same. */
#ifndef PS_GUARD_URI_H
#define PS_GUARD_URI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A path as an URI reference (RFC 3986), percent-encoded: relative with *relative, for what lies in the folder that procstart was
 * started in, which is given as `folder` ("": not known), and file:// for all else. The caller frees it; NULL: no memory. */
char *ps_guard_uri(const char *path, const char *folder, bool *relative);

/* What stays the same as long as file, rule and the text of the line do: lines above it may come and go. */
uint64_t ps_guard_line_hash(const char *uri, const char *rule, const char *source);

/* 16 hexadecimal digits; `again`: how many findings before it have the same hash. */
void ps_guard_fingerprint(char to[17], uint64_t line_hash, size_t again);

#endif
