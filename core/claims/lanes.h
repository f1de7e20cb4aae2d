/* lanes.h: from the stamps of several that ran at once to how much of it was at the same time. Pure.
 *
 * Each lane (a thread, a process, a task) stamps the clock after every small piece of its work. A piece is executed where it
 * took about as long as such a piece takes; one that took much longer held a wait (for the GIL, for a processor).
 */
#ifndef PS_CLAIMS_LANES_H
#define PS_CLAIMS_LANES_H

#include <stddef.h>
#include <stdint.h>

struct ps_lane {
    int64_t *at; /* ns, ascending */
    size_t n;
};

struct ps_overlap {
    double share;    /* time in which at least two lanes executed / what the second busiest executed in all: 0 .. 1 */
    size_t switches; /* pieces, ordered by their ends, that are followed by one of another lane */
    double spans;    /* sum of the lanes' spans, first stamp to last, / the span of them all: 1 one after another, n together */
};

/* A piece is executed if it took at most so many times the median piece of its lane. */
#define PS_LANES_EXECUTED 3.0

/* -1 for fewer than two lanes, a lane of fewer than 3 stamps, stamps out of order, or for lack of memory. */
int ps_lanes_overlap(const struct ps_lane *lanes, size_t n, struct ps_overlap *overlap);

#endif
