/* clock.h: the one clock of all processes of a run.
 *
 * Monotonic, the same for every process of the machine, and the clock of Python's time.perf_counter_ns(): CLOCK_MONOTONIC,
 * mach_absolute_time, QueryPerformanceCounter, as ns. Never steps; may be slewed.
 */
#ifndef PS_PLATFORM_CLOCK_H
#define PS_PLATFORM_CLOCK_H

#include <stdint.h>

int64_t ps_clock_ns(void);

extern const char ps_clock_name[];

/* What the system says of its step, in ns. */
int64_t ps_clock_resolution_ns(void);

#endif
