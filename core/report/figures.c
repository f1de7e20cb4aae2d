#include "report/figures.h"

#include <math.h>
#include <stdio.h>

/* Digits after the point that make three significant ones of a value that is printed rounded. */
static int decimals(double value)
{
    return fabs(value) < 9.995 ? 2 : fabs(value) < 99.95 ? 1 : 0;
}

void ps_figure_time(char *to, size_t room, double ns, bool utf8)
{
    const char *const units[] = {"ns", utf8 ? "µs" : "us", "ms", "s"};
    size_t unit = 0;
    to[0] = '\0';
    if (isnan(ns))
        return;
    while (unit + 1 < sizeof units / sizeof *units && fabs(ns) >= 999.5) {
        ns /= 1000;
        unit++;
    }
    snprintf(to, room, "%.*f %s", decimals(ns), ns, units[unit]);
}

void ps_figure_half_width(char *to, size_t room, double value, double lo, double hi, bool utf8)
{
    const char *sign = utf8 ? "±" : "+-";
    double percent = (hi - lo) / (2 * value) * 100;
    if (isnan(value))
        to[0] = '\0';
    else if (isnan(percent))
        snprintf(to, room, "%s?", sign);
    else
        snprintf(to, room, "%s%.*f%%", sign, percent < 9.95 ? 1 : 0, percent);
}

void ps_figure_ratio(char *to, size_t room, double ratio, bool utf8)
{
    to[0] = '\0';
    if (!isnan(ratio))
        snprintf(to, room, "%.*f%s", decimals(ratio), ratio, utf8 ? "×" : "x");
}

void ps_figure_interval(char *to, size_t room, double lo, double hi)
{
    to[0] = '\0';
    if (!isnan(lo) && !isnan(hi))
        snprintf(to, room, "[%.*f, %.*f]", decimals(lo), lo, decimals(hi), hi);
}

void ps_figure_fine_interval(char *to, size_t room, double lo, double hi)
{
    to[0] = '\0';
    if (!isnan(lo) && !isnan(hi))
        snprintf(to, room, "[%.3f, %.3f]", lo, hi);
}
