/* How much is measured in the time there is: worked out by hand. */
#include <criterion/criterion.h>

#include "measure/schedule.h"

#define MS INT64_C(1000000)

static int next(struct ps_schedule *groups, size_t n, int64_t left_ns)
{
    ps_schedule_share(groups, n, left_ns);
    return ps_schedule_next(groups, n, left_ns);
}

Test(schedule, turns_are_about_4_ms_long)
{
    cr_assert_eq(ps_schedule_steady(0, 3), 3);
    cr_assert_eq(ps_schedule_steady(40, 3), 62); /* a batch has at most 64, two of them cold */
    cr_assert_eq(ps_schedule_steady(200000, 3), 20);
    cr_assert_eq(ps_schedule_steady(500000, 3), 8);
    cr_assert_eq(ps_schedule_steady(60 * MS, 3), 3);
    cr_assert_eq(ps_schedule_steady(60 * MS, 1), 1);
}

Test(schedule, an_epoch_measures_a_tenth_of_a_second_or_as_long_as_its_set_up)
{
    struct ps_schedule cheap = {.setup_ns = 20 * MS, .round_ns = 10 * MS, .share_ns = 30000 * MS};
    cr_assert_eq(ps_schedule_rounds(&cheap), 10);
    struct ps_schedule slow_set_up = {.setup_ns = 400 * MS, .round_ns = 100 * MS, .share_ns = 30000 * MS};
    cr_assert_eq(ps_schedule_rounds(&slow_set_up), 4);
    struct ps_schedule dear = {.setup_ns = 400 * MS, .round_ns = 700 * MS, .share_ns = 30000 * MS};
    cr_assert_eq(ps_schedule_rounds(&dear), 1);
}

Test(schedule, rounds_are_fewer_where_ten_epochs_would_not_fit)
{
    struct ps_schedule group = {.setup_ns = 400 * MS, .round_ns = 100 * MS, .share_ns = 6000 * MS};
    cr_assert_eq(ps_schedule_rounds(&group), 2);
    group.share_ns = 1000 * MS;
    cr_assert_eq(ps_schedule_rounds(&group), 1);
}

/* Native-like: 130 ms an epoch, 6.5 s for 50. Python-like: 1.1 s an epoch. 29 s in all. */
Test(schedule, who_needs_little_gets_it_and_the_rest_goes_to_the_dear)
{
    struct ps_schedule groups[2] = {{.setup_ns = 30 * MS, .round_ns = 100 * MS, .rounds = 1},
                                    {.setup_ns = 400 * MS, .round_ns = 700 * MS, .rounds = 1}};
    ps_schedule_share(groups, 2, 29000 * MS);
    cr_assert_eq(groups[0].share_ns, 6500 * MS);
    cr_assert_eq(groups[1].share_ns, 22500 * MS);
}

Test(schedule, ten_epochs_of_all_come_before_fifty_of_one)
{
    struct ps_schedule groups[2] = {{.round_ns = 130 * MS, .rounds = 1}, {.round_ns = 1100 * MS, .rounds = 1}};
    ps_schedule_share(groups, 2, 13000 * MS); /* 12.3 s for ten each, 0.7 s to be divided */
    cr_assert_eq(groups[0].share_ns, 1650 * MS);
    cr_assert_eq(groups[1].share_ns, 11350 * MS);
}

Test(schedule, what_was_used_counts_and_who_is_done_gets_no_more)
{
    struct ps_schedule groups[3] = {{.round_ns = 100 * MS, .rounds = 1, .used_ns = 900 * MS, .done = true},
                                    {.round_ns = 100 * MS, .rounds = 1, .used_ns = 400 * MS},
                                    {.round_ns = 100 * MS, .rounds = 1, .used_ns = 0}};
    ps_schedule_share(groups, 3, 600 * MS);
    cr_assert_eq(groups[0].share_ns, 900 * MS);
    cr_assert_eq(groups[1].share_ns + groups[2].share_ns, 1000 * MS);
    cr_assert_eq(groups[2].share_ns, 300 * MS);
}

Test(schedule, the_next_epoch_goes_to_who_is_most_behind)
{
    struct ps_schedule groups[2] = {{.round_ns = 100 * MS, .rounds = 1, .used_ns = 500 * MS},
                                    {.round_ns = 1000 * MS, .rounds = 1, .used_ns = 1000 * MS}};
    cr_assert_eq(next(groups, 2, 28500 * MS), 1);
    groups[1].used_ns = 10000 * MS;
    cr_assert_eq(next(groups, 2, 19000 * MS), 0);
}

Test(schedule, an_epoch_that_does_not_fit_is_not_begun)
{
    struct ps_schedule groups[2] = {{.round_ns = 100 * MS, .rounds = 1, .used_ns = 5000 * MS},
                                    {.round_ns = 1000 * MS, .rounds = 1, .used_ns = 0}};
    cr_assert_eq(next(groups, 2, 1050 * MS), 0);
    cr_assert_eq(next(groups, 2, 105 * MS), -1);
    groups[0].done = true;
    cr_assert_eq(next(groups, 2, 1050 * MS), -1);
}

Test(schedule, a_number_of_epochs_is_reached_by_all_side_by_side)
{
    struct ps_schedule groups[3] = {{.epochs = 0}, {.epochs = 0}, {.done = true}};
    int turns[3] = {0};
    for (int g; (g = ps_schedule_next_of(groups, 3, 4)) >= 0; turns[g]++) {
        groups[g].epochs++;
        cr_assert_leq(groups[0].epochs, groups[1].epochs + 1);
        cr_assert_leq(groups[1].epochs, groups[0].epochs + 1);
    }
    cr_assert_eq(turns[0], 4);
    cr_assert_eq(turns[1], 4);
    cr_assert_eq(turns[2], 0);
}

Test(schedule, a_spawn_of_python_is_dear_and_its_fork_is_not)
{
    cr_expect(ps_schedule_is_dear(50000000));
    cr_expect_not(ps_schedule_is_dear(5000000));
    cr_expect_not(ps_schedule_is_dear(0), "a cost that is not known yet keeps a cell in every round");
}
