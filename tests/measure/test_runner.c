/* What the runner answers to what it is asked, right and wrong. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner_client.h"

TestSuite(runner, .init = runner_make_page, .fini = runner_remove_page);

static void expect_work(const char *program, const char *mechanism, const char *child, const char *facts)
{
    struct runner runner = runner_run(program, mechanism, child);
    runner_expect_hello(&runner, facts);
    struct answer answer = runner_ask(&runner, PS_OP_START, 1, -1);
    runner_expect_samples(&answer, 1);
    answer = runner_ask(&runner, PS_OP_START, 5, -1);
    runner_expect_samples(&answer, 5);

    answer = runner_ask(&runner, PS_OP_PROBE, 0, -1);
    cr_assert_eq(answer.head.status, PS_REPLY_OK, "%s", answer.text);
    cr_assert_eq(answer.head.samples, 1);
    cr_assert_gt(answer.resources.peak_rss_bytes, 0);
    cr_assert_gt(answer.resources.minor_faults, 0);
    cr_assert_geq(answer.resources.parent_minor_faults, 0);
    cr_assert_geq(answer.resources.user_ns, 0);
    cr_assert_geq(answer.resources.system_ns, 0);
    cr_assert_eq(runner_page.word[PS_PAGE_PROBE], 0);

    answer = runner_ask(&runner, PS_OP_START, PS_BATCH_MAX, -1);
    runner_expect_samples(&answer, PS_BATCH_MAX);
    runner_end(&runner, 0);
}

Test(runner, starts_by_fork)
{
    expect_work(RUNNER, "fork", "none", "{\"mechanism\":\"fork\"}");
}

Test(runner, starts_by_forkserver)
{
    expect_work(RUNNER, "forkserver", "none", "{\"mechanism\":\"");
}

Test(runner, starts_stubs_by_posix_spawn)
{
    expect_work(RUNNER, "posix_spawn", "stub-static", "{\"mechanism\":\"posix_spawn\"}");
    expect_work(RUNNER, "posix_spawn", "stub-dynamic", "{\"mechanism\":\"posix_spawn\"}");
}

Test(runner, starts_stubs_by_uv_spawn)
{
    expect_work(RUNNER_UV, "uv_spawn", "stub-static", "{\"mechanism\":\"uv_spawn (");
    expect_work(RUNNER_UV, "uv_spawn", "stub-dynamic", "{\"mechanism\":\"uv_spawn (");
}

Test(runner, of_the_floor_starts_nothing)
{
    struct runner runner = runner_run(RUNNER, "floor", "none");
    runner_expect_hello(&runner, "{\"mechanism\":\"none\"}");
    struct answer answer = runner_ask(&runner, PS_OP_START, 3, -1);
    cr_assert_eq(answer.head.status, PS_REPLY_OK);
    cr_assert_eq(answer.head.samples, 3);
    cr_assert_eq(answer.samples[2].at[PS_RUNNING], PS_MISSING);
    cr_assert_eq(answer.samples[2].at[PS_READY], PS_MISSING);
    cr_assert_geq(answer.samples[2].at[PS_REAPED], answer.samples[2].asked);
    runner_end(&runner, 0);
}

Test(runner, refuses_nonsense_and_goes_on)
{
    struct runner runner = runner_run(RUNNER, "fork", "none");
    runner_expect_hello(&runner, "{");
    struct answer answer = runner_ask(&runner, 99, 1, -1);
    runner_expect_failure(&answer, "99");
    answer = runner_ask(&runner, PS_OP_DIRTY, 1, -1);
    runner_expect_failure(&answer, "ballast");
    answer = runner_ask(&runner, PS_OP_START, 0, -1);
    runner_expect_failure(&answer, "0 starts");
    answer = runner_ask(&runner, PS_OP_START, PS_BATCH_MAX + 1, -1);
    runner_expect_failure(&answer, "65 starts");
    answer = runner_ask(&runner, PS_OP_START, UINT32_MAX, -1);
    runner_expect_failure(&answer, "4294967295 starts");
    answer = runner_ask(&runner, PS_OP_START, 1, 1 << 20);
    runner_expect_failure(&answer, "1048576");
    answer = runner_ask(&runner, PS_OP_START, 2, -1);
    runner_expect_samples(&answer, 2);
    runner_end(&runner, 0);
}

Test(runner, ends_with_an_error_when_a_request_is_cut_short)
{
    struct runner runner = runner_run(RUNNER, "fork", "none");
    runner_expect_hello(&runner, "{");
    cr_assert_eq(write(runner.to, "\1\0\0", 3), 3);
    cr_assert_not_null(strstr(runner_end(&runner, PS_EXIT_FAILED), "3 of 16 bytes"));
}

Test(runner, says_how_a_start_failed_and_sends_what_went_well_before)
{
    struct runner runner = runner_run_with(RUNNER, "fork+exec", "stub-static", "/nonexistent", "0", "0", "0");
    runner_expect_hello(&runner, "{");
    struct answer answer = runner_ask(&runner, PS_OP_START, 5, -1);
    runner_expect_failure(&answer, "/nonexistent/procstart-stub-static: No such file");
    answer = runner_ask(&runner, PS_OP_PROBE, 0, -1);
    runner_expect_failure(&answer, "/nonexistent/procstart-stub-static: No such file");
    cr_assert_str_empty(runner_children(runner.pid));
    runner_end(&runner, 0);
}

/* A program in the stub's place that ends well but stamps nothing. */
Test(runner, takes_a_start_without_stamps_for_failed)
{
    char stub[128];
    snprintf(stub, sizeof stub, "%s/" PS_PROGRAM_STUB_DYNAMIC, runner_folder);
    cr_assert_eq(symlink("/bin/true", stub), 0);
    struct runner runner = runner_run_with(RUNNER, "posix_spawn", "stub-dynamic", runner_folder, "0", "0", "0");
    runner_expect_hello(&runner, "{");
    struct answer answer = runner_ask(&runner, PS_OP_START, 2, -1);
    unlink(stub);
    runner_expect_failure(&answer, "`running`");
    runner_end(&runner, 0);
}

