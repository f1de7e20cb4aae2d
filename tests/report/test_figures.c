#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "report/bar.h"
#include "report/figures.h"

static char text[64];

static char *time_of(double ns, bool utf8)
{
    ps_figure_time(text, sizeof text, ns, utf8);
    return text;
}

Test(figures, times_have_three_digits_and_the_unit_that_fits)
{
    cr_assert(eq(str, time_of(0, true), "0.00 ns"));
    cr_assert(eq(str, time_of(41.26, true), "41.3 ns"));
    cr_assert(eq(str, time_of(212345, true), "212 µs"));
    cr_assert(eq(str, time_of(212345, false), "212 us"));
    cr_assert(eq(str, time_of(58.84e6, true), "58.8 ms"));
    cr_assert(eq(str, time_of(1.234e9, true), "1.23 s"));
    cr_assert(eq(str, time_of(12345e9, true), "12345 s"));
}

Test(figures, rounding_carries_into_the_next_digit_and_unit)
{
    cr_assert(eq(str, time_of(9.996, true), "10.0 ns"));
    cr_assert(eq(str, time_of(99.96, true), "100 ns"));
    cr_assert(eq(str, time_of(999.4, true), "999 ns"));
    cr_assert(eq(str, time_of(999.6, true), "1.00 µs"));
    cr_assert(eq(str, time_of(999600, true), "1.00 ms"));
}

Test(figures, what_is_not_known_is_not_invented)
{
    cr_assert(eq(str, time_of(NAN, true), ""));
    ps_figure_half_width(text, sizeof text, 5, NAN, NAN, true);
    cr_assert(eq(str, text, "±?"));
    ps_figure_half_width(text, sizeof text, NAN, NAN, NAN, true);
    cr_assert(eq(str, text, ""));
    ps_figure_ratio(text, sizeof text, NAN, true);
    cr_assert(eq(str, text, ""));
    ps_figure_interval(text, sizeof text, NAN, 1);
    cr_assert(eq(str, text, ""));
}

Test(figures, the_half_width_is_relative_to_the_median)
{
    ps_figure_half_width(text, sizeof text, 200, 197, 203, true);
    cr_assert(eq(str, text, "±1.5%"));
    ps_figure_half_width(text, sizeof text, 200, 150, 250, false);
    cr_assert(eq(str, text, "+-25%"));
    ps_figure_half_width(text, sizeof text, 1000, 900.4, 1099.6, true);
    cr_assert(eq(str, text, "±10%"));
}

Test(figures, ratios_and_intervals)
{
    ps_figure_ratio(text, sizeof text, 1.314, true);
    cr_assert(eq(str, text, "1.31×"));
    ps_figure_ratio(text, sizeof text, 99.97, false);
    cr_assert(eq(str, text, "100x"));
    ps_figure_interval(text, sizeof text, 9.9, 10.449);
    cr_assert(eq(str, text, "[9.90, 10.4]"));
    ps_figure_fine_interval(text, sizeof text, 0.9968, 1.0094);
    cr_assert(eq(str, text, "[0.997, 1.009]"));
}

/* ---- bars ---- */

static void set(struct ps_summary *summary, enum ps_phase phase, double median)
{
    summary[phase] = (struct ps_summary){.n = 10, .median = median};
}

Test(bar, each_phase_is_drawn_up_to_where_it_is_reached)
{
    struct ps_summary summary[PS_PHASES] = {0};
    char bar[128];
    set(summary, PS_RETURNED, 90);
    set(summary, PS_RUNNING, 40);
    set(summary, PS_READY, 60);
    set(summary, PS_REAPED, 80);
    ps_bar(bar, summary, 100, 10, false);
    cr_assert(eq(str, bar, "....##--"));
    ps_bar(bar, summary, 100, 10, true);
    cr_assert(eq(str, bar, "░░░░██──"));
}

Test(bar, phases_that_did_not_show_are_left_out)
{
    struct ps_summary summary[PS_PHASES] = {0};
    char bar[128];
    set(summary, PS_MAIN_IMPORTED, 50);
    set(summary, PS_REAPED, 100);
    ps_bar(bar, summary, 100, 10, false);
    cr_assert(eq(str, bar, "mmmmm-----"));
    cr_assert(eq(uint, ps_bar_phases(summary), 1u << PS_MAIN_IMPORTED | 1u << PS_REAPED));
}

Test(bar, is_never_longer_than_its_room_and_never_nothing)
{
    struct ps_summary summary[PS_PHASES] = {0};
    char bar[128];
    set(summary, PS_READY, 500);
    set(summary, PS_REAPED, 100);
    ps_bar(bar, summary, 100, 4, false);
    cr_assert(eq(str, bar, "####"));
    set(summary, PS_READY, 0.01);
    set(summary, PS_REAPED, 0.02);
    ps_bar(bar, summary, 100, 4, false);
    cr_assert(eq(str, bar, "-"));
    ps_bar(bar, summary, 0, 4, false);
    cr_assert(eq(str, bar, ""));
}

Test(bar, the_legend_names_what_is_drawn)
{
    ps_bar_legend(text, sizeof text, 1u << PS_RUNNING | 1u << PS_REAPED | 1u << PS_RETURNED, false);
    cr_assert(eq(str, text, ". to running, - to reaped"));
}
