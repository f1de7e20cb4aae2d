/* Which verdict follows from what, and when a run is taken to be without end. */
#include <criterion/criterion.h>
#include <string.h>

#include "guard/verdict.h"

static struct ps_guard_output errors;
static char reason[PS_VERDICT_TEXT], change[PS_VERDICT_TEXT];

/* Two children that ran by spawn and left nothing behind. */
static struct ps_guard_seen well(void)
{
    errors = (struct ps_guard_output){0};
    return (struct ps_guard_seen){.method = PS_SPAWN,
                                  .children = 2,
                                  .main_executions = 3,
                                  .main_again = 2,
                                  .main_finished = 2,
                                  .nested = 2,
                                  .again_effect = "",
                                  .child_error = "",
                                  .errors = &errors,
                                  .processes_limit = 64,
                                  .memory_limit = 1 << 30,
                                  .time_limit_ns = 20000000000};
}

static void expect(const struct ps_guard_seen *seen, enum ps_verdict verdict, const char *says)
{
    enum ps_verdict is = ps_guard_judge(seen, reason, change);
    cr_expect_eq(is, verdict, "%s: %s", ps_verdict_name(is), reason);
    cr_expect_not_null(strstr(reason, says), "%s", reason);
    cr_expect(!ps_verdict_is_bad(verdict) || verdict == PS_VERDICT_CRASHES || change[0] != '\0');
}

Test(verdict, is_ok_where_children_ran_without_an_effect_of_main)
{
    struct ps_guard_seen seen = well();
    expect(&seen, PS_VERDICT_OK, "2 times");
    seen.main_again = seen.main_finished = 0;
    expect(&seen, PS_VERDICT_OK, "without executing");
    seen.children = 0;
    expect(&seen, PS_VERDICT_NO_PROCESSES, "no processes");
}

Test(verdict, is_reexecutes_where_main_did_something_again)
{
    struct ps_guard_seen seen = well();
    seen.again_effects = 2;
    seen.again_effect = "open /tmp/log";
    expect(&seen, PS_VERDICT_REEXECUTES, "open /tmp/log");
    seen.main_again = 1;
    expect(&seen, PS_VERDICT_REEXECUTES, "again, once, and");
    seen.main_again = 2;
    expect(&seen, PS_VERDICT_REEXECUTES, "again, 2 times, and");
}

Test(verdict, is_bootstrap_error_whatever_the_parent_makes_of_it)
{
    struct ps_guard_seen seen = well();
    seen.bootstrap = seen.failed = 1;
    seen.child_error = "RuntimeError: An attempt";
    seen.main_finished = 1;
    seen.again_effects = 1;
    expect(&seen, PS_VERDICT_BOOTSTRAP_ERROR, "guard is missing");
    seen.exit_code = 1;
    expect(&seen, PS_VERDICT_BOOTSTRAP_ERROR, "guard is missing");
    seen.stop = PS_GUARD_BY_TIME;
    expect(&seen, PS_VERDICT_BOOTSTRAP_ERROR, "went on waiting");
    seen.replaced = 1; /* by a pool, which goes on doing so */
    expect(&seen, PS_VERDICT_LOOPS, "replaced without end");
}

Test(verdict, is_bootstrap_error_where_children_die_of_anything_in_main)
{
    struct ps_guard_seen seen = well();
    seen.failed = 1;
    seen.main_finished = 1;
    seen.child_error = "RuntimeError: context has already been set";
    expect(&seen, PS_VERDICT_BOOTSTRAP_ERROR, "context has already been set");

    /* a forkserver prints what its children die of, with no event that tells */
    struct ps_guard_output told = {.died_in_main = true};
    struct ps_guard_seen other = well();
    other.errors = &told;
    other.child_error = "FileExistsError: [Errno 17] File exists";
    expect(&other, PS_VERDICT_BOOTSTRAP_ERROR, "File exists");
}

Test(verdict, is_not_importable_also_where_the_pool_waits_for_ever)
{
    struct ps_guard_seen seen = well();
    seen.child_error = "AttributeError: Can't get attribute 'f' on <module '__mp_main__'>";
    seen.failed = 1;
    expect(&seen, PS_VERDICT_NOT_IMPORTABLE, "Can't get attribute 'f'");
    seen.stop = PS_GUARD_BY_TIME;
    expect(&seen, PS_VERDICT_NOT_IMPORTABLE, "Can't get attribute 'f'");
    seen.stop = PS_GUARD_BY_REPLACING;
    expect(&seen, PS_VERDICT_NOT_IMPORTABLE, "Can't get attribute 'f'");
}

