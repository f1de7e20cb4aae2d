#include "plan/sweep.h"

enum { STEPS_OF_2 = 6, STEPS_MOST = 6 };

/* Powers of 2 between the two, rounded up. */
static unsigned doublings(uint64_t lo, uint64_t hi)
{
    unsigned n = 0;
    for (uint64_t at = lo; at<hi; at = at> hi / 2 ? hi : at * 2)
        n++;
    return n;
}

size_t ps_sweep_points(uint64_t lo, uint64_t hi, uint64_t unit, uint64_t points[PS_SWEEP_MOST])
{
    size_t n = 0;
    unsigned least = 1;
    points[n++] = lo;
    if (lo == hi)
        return n;
    if (lo == 0) {
        lo = unit < hi ? unit : hi;
        least = 2;
        points[n++] = lo;
    }
    unsigned steps = doublings(lo, hi), shift = steps <= STEPS_OF_2 ? least : 2;
    while ((steps + shift - 1) / shift > STEPS_MOST)
        shift++;
    /* A last step that is less than half of the others is left out: hi takes its place. */
    for (uint64_t at = lo; at < hi && at <= hi >> shift; at <<= shift) {
        uint64_t next = at << shift;
        if (next < hi && (hi >> (shift - shift / 2)) >= next)
            points[n++] = next;
    }
    if (points[n - 1] != hi)
        points[n++] = hi;
    return n;
}
