/* uri.h: where a finding is, as SARIF says it. */
#ifndef PS_GUARD_URI_H
#define PS_GUARD_URI_H

#include <stdbool.h>

/* A path as an URI reference (RFC 3986), percent-encoded: relative with *relative, for what lies in the folder that procstart was
 * started in, which is given as `folder` ("": not known), and file:// for all else. The caller frees it; NULL: no memory. */
char *ps_guard_uri(const char *path, const char *folder, bool *relative);

#endif
