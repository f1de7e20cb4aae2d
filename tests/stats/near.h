/* near.h: comparing with values worked out elsewhere. */
#ifndef PS_TESTS_STATS_NEAR_H
#define PS_TESTS_STATS_NEAR_H

#include <criterion/criterion.h>
#include <math.h>

static inline void expect_near(double got, double expected, double relative, const char *what)
{
    double off = fabs(got - expected);
    cr_expect(off <= relative * fabs(expected), "%s: %.17g, expected %.17g (off by %.2g, relative)", what, got, expected,
              off / fabs(expected));
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

#endif
