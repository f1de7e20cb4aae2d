#include <criterion/criterion.h>

#include "claims/lanes.h"

#define LANE(...)                                                                                                                \
    {                                                                                                                            \
        (int64_t[]){__VA_ARGS__}, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)                                             \
    }

Test(lanes, two_that_run_all_the_time_overlap_wholly)
{
    const struct ps_lane lanes[] = {LANE(0, 10, 20, 30, 40), LANE(0, 10, 20, 30, 40)};
    struct ps_overlap overlap;
    cr_assert_eq(ps_lanes_overlap(lanes, 2, &overlap), 0);
    cr_expect_float_eq(overlap.share, 1, 1e-12);
    cr_expect_float_eq(overlap.spans, 2, 1e-12);
}

Test(lanes, turns_interleave_and_do_not_overlap)
{
    /* Each computes while the other waits: the long piece of each holds the other's turn. */
    const struct ps_lane lanes[] = {LANE(0, 10, 20, 30, 130, 140, 150, 160, 170), LANE(35, 45, 55, 65, 75, 85, 95, 105, 230)};
    struct ps_overlap overlap;
    cr_assert_eq(ps_lanes_overlap(lanes, 2, &overlap), 0);
    cr_expect_float_eq(overlap.share, 0, 1e-12);
    cr_expect_eq(overlap.switches, 3);
}

Test(lanes, half_of_the_second_busiest_at_the_same_time_is_a_half)
{
    const struct ps_lane lanes[] = {LANE(0, 10, 20, 30, 40, 50, 60), LANE(40, 50, 60, 70, 80)};
    struct ps_overlap overlap;
    cr_assert_eq(ps_lanes_overlap(lanes, 2, &overlap), 0);
    cr_expect_float_eq(overlap.share, 0.5, 1e-12);
}

Test(lanes, one_after_the_other_spans_once)
{
    const struct ps_lane lanes[] = {LANE(0, 10, 20), LANE(20, 30, 40), LANE(40, 50, 60)};
    struct ps_overlap overlap;
    cr_assert_eq(ps_lanes_overlap(lanes, 3, &overlap), 0);
    cr_expect_float_eq(overlap.spans, 1, 1e-12);
    cr_expect_float_eq(overlap.share, 0, 1e-12);
}

Test(lanes, stamps_out_of_order_and_too_few_are_refused)
{
    const struct ps_lane back[] = {LANE(0, 10, 5), LANE(0, 10, 20)}, few[] = {LANE(0, 10), LANE(0, 10, 20)};
    struct ps_overlap overlap;
    cr_expect_eq(ps_lanes_overlap(back, 2, &overlap), -1);
    cr_expect_eq(ps_lanes_overlap(few, 2, &overlap), -1);
    cr_expect_eq(ps_lanes_overlap(back + 1, 1, &overlap), -1);
}
