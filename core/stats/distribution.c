#include <float.h>
#include <math.h>

#include "stats/stats.h"

#define PI 3.14159265358979323846

/* Beyond so many degrees of freedom t and the normal distribution differ by less than 1e-6, and the fraction below gets long. */
#define NORMAL_FROM 1e7

/* Gamma(a + 1/2) / Gamma(a): the asymptotic series of its logarithm (DLMF 5.11.8), after the recurrence has brought a to where
 * five terms are exact to the last bit. lgamma() would do, but it writes a global. */
static double gamma_ratio(double a)
{
    double ratio = 1;
    for (; a < 24; a++)
        ratio *= a / (a + 0.5);
    double r = 1 / (a * a);
    double series = (-1.0 / 8 + r * (1.0 / 192 + r * (-1.0 / 640 + r * (17.0 / 14336 - r * 31.0 / 18432)))) / a;
    return ratio * sqrt(a) * exp(series);
}

/* The continued fraction of the incomplete beta function, DLMF 8.17.22, by the modified Lentz method (Lentz 1976; Thompson &
 * Barnett 1986). For x < (a + 1) / (a + b + 2) it converges in about sqrt(max(a, b)) steps (DiDonato & Morris 1992). */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 0, f = 1;
    for (int step = 1; step < 100000; step++) {
        double m = floor(step / 2.0);
        double term = step % 2 ? -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
                               : m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 + term * d;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = 1 + term / c;
        c = fabs(c) < tiny ? tiny : c;
        f *= c * d;
        if (fabs(c * d - 1) < DBL_EPSILON)
            break;
    }
    return 1 / f;
}

/* What the solver needs of a symmetric distribution at t >= 0. The one of tail and centre that is small is computed, the other is
 * its complement, so that neither loses digits to cancellation. */
struct point {
    double tail;    /* P(T > t) */
    double central; /* P(-t < T < t) */
    double density;
};

static struct point normal_at(double t)
{
    return (struct point){erfc(t / sqrt(2)) / 2, erf(t / sqrt(2)), exp(-t * t / 2) / sqrt(2 * PI)};
}

static struct point t_at(double t, double df)
{
    if (df > NORMAL_FROM)
        return normal_at(t);
    double a = df / 2, b = 0.5;
    double inverse_beta = gamma_ratio(a) / sqrt(PI);
    double root = sqrt(df), length = hypot(root, t);
    double x = root / length * (root / length), y = t / length * (t / length);
    double square = t / df * t;
    double log_x = isinf(square) ? 2 * log(root / t) : -log1p(square);
    double near = exp(a * log_x);
    double front = near * (t / length) * inverse_beta; /* x^a y^b / B(a, b) */
    struct point point = {.density = near / length * inverse_beta};
    if (x < (a + 1) / (a + b + 2)) {
        point.tail = front / a * beta_fraction(a, b, x) / 2;
        point.central = 1 - 2 * point.tail;
    } else {
        point.central = front / b * beta_fraction(b, a, y);
        point.tail = (1 - point.central) / 2;
    }
    return point;
}

double ps_t_cdf(double t, double df)
{
    if (!(df > 0) || isnan(t))
        return NAN;
    if (isinf(t))
        return t > 0;
    struct point point = t_at(fabs(t), df);
    return t < 0 ? point.tail : 0.5 + point.central / 2;
}

/* The t with P(-t < T < t) = central, by Newton: the function is concave, so from 0 it comes up to the root and never passes. */
static double solve_central(double df, double central)
{
    double t = 0;
    for (int i = 0; i < 100; i++) {
        struct point point = t_at(t, df);
        double step = (central - point.central) / (2 * point.density);
        t += step;
        if (fabs(step) <= 2 * DBL_EPSILON * t)
            break;
    }
    return t;
}

/* The t with P(T > t) = tail, by Newton on log tail over log t. That is concave too (the density of log T is log-concave), so
 * after at most one step past the root it comes down to it; steps are bounded, as the first may pass it by more than doubles
 * hold. */
static double solve_tail(double df, double tail)
{
    double t = 1;
    for (int i = 0; i < 1000; i++) {
        struct point point = t_at(t, df);
        double step = point.tail > 0 ? log(point.tail / tail) * point.tail / (t * point.density) : -1;
        step = fmin(fmax(step, -2), 2);
        t *= exp(step);
        if (fabs(step) <= 2 * DBL_EPSILON)
            break;
    }
    return t;
}

double ps_t_quantile(double p, double df)
{
    if (!(df > 0) || !(p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return p > 0 ? INFINITY : -INFINITY;
    double tail = p < 0.5 ? p : 1 - p;
    double t = tail > 0.25 ? solve_central(df, 1 - 2 * tail) : solve_tail(df, tail);
    return p < 0.5 ? -t : t;
}

double ps_normal_quantile(double p)
{
    return ps_t_quantile(p, INFINITY);
}
