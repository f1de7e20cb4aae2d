#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "near.h"
#include "stats/stats.h"
#include "tests/data/stats/t.h"

static const char *label(double a, double df)
{
    static char text[64];
    snprintf(text, sizeof text, "at %.9g, %g degrees of freedom", a, df);
    return text;
}

Test(distribution, t_quantiles_are_scipys)
{
    for (size_t i = 0; i < COUNT(t_quantiles); i++) {
        const struct t_value *v = &t_quantiles[i];
        expect_near(ps_t_quantile(v->p, v->df), v->t, 1e-10, label(v->p, v->df));
    }
}

Test(distribution, t_chances_are_scipys)
{
    for (size_t i = 0; i < COUNT(t_cdfs); i++) {
        const struct t_value *v = &t_cdfs[i];
        expect_near(ps_t_cdf(v->t, v->df), v->p, 1e-12, label(v->t, v->df));
    }
}

Test(distribution, normal_quantiles_are_scipys)
{
    for (size_t i = 0; i < COUNT(normal_quantiles); i++)
        expect_near(ps_normal_quantile(normal_quantiles[i].p), normal_quantiles[i].z, 1e-12,
                    label(normal_quantiles[i].p, INFINITY));
}

Test(distribution, quantile_inverts_the_chance)
{
    for (double df = 1; df < 1e5; df *= 1.7) {
        for (double p = 1e-6; p < 0.5; p *= 2.1)
            expect_near(ps_t_cdf(ps_t_quantile(p, df), df), p, 1e-10, label(p, df));
    }
}

Test(distribution, one_and_two_degrees_have_closed_forms)
{
    for (double p = 0.505; p < 1; p += 0.01) {
        expect_near(ps_t_quantile(p, 1), tan(acos(-1) * (p - 0.5)), 1e-12, label(p, 1));
        expect_near(ps_t_quantile(p, 2), (2 * p - 1) / sqrt(2 * p * (1 - p)), 1e-12, label(p, 2));
    }
}

Test(distribution, ends_and_nonsense)
{
    cr_expect_eq(ps_t_quantile(0, 5), -INFINITY);
    cr_expect_eq(ps_t_quantile(1, 5), INFINITY);
    cr_expect_eq(ps_t_quantile(0.5, 5), 0);
    cr_expect(isnan(ps_t_quantile(1.1, 5)));
    cr_expect(isnan(ps_t_quantile(0.5, 0)));
    cr_expect(isnan(ps_t_quantile(NAN, 5)));
    cr_expect(isnan(ps_t_cdf(1, -1)));
    cr_expect_eq(ps_t_cdf(INFINITY, 3), 1);
    cr_expect_eq(ps_t_cdf(-INFINITY, 3), 0);
    cr_expect(isfinite(ps_t_quantile(1e-300, 1000)));
    cr_expect(isfinite(ps_t_quantile(1e-300, 1)));
    expect_near(ps_t_cdf(-1e200, 1), 1e-200 / acos(-1), 1e-12, "far tail of Cauchy");
}
