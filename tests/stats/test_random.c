#include <criterion/criterion.h>
#include <math.h>

#include "near.h"
#include "stats/random.h"
#include "stats/stats.h"

/* The first numbers of pcg32-demo of the reference implementation (pcg-c-basic), seed 42, stream 54. */
Test(random, is_the_reference_pcg32)
{
    static const uint32_t expected[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e};
    struct ps_random random;
    ps_random_seed(&random, 42, 54);
    for (size_t i = 0; i < COUNT(expected); i++)
        cr_expect_eq(ps_random_next(&random), expected[i]);
}

Test(random, streams_and_seeds_differ)
{
    struct ps_random a, b, c;
    ps_random_seed(&a, 1, 1);
    ps_random_seed(&b, 1, 2);
    ps_random_seed(&c, 2, 1);
    unsigned same = 0;
    for (unsigned i = 0; i < 1000; i++) {
        uint32_t x = ps_random_next(&a);
        same += (x == ps_random_next(&b)) + (x == ps_random_next(&c));
    }
    cr_expect_eq(same, 0);
}

Test(random, below_stays_below)
{
    static const uint32_t bounds[] = {1, 2, 3, 7, 1000, 0x80000000, 0x80000001, 0xffffffff};
    struct ps_random random;
    ps_random_seed(&random, 3, 3);
    for (size_t b = 0; b < COUNT(bounds); b++) {
        for (unsigned i = 0; i < 1000; i++)
            cr_assert_lt(ps_random_below(&random, bounds[b]), bounds[b]);
    }
}

/* Chi-square of counts that should be equal, as a normal deviate (Wilson & Hilferty 1931). */
static double deviate(const unsigned *count, size_t n, double expected)
{
    double square = 0;
    for (size_t i = 0; i < n; i++)
        square += (count[i] - expected) * (count[i] - expected) / expected;
    double df = (double)(n - 1), spread = 2 / (9 * df);
    return (cbrt(square / df) - (1 - spread)) / sqrt(spread);
}

/* With 3 * 2^30 as bound, plain multiplication without rejection gives every third result twice as often. */
Test(random, below_has_no_bias_where_the_bound_divides_badly)
{
    struct ps_random random;
    ps_random_seed(&random, 5, 5);
    unsigned count[3] = {0};
    for (unsigned i = 0; i < 300000; i++)
        count[ps_random_below(&random, UINT32_C(3) << 30) % 3]++;
    cr_expect_lt(fabs(deviate(count, 3, 100000)), 4, "%u %u %u", count[0], count[1], count[2]);
}

Test(random, unit_is_uniform_and_below_one)
{
    struct ps_random random;
    ps_random_seed(&random, 6, 6);
    unsigned count[64] = {0};
    for (unsigned i = 0; i < 640000; i++) {
        double u = ps_random_unit(&random);
        cr_assert(u >= 0 && u < 1);
        count[(size_t)(u * 64)]++;
    }
    cr_expect_lt(fabs(deviate(count, 64, 10000)), 4);
}

Test(random, every_order_of_a_shuffle_is_as_likely)
{
    struct ps_random random;
    ps_random_seed(&random, 8, 8);
    unsigned count[256] = {0}, orders = 0;
    for (unsigned i = 0; i < 240000; i++) {
        uint32_t items[] = {0, 1, 2, 3};
        ps_random_shuffle(&random, items, 4);
        count[items[0] << 6 | items[1] << 4 | items[2] << 2 | items[3]]++;
    }
    unsigned seen[24];
    for (size_t i = 0; i < 256; i++) {
        if (count[i] > 0) {
            cr_assert_lt(orders, 24, "a shuffle that is no permutation");
            seen[orders++] = count[i];
        }
    }
    cr_assert_eq(orders, 24);
    cr_expect_lt(fabs(deviate(seen, 24, 10000)), 4);
}

Test(random, shuffle_of_nothing_and_of_one)
{
    struct ps_random random;
    ps_random_seed(&random, 9, 9);
    uint32_t one = 17;
    ps_random_shuffle(&random, &one, 1);
    ps_random_shuffle(&random, NULL, 0);
    cr_expect_eq(one, 17);
}
