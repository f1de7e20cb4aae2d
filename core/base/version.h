/* version.h: which procstart this is. */
#ifndef PS_BASE_VERSION_H
#define PS_BASE_VERSION_H

extern const char ps_version[];    /* "0.1.0" */
extern const char ps_commit[];     /* short hash, with "-dirty" if the tree had changes; "" if it was not built from a clone */
extern const char ps_compiler[];   /* "GNU 12.2.0" */
extern const char ps_build_type[]; /* "Release" */

#endif
