#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "claims/observe.h"

Test(observe, samples_keep_their_epoch_and_round)
{
    struct ps_observations seen = {0};
    cr_assert_eq(ps_observe_line(&seen, "{\"sample\":\"a\",\"round\":3,\"value\":1.5}", 7, NULL), 0);
    cr_assert_eq(ps_observe_line(&seen, "{\"sample\":\"a\",\"value\":2}", 8, NULL), 0);
    const struct ps_observed *a = ps_observed_find(&seen, "a");
    cr_assert_not_null(a);
    cr_assert_eq(a->n, 2);
    cr_expect_eq(a->epoch[0], 7);
    cr_expect_eq(a->round[0], 3);
    cr_expect_eq(a->x[1], 2);
    cr_expect_null(ps_observed_find(&seen, "b"));
    ps_observations_free(&seen);
}

Test(observe, facts_of_every_kind_are_found_and_differences_are_seen)
{
    struct ps_observations seen = {0};
    cr_assert_eq(ps_observe_line(&seen, "{\"fact\":\"gil\",\"value\":true}", 0, NULL), 0);
    cr_assert_eq(ps_observe_line(&seen, "{\"fact\":\"name\",\"value\":\"fork\"}", 0, NULL), 0);
    cr_assert_eq(ps_observe_line(&seen, "{\"fact\":\"n\",\"value\":4}", 0, NULL), 0);
    cr_expect_eq(ps_observed_bool(&seen, "gil"), 1);
    cr_expect_str_eq(ps_observed_text(&seen, "name"), "fork");
    cr_expect_eq(ps_observed_number(&seen, "n"), 4);
    cr_expect_eq(ps_observed_bool(&seen, "n"), -1);
    cr_expect(isnan(ps_observed_number(&seen, "name")));
    cr_expect_str_eq(seen.differing, "");
    cr_assert_eq(ps_observe_line(&seen, "{\"fact\":\"name\",\"value\":\"spawn\"}", 1, NULL), 0);
    cr_expect_str_eq(seen.differing, "name");
    ps_observations_free(&seen);
}

Test(observe, lanes_become_series)
{
    struct ps_observations seen = {0};
    cr_assert_eq(ps_observe_line(&seen, "{\"lanes\":\"t\",\"round\":1,\"at\":[[0,10,20,30],[0,10,20,30]]}", 2, NULL), 0);
    const struct ps_observed *overlap = ps_observed_find(&seen, "t.overlap");
    cr_assert_not_null(overlap);
    cr_expect_float_eq(overlap->x[0], 1, 1e-12);
    cr_expect_eq(overlap->epoch[0], 2);
    cr_expect_not_null(ps_observed_find(&seen, "t.switches"));
    cr_expect_not_null(ps_observed_find(&seen, "t.spans"));
    ps_observations_free(&seen);
}

Test(observe, what_is_no_observation_is_refused_and_takes_nothing)
{
    static const char *const bad[] = {
        "no JSON",
        "[]",
        "{}",
        "{\"sample\":\"a\"}",
        "{\"sample\":\"a\",\"value\":\"x\"}",
        "{\"sample\":1,\"value\":1}",
        "{\"fact\":\"f\"}",
        "{\"lanes\":\"l\",\"at\":[[1,2]]}",
        "{\"lanes\":\"l\"}",
        "{\"lanes\":\"l\",\"at\":[[3,2,1],[1,2,3]]}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ps_observations seen = {0};
        struct ps_error err = {0};
        cr_expect_eq(ps_observe_line(&seen, bad[i], 0, &err), -1, "%s", bad[i]);
        cr_expect_neq(err.what[0], '\0', "%s", bad[i]);
        cr_expect_eq(seen.series_n, 0, "%s", bad[i]);
        ps_observations_free(&seen);
    }
}

Test(observe, untestable_is_kept_with_its_reason)
{
    struct ps_observations seen = {0};
    cr_assert_eq(ps_observe_line(&seen, "{\"untestable\":\"one processor\"}", 0, NULL), 0);
    cr_expect_str_eq(seen.untestable, "one processor");
    ps_observations_free(&seen);
}
