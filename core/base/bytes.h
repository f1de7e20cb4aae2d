/* bytes.h: sizes for people. */
#ifndef PS_BASE_BYTES_H
#define PS_BASE_BYTES_H

#include <stdint.h>

enum { PS_BYTES_TEXT = 24 };

/* "500 KiB", "1.5 GiB": to four digits, in the unit that leaves the least of them before the point. */
void ps_bytes_text(char to[PS_BYTES_TEXT], uint64_t bytes);

#endif
