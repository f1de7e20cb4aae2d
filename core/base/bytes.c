#include "base/bytes.h"

#include <stdio.h>

void ps_bytes_text(char to[PS_BYTES_TEXT], uint64_t bytes)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    double value = (double)bytes;
    for (; value >= 1024 && unit + 1 < sizeof units / sizeof *units; unit++)
        value /= 1024;
    snprintf(to, PS_BYTES_TEXT, "%.4g %s", value, units[unit]);
}
