/* sweep.h: the points of a factor that `--ballast LO..HI` and `--threads LO..HI` stand for. Pure. */
#ifndef PS_PLAN_SWEEP_H
#define PS_PLAN_SWEEP_H

#include <stddef.h>
#include <stdint.h>

enum { PS_SWEEP_MOST = 9 };

/* Few points at equal ratios, since costs follow a factor's size: lo and hi themselves, and between them steps of 2 or 4 (or as
 * many as it takes to have at most 8). From 0, which has no ratio, the next point is `unit` or what leaves steps of 4 from there.
 * lo <= hi. Returns how many. */
size_t ps_sweep_points(uint64_t lo, uint64_t hi, uint64_t unit, uint64_t points[PS_SWEEP_MOST]);

#endif
