/* random.h: the seeded generator of all orders and resamplings: the same seed gives the same run on every platform.
 *
 * PCG32, O'Neill 2014. The state belongs to the caller.
 */
#ifndef PS_STATS_RANDOM_H
#define PS_STATS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct ps_random {
    uint64_t state, increment;
};

void ps_random_seed(struct ps_random *random, uint64_t seed, uint64_t stream);
uint32_t ps_random_next(struct ps_random *random);

/* Uniform in [0, bound), without bias (Lemire 2019); bound > 0. */
uint32_t ps_random_below(struct ps_random *random, uint32_t bound);

/* Uniform in [0, 1). */
double ps_random_unit(struct ps_random *random);

/* Fisher-Yates. */
void ps_random_shuffle(struct ps_random *random, uint32_t *items, size_t n);

#endif
