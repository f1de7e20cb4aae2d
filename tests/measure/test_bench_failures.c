/* The measuring loop, when runners misbehave: their cells fail with the reason, all others are measured. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench_bed.h"

/* One cell misbehaves between two that do not: it fails with the reason, they are measured. */
static void check_failure(enum fake fake, enum ps_status status, const char *reason, size_t least_samples)
{
    struct test_bench bench;
    test_bench_open(&bench, 3);
    if (status == PS_TIMED_OUT)
        bench.options.deadline_ns = INT64_C(3000000000); /* far more than what behaves takes on a loaded machine */
    test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_add(&bench, fake);
    test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_run(&bench);
    cr_assert_eq(test_bench_cell(&bench, 1)->status, status, "%s: %s", ps_status_name(test_bench_cell(&bench, 1)->status),
                 test_bench_cell(&bench, 1)->reason);
    size_t known = status == PS_TIMED_OUT ? strlen(reason) : SIZE_MAX; /* how long it waited depends on what starts took */
    cr_assert_eq(strncmp(test_bench_cell(&bench, 1)->reason, reason, known), 0, "%s", test_bench_cell(&bench, 1)->reason);
    cr_assert_geq(test_bench_cell(&bench, 1)->samples.n, least_samples);
    for (size_t i = 0; i < 3; i += 2) {
        cr_assert_eq(test_bench_cell(&bench, i)->status, PS_OK, "%s", test_bench_cell(&bench, i)->reason);
        cr_assert_eq(test_bench_epochs(&test_bench_cell(&bench, i)->samples), 3);
    }
    cr_assert_not(bench.interrupted);
    test_bench_close(&bench);
}

Test(bench_failures, a_runner_that_hangs_in_a_batch_times_out)
{
    check_failure(FAKE_HANGS, PS_TIMED_OUT, "a batch of 5 starts did not end within ", 0);
}

Test(bench_failures, a_runner_that_hangs_before_its_hello_times_out)
{
    check_failure(FAKE_HANGS_BEFORE_HELLO, PS_TIMED_OUT, "setting up the runner did not end within ", 0);
}

Test(bench_failures, a_runner_that_crashes_is_named_with_its_signal_and_last_words)
{
    check_failure(FAKE_CRASHES, PS_FAILED, "the runner died of signal 11 (Segmentation fault): the last words", 0);
}

Test(bench_failures, a_runner_that_exits_early_is_named_with_its_code_and_last_words)
{
    check_failure(FAKE_EXITS, PS_FAILED, "the runner exited with 3: cannot find its page", 0);
}

/* As Python ends when it cannot find its home. */
Test(bench_failures, the_line_that_names_an_error_is_what_is_told)
{
    check_failure(FAKE_EXITS_AS_PYTHON, PS_FAILED, "the runner exited with 1: ModuleNotFoundError: No module named 'encodings'",
                  0);
}

Test(bench_failures, nonsense_is_no_answer)
{
    check_failure(FAKE_SAYS_NONSENSE, PS_FAILED, "the runner's answer is none that the protocol knows", 0);
}

Test(bench_failures, half_an_answer_is_none)
{
    check_failure(FAKE_SENDS_HALF, PS_FAILED, "the runner exited with 0", 0);
}

Test(bench_failures, a_cell_that_cannot_be_had_is_unsupported)
{
    check_failure(FAKE_CANNOT, PS_UNSUPPORTED, "not on this machine", 0);
}

Test(bench_failures, a_runner_that_cannot_be_set_up_says_why)
{
    check_failure(FAKE_REFUSES, PS_FAILED, "no memory for the ballast", 0);
}

Test(bench_failures, a_hello_without_a_mechanism_is_none)
{
    check_failure(FAKE_SAYS_NO_MECHANISM, PS_FAILED, "the runner's hello does not name its mechanism", 0);
}

Test(bench_failures, a_start_that_fails_ends_the_cell_and_what_was_measured_stays)
{
    check_failure(FAKE_FAILS_A_START, PS_FAILED, "the child exited with 9", 2);
}

Test(bench_failures, what_a_runner_prints_before_its_hello_is_passed_over)
{
    check_failure(FAKE_PRINTS_FIRST, PS_OK, "", 5);
}

Test(bench_failures, a_text_beside_samples_is_allowed)
{
    check_failure(FAKE_SAYS_MORE, PS_OK, "", 5);
}

Test(bench_failures, a_sample_that_goes_back_in_time_fails_its_cell)
{
    struct test_bench bench;
    test_bench_open(&bench, 2);
    test_bench_add(&bench, FAKE_GOES_BACK_IN_TIME);
    test_bench_run(&bench);
    cr_assert_eq(test_bench_cell(&bench, 0)->status, PS_FAILED);
    cr_assert_eq(test_bench_cell(&bench, 0)->samples.n, 0);
    test_bench_close(&bench);
}

Test(bench_failures, a_runner_that_does_not_end_is_killed_and_its_samples_count)
{
    struct test_bench bench;
    test_bench_open(&bench, 1);
    test_bench_add(&bench, FAKE_STAYS);
    test_bench_run(&bench);
    cr_assert_eq(test_bench_cell(&bench, 0)->status, PS_OK);
    cr_assert_gt(test_bench_cell(&bench, 0)->samples.n, 0);
    test_bench_close(&bench);
}

Test(bench_failures, a_runner_that_cannot_be_started_fails_its_cell)
{
    struct test_bench bench;
    test_bench_open(&bench, 2);
    test_bench_add(&bench, FAKE_BEHAVES);
    bench.cells[0].mechanism = "no such mechanism";
    test_bench_add(&bench, FAKE_BEHAVES);
    test_bench_run(&bench);
    cr_assert_eq(test_bench_cell(&bench, 0)->status, PS_FAILED);
    cr_assert_str_eq(test_bench_cell(&bench, 0)->reason, "no such mechanism is no mechanism of this platform");
    cr_assert_str_eq(test_bench_cell(&bench, 0)->stopped_by, "failure");
    cr_assert_eq(test_bench_cell(&bench, 1)->status, PS_OK);
    test_bench_close(&bench);
}

Test(bench_failures, a_run_whose_cells_all_fail_ends)
{
    struct test_bench bench;
    test_bench_open(&bench, 0);
    test_bench_add(&bench, FAKE_EXITS);
    test_bench_add(&bench, FAKE_REFUSES);
    test_bench_run(&bench);
    cr_assert_eq(test_bench_cell(&bench, 0)->status, PS_FAILED);
    cr_assert_eq(test_bench_cell(&bench, 1)->status, PS_FAILED);
    test_bench_close(&bench);
}
