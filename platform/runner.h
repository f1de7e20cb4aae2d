/* runner.h: what a native runner needs of the platform beside launchers: its pipes, its processor, its factors. */
#ifndef PS_PLATFORM_RUNNER_H
#define PS_PLATFORM_RUNNER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "plan/cell.h"

struct ps_channel {
    intptr_t in, out;
};

/* Takes standard input and output for the protocol, out of reach of children, and puts the null device and standard error in
 * their places. */
int ps_channel_open(struct ps_channel *channel, struct ps_error *err);

/* Reads exactly n bytes: 1, 0 at a clean end of input, -1. */
int ps_channel_read(struct ps_channel *channel, void *to, size_t n, struct ps_error *err);
int ps_channel_write(struct ps_channel *channel, const void *from, size_t n, struct ps_error *err);

/* Pins a process, and so the children it will have, to one processor; -1: back to all that the caller had at its first call.
 * `process` is 0 for the caller, or a child's id (ps_launched.id). Where the platform has no such thing it does nothing
 * (docs/platforms.md). */
int ps_pin(intptr_t process, int cpu, struct ps_error *err);

/* Minor page faults of this process so far, PS_MISSING if unknown. */
int64_t ps_minor_faults(void);

/* Where the ballast is. */
struct ps_ballast {
    volatile char *at; /* NULL: there is none */
    uint64_t bytes, page;
};

/* Gives the process its ballast (mapped privately and touched), threads (asleep) and open descriptors (of the null device, not
 * inherited by programs it starts). They stay to its end. `ballast` may be NULL. */
int ps_factors_apply(const struct ps_factors *factors, struct ps_ballast *ballast, struct ps_error *err);

#endif