Test(runner, cannot_be_set_up_without_its_page)
{
    unlink(runner_page_path);
    struct runner runner = runner_run(RUNNER, "fork", "none");
    struct answer hello = runner_hello(&runner);
    runner_expect_failure(&hello, runner_page_path);
    runner_end(&runner, 0);
}

Test(runner, cannot_be_set_up_with_more_ballast_than_memory)
{
    struct runner runner = runner_run_with(RUNNER, "fork", "none", PS_TEST_PROGRAMS, "1152921504606846976", "0", "0");
    struct answer hello = runner_hello(&runner);
    runner_expect_failure(&hello, "ballast");
    runner_end(&runner, 0);
}

Test(runner, without_libuv_has_no_uv_spawn)
{
    struct runner runner = runner_run(RUNNER, "uv_spawn", "stub-static");
    struct answer hello = runner_hello(&runner);
    cr_assert_eq(hello.head.status, PS_REPLY_UNSUPPORTED);
    cr_assert_not_null(strstr(hello.text, PS_PROGRAM_RUNNER_UV));
    runner_end(&runner, 0);
}

static void expect_usage_error(char *const argv[], const char *text)
{
    struct runner runner = runner_spawn(RUNNER, argv);
    const char *said = runner_end(&runner, PS_EXIT_USAGE);
    cr_assert_eq(strncmp(said, "procstart-runner: error: ", 25), 0, "%s", said);
    cr_assert_not_null(strstr(said, text), "%s", said);
}

Test(runner, refuses_a_wrong_command_line)
{
    expect_usage_error((char *[]){RUNNER, NULL}, "0 arguments");
    expect_usage_error((char *[]){RUNNER, "telepathy", "none", runner_page_path, "/", "0", "0", "0", NULL}, "telepathy");
    expect_usage_error((char *[]){RUNNER, "fork", "grandchild", runner_page_path, "/", "0", "0", "0", NULL}, "grandchild");
    expect_usage_error((char *[]){RUNNER, "fork", "stub-static", runner_page_path, "/", "0", "0", "0", NULL}, "stub-static");
    expect_usage_error((char *[]){RUNNER, "fork", "host", runner_page_path, "/", "0", "0", "0", NULL}, "host");
    expect_usage_error((char *[]){RUNNER, "posix_spawn", "none", runner_page_path, "/", "0", "0", "0", NULL}, "none");
    expect_usage_error((char *[]){RUNNER, "fork", "none", runner_page_path, "/", "-1", "0", "0", NULL}, "-1");
    expect_usage_error((char *[]){RUNNER, "fork", "none", runner_page_path, "/", "0", "4294967296", "0", NULL}, "4294967296");
    expect_usage_error((char *[]){RUNNER, "fork", "none", runner_page_path, "/", "0", "0", "1x", NULL}, "1x");
}