Test(verdict, is_loops_where_it_was_stopped_for_that)
{
    struct ps_guard_seen seen = well();
    seen.stop = PS_GUARD_BY_PROCESSES;
    expect(&seen, PS_VERDICT_LOOPS, "64 were alive");
    seen.stop = PS_GUARD_BY_NESTING;
    seen.nested = 4;
    expect(&seen, PS_VERDICT_LOOPS, "3 executions");
    seen.nested = 2;
    expect(&seen, PS_VERDICT_LOOPS, "children start children");
    seen.stop = PS_GUARD_BY_REPLACING;
    seen.bootstrap = 9;
    expect(&seen, PS_VERDICT_LOOPS, "replaced without end");
    cr_expect_not_null(strstr(change, "__main__"));
}

Test(verdict, is_hangs_or_crashes_by_what_stopped_it)
{
    struct ps_guard_seen seen = well();
    seen.stop = PS_GUARD_BY_TIME;
    expect(&seen, PS_VERDICT_HANGS, "20 s");
    seen.stop = PS_GUARD_BY_MEMORY;
    expect(&seen, PS_VERDICT_CRASHES, "more than 1 GiB");
    seen.stop = PS_GUARD_NOT_STOPPED;
    seen.exit_code = 139;
    expect(&seen, PS_VERDICT_CRASHES, "signal 11");
    seen.exit_code = 3;
    expect(&seen, PS_VERDICT_CRASHES, "exit code 3");
    seen.exit_code = 0;
    seen.child_error = "ValueError: in the target";
    expect(&seen, PS_VERDICT_CRASHES, "ValueError");
}

static bool endless(const struct ps_guard_seen *seen, uint64_t peak, enum ps_guard_stop expected)
{
    enum ps_guard_stop stop = PS_GUARD_NOT_STOPPED;
    bool is = ps_guard_is_endless(seen, peak, 1, 1, &stop);
    cr_expect_eq(stop, expected);
    return is;
}

Test(verdict, takes_no_large_pool_for_a_loop)
{
    struct ps_guard_seen seen = well();
    seen.children = seen.main_again = 500;
    seen.main_finished = 300;
    cr_expect_not(endless(&seen, 501, PS_GUARD_NOT_STOPPED));
    seen.returned = 5000; /* maxtasksperchild=1 */
    seen.main_again = seen.main_finished = 5000;
    cr_expect_not(endless(&seen, 501, PS_GUARD_NOT_STOPPED));
    seen.failed = 50; /* started one after the other by the script itself */
    cr_expect_not(endless(&seen, 2, PS_GUARD_NOT_STOPPED));
}

Test(verdict, takes_workers_replaced_again_and_again_for_a_loop)
{
    struct ps_guard_seen seen = well();
    seen.replaced = 9;
    cr_expect_not(endless(&seen, 3, PS_GUARD_NOT_STOPPED));
    seen.replaced = 10;
    cr_expect(endless(&seen, 3, PS_GUARD_BY_REPLACING));
    seen.replaced = 5;
    cr_expect_not(endless(&seen, 3, PS_GUARD_NOT_STOPPED));
    seen.bootstrap = 5;
    cr_expect(endless(&seen, 3, PS_GUARD_BY_REPLACING));
    seen.bootstrap = seen.replaced = 0;
    seen.returned = 10; /* main ended them, without an error */
    seen.main_again = 12;
    cr_expect(endless(&seen, 3, PS_GUARD_BY_REPLACING));
    seen.returned = 0;
    seen.failed = 200;
    cr_expect(endless(&seen, 3, PS_GUARD_BY_REPLACING));
}

Test(verdict, takes_a_main_within_main_within_main_for_a_loop)
{
    struct ps_guard_seen seen = well();
    enum ps_guard_stop stop;
    seen.nested = 3;
    cr_expect_not(endless(&seen, 3, PS_GUARD_NOT_STOPPED));
    seen.nested = 4;
    cr_expect(endless(&seen, 3, PS_GUARD_BY_NESTING));
    seen.nested = 2;
    cr_expect(ps_guard_is_endless(&seen, 3, 6, 6, &stop));
    cr_expect(ps_guard_is_endless(&seen, 3, 0, 15, &stop));
    cr_expect_not(ps_guard_is_endless(&seen, 3, 5, 14, &stop));
}
