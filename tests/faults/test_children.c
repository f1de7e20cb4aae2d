/* Children that do not do what is measured, by a launcher that fails on demand (launch_faulty.c), and programs that are not
 * there. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab.h"

TestSuite(children, .init = lab_enter, .fini = lab_leave, .timeout = 240);

/* The faulty runner beside the real one, in the same rounds: it fails, and the other is measured. What it measured before is
 * kept. */
static void expect_fails(const char *way, const char *status, const char *reason)
{
    char faulty[32];
    snprintf(faulty, sizeof faulty, "5 %s", way);
    setenv("PROCSTART_FAULTY", faulty, 1);
    const struct ran *ran = lab_bench("", "--api native --method fork --epochs 3 --against " PS_TEST_FAULTY);
    lab_expect_error(ran, 3, "1 of 2 cells failed|native/fork,build=B");
    cr_expect_not_null(strstr(ran->err, reason), "%s", ran->err);
    cr_expect_not_null(strstr(ran->out, reason), "no row with the reason: %s", ran->out);
    json_t *result = lab_result(true);
    lab_expect_cell(result, "native/fork", "ok", "");
    lab_expect_cell(result, "native/fork,build=B", status, reason);
    cr_expect_gt(lab_starts(result, "native/fork,build=B"), 0);
    cr_expect_gt(lab_starts(result, "native/fork"), lab_starts(result, "native/fork,build=B"));
    json_decref(result);
    lab_expect_left("r.json ");
}

Test(children, a_start_that_fails)
{
    expect_fails("start", "failed", "fork: Resource temporarily unavailable");
}

Test(children, a_child_that_ends_with_another_code)
{
    expect_fails("exit7", "failed", "the child ended with exit status 7");
}

Test(children, a_child_that_crashes)
{
    expect_fails("crash", "failed", "the child was killed by signal 11");
}

Test(children, a_child_that_ends_without_a_stamp)
{
    expect_fails("unready", "failed", "the child ended without the stamp `ready`");
    expect_fails("unstamped", "failed", "the child ended without the stamp `running`");
}

Test(children, a_child_whose_stamps_are_not_its_own)
{
    expect_fails("early", "failed", "the child's stamps are not in the order of time");
}

Test(children, a_child_that_hangs)
{
    expect_fails("hang", "timed_out", "did not end within 1");
}

/* In a session of its own: only its keeper knows it. */
Test(children, a_grandchild_that_stays_goes_with_its_runner)
{
    expect_fails("orphan", "failed", "the child ended with exit status 7");
}

Test(children, a_launcher_that_cannot_be_opened)
{
    setenv("PROCSTART_FAULTY", "1 open", 1);
    const struct ran *ran = lab_bench("", "--api native --method fork --epochs 1 --against " PS_TEST_FAULTY);
    lab_expect_error(ran, 3, "1 of 2 cells failed|cannot be opened");
    lab_expect_left("r.json ");
}

/* ---- programs ---- */

#define SPAWN "--api native --method fork,spawn --mechanism posix_spawn,uv_spawn --epochs 1"

static void remove_program(const char *folder, const char *name)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    cr_assert_eq(unlink(path), 0);
}

static void replace_program(const char *folder, const char *name, const char *text, mode_t mode)
{
    char path[160];
    remove_program(folder, name);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
    cr_assert_eq(chmod(path, mode), 0);
}

Test(children, a_stub_that_is_not_there)
{
    remove_program(lab_programs(NULL), "procstart-stub-dynamic");
    lab_expect_error(lab_bench("", SPAWN), 3, "2 of 5 cells failed|procstart-stub-dynamic: No such file|install it again");
    json_t *result = lab_result(true);
    lab_expect_cell(result, "native/spawn/posix_spawn+stub-static", "ok", "");
    lab_expect_cell(result, "native/spawn/uv_spawn+stub-dynamic", "failed", "No such file");
    json_decref(result);
    lab_expect_left("r.json ");
}

Test(children, a_stub_that_is_no_program)
{
    const char *folder = lab_programs(NULL);
    replace_program(folder, "procstart-stub-dynamic",
                    "\x7f"
                    "ELF and nothing more",
                    0755);
    lab_expect_error(lab_bench("", SPAWN), 3, "2 of 5 cells failed|Exec format error");
    replace_program(folder, "procstart-stub-dynamic", "#!/bin/sh\nexit 0\n", 0755);
    lab_expect_error(lab_bench("", SPAWN), 3, "2 of 5 cells failed|without the stamp `running`");
    lab_expect_left("r.json ");
}

Test(children, a_runner_that_is_not_there)
{
    const char *folder = lab_programs(NULL);
    remove_program(folder, "procstart-runner-uv");
    lab_expect_error(lab_bench("", SPAWN), 3, "2 of 5 cells failed|procstart-runner-uv is missing|install it again");
    replace_program(folder, "procstart-runner", "#!/bin/sh\nexit 0\n", 0644);
    lab_expect_error(lab_bench("", SPAWN), 3, "5 of 5 cells failed|procstart-runner: Permission denied");
    lab_expect_left("r.json ");
}

Test(children, a_keeper_that_is_not_there)
{
    remove_program(lab_programs(NULL), "procstart-keeper");
    lab_expect_error(lab_bench("", SPAWN), 3, "procstart-keeper: No such file|install it again");
    lab_expect_left("");
}
