/* peak.h: the peak memory of the calling process, as its system counts that. */
#ifndef PS_POSIX_PEAK_H
#define PS_POSIX_PEAK_H

#include <stdint.h>

/* Bytes, or PS_MISSING. Linux: the peak of what was resident. macOS: the peak of the physical footprint, by which that system
 * accounts memory; clean pages of files, such as libraries, are not in it. */
int64_t ps_peak_bytes(void);

#endif
