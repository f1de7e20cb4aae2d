#include "stats/random.h"

void ps_random_seed(struct ps_random *random, uint64_t seed, uint64_t stream)
{
    random->state = 0;
    random->increment = (stream << 1) | 1;
    ps_random_next(random);
    random->state += seed;
    ps_random_next(random);
}

uint32_t ps_random_next(struct ps_random *random)
{
    uint64_t old = random->state;
    random->state = old * UINT64_C(6364136223846793005) + random->increment;
    uint32_t shifted = (uint32_t)(((old >> 18) ^ old) >> 27);
    uint32_t turn = (uint32_t)(old >> 59);
    return (shifted >> turn) | (shifted << (-turn & 31));
}

uint32_t ps_random_below(struct ps_random *random, uint32_t bound)
{
    uint64_t product = (uint64_t)ps_random_next(random) * bound;
    if ((uint32_t)product < bound) {
        /* 2^32 mod bound low halves would make some results one more likely than others: draw again. */
        uint32_t surplus = -bound % bound;
        while ((uint32_t)product < surplus)
            product = (uint64_t)ps_random_next(random) * bound;
    }
    return (uint32_t)(product >> 32);
}

double ps_random_unit(struct ps_random *random)
{
    uint64_t high = ps_random_next(random) >> 5;
    uint64_t low = ps_random_next(random) >> 6;
    return (double)(high << 26 | low) * 0x1p-53;
}

void ps_random_shuffle(struct ps_random *random, uint32_t *items, size_t n)
{
    for (size_t left = n; left > 1; left--) {
        uint32_t pick = ps_random_below(random, (uint32_t)left);
        uint32_t item = items[pick];
        items[pick] = items[left - 1];
        items[left - 1] = item;
    }
}
