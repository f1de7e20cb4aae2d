/* System calls that fail, each in one of the processes: one line of error or a failed row, and nothing is left but what was
 * measured. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "lab.h"

#define TWO "--api native --method fork,forkserver --epochs 2"

#define AGAIN    "11"
#define NO_MEM   "12"
#define TOO_MANY "24"
#define FULL     "28"

TestSuite(calls, .init = lab_enter, .fini = lab_leave, .timeout = 240);

/* ---- the orchestrator ---- */

Test(calls, no_process_at_all)
{
    lab_inject("procstart fork 1 0 " AGAIN);
    lab_expect_error(lab_bench("", TWO), 3, "cannot start|procstart-keeper|Resource temporarily unavailable|ulimit -u");
    lab_expect_left("");
}

/* One is the watch's, two are those of runners that only rehearse. */
Test(calls, no_process_after_a_while)
{
    lab_inject("procstart fork 6 0 " NO_MEM);
    lab_expect_error(lab_bench("", TWO), 3, "2 of 2 cells failed|cannot start|Cannot allocate memory");
    json_t *result = lab_result(true);
    lab_expect_cell(result, "native/fork", "failed", "Cannot allocate memory");
    lab_expect_cell(result, "native/forkserver", "failed", "Cannot allocate memory");
    cr_expect_gt(lab_starts(result, "native/fork"), 0);
    cr_expect_gt(lab_starts(result, "native/forkserver"), 0);
    json_decref(result);
    lab_expect_left("r.json ");
}

Test(calls, one_process_that_cannot_be_had_is_one_cell)
{
    lab_inject("procstart fork 5 5 " AGAIN);
    lab_expect_error(lab_bench("", TWO), 3, "1 of 2 cells failed|cannot start");
    lab_expect_left("r.json ");
}

/* The first one is libuv's, which aborts without it. */
Test(calls, no_pipe)
{
    for (int nth = 2; nth <= 6; nth++) {
        char fault[64];
        snprintf(fault, sizeof fault, "procstart pipe %d 0 " TOO_MANY, nth);
        lab_inject(fault);
        lab_expect_error(lab_bench("", TWO), 3, "oo many open files");
        lab_expect_left("");
    }
}

Test(calls, no_socket_for_a_runner)
{
    lab_inject("procstart socketpair 1 0 " TOO_MANY);
    lab_expect_error(lab_bench("", TWO), 3, "2 of 2 cells failed|Too many open files|ulimit -n");
    lab_expect_left("r.json ");
}

Test(calls, no_descriptor_for_a_page_nor_for_the_journal)
{
    lab_inject("procstart open 1 0 " TOO_MANY " /page-0");
    lab_expect_error(lab_bench("", TWO), 3, "1 of 2 cells failed|native/fork|page|Too many open files");
    lab_expect_left("r.json ");
    lab_inject("procstart open 1 0 " TOO_MANY " .journal");
    remove("r.json");
    lab_expect_error(lab_bench("", TWO), 2, "r.json.journal|Too many open files");
    lab_expect_left("");
}

/* ---- the disk ---- */

Test(calls, no_room_for_the_journal)
{
    lab_inject("procstart fwrite 1 0 " FULL " .journal");
    lab_expect_error(lab_bench("", TWO), 2, "r.json.journal|No space left");
    lab_expect_left("");
}

Test(calls, no_room_for_more_of_the_journal)
{
    /* The header and what the probes said go first, then a turn or more at a time: before the fifth each cell had one. */
    lab_inject("procstart fwrite 5 0 " FULL " .journal");
    lab_expect_error(lab_bench("", TWO), 2, "r.json.journal|No space left");
    json_t *result = lab_result(false);
    lab_expect_cell(result, "native/fork", "interrupted", "No space left");
    cr_expect_gt(lab_starts(result, "native/fork"), 0);
    json_decref(result);
    lab_expect_left("r.json ");
}

/* The journal has all that was measured, and is made into a result once that is possible. */
static void expect_kept(const char *fault, const char *parts)
{
    lab_inject(fault);
    const struct ran *ran = lab_bench("", TWO);
    lab_expect_error(ran, 2, parts);
    cr_expect_not_null(strstr(ran->out, "\nfork "), "not printed: %s", ran->out);
    lab_expect_left("r.json.journal ");
    unsetenv("LD_PRELOAD");
    cr_expect_eq(system(PS_TEST_PROGRAMS "/procstart finish r.json"), 0);
    lab_expect_left("r.json ");
    json_t *result = lab_result(false);
    lab_expect_cell(result, "native/fork", "ok", "");
    cr_expect_gt(lab_starts(result, "native/fork"), 0);
    json_decref(result);
    remove("r.json");
}

Test(calls, no_room_for_the_result)
{
    expect_kept("procstart fwrite 1 0 " FULL " r.json.procstart", "r.json|No space left|procstart finish");
}

Test(calls, a_result_that_cannot_be_synced_or_put_in_place)
{
    expect_kept("procstart fsync 1 0 " FULL, "r.json|No space left|procstart finish");
    expect_kept("procstart rename 1 0 " FULL, "r.json|No space left|procstart finish");
}

/* ---- keepers ---- */

Test(calls, no_private_folder)
{
    lab_programs(PS_TEST_DYNAMIC);
    lab_inject("watch mkdir 1 0 " FULL);
    lab_expect_error(lab_bench("", TWO), 2, "cannot make|No space left");
    lab_inject("watch write 1 0 " FULL);
    lab_expect_error(lab_bench("", TWO), 3, "procstart-keeper ended at once");
    lab_expect_left("");
}

Test(calls, a_keeper_that_cannot_fork)
{
    lab_programs(PS_TEST_DYNAMIC);
    lab_inject("keeper fork 1 0 " AGAIN);
    lab_expect_error(lab_bench("", TWO), 3, "2 of 2 cells failed|procstart-runner: Resource temporarily unavailable");
    lab_expect_left("r.json ");
}

Test(calls, a_keeper_that_dies_before_its_runner_is_there)
{
    lab_programs(PS_TEST_DYNAMIC);
    lab_inject("keeper fork 1 0 KILL");
    lab_expect_error(lab_bench("", TWO), 3, "2 of 2 cells failed|signal 9");
    lab_expect_left("r.json ");
}

/* ---- runners ---- */

/* At the 5th start of a runner: one that only rehearses does not get there, any other does. */
Test(calls, no_process_for_a_start)
{
    lab_inject("runner fork 5 5 " AGAIN ";runner vfork 5 5 " NO_MEM ";runner clone 5 5 " AGAIN ";runner posix_spawn 5 5 " NO_MEM);
    const struct ran *ran = lab_bench("", "--api native --epochs 3 --child none,stub-static");
    lab_expect_error(ran, 3, "6 of 8 cells failed");
    static const struct {
        const char *id, *reason;
    } cells[] = {
        {"native/fork", "fork: Resource temporarily unavailable"},
        {"native/spawn/posix_spawn+stub-static", "posix_spawn"},
        {"native/spawn/vfork+exec+stub-static", "vfork: Cannot allocate memory"},
        {"native/spawn/fork+exec+stub-static", "fork: Resource temporarily unavailable"},
        {"native/spawn/clone_vm+stub-static", "clone: Resource temporarily unavailable"},
        {"native/spawn/uv_spawn+stub-static", "Resource temporarily unavailable"},
    };
    json_t *result = lab_result(true);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        lab_expect_cell(result, cells[i].id, "failed", cells[i].reason);
        cr_expect_gt(lab_starts(result, cells[i].id), 0, "%s", cells[i].id);
    }
    lab_expect_cell(result, "native/forkserver", "ok", "");
    json_decref(result);
    lab_expect_left("r.json ");
}

Test(calls, no_descriptor_for_a_runner)
{
    lab_inject("runner open 1 0 " TOO_MANY);
    lab_expect_error(lab_bench("", TWO), 3, "2 of 2 cells failed|Too many open files");
    lab_inject("runner socketpair 1 0 " TOO_MANY);
    lab_expect_error(lab_bench("", TWO), 3, "1 of 2 cells failed|native/forkserver|Too many open files");
    lab_expect_left("r.json ");
}

Test(calls, a_runner_that_cannot_answer_or_dies)
{
    lab_inject("runner write 5 5 5");
    lab_expect_error(lab_bench("", TWO), 3, "2 of 2 cells failed|Input/output error");
    lab_inject("runner fork 5 5 ABORT");
    lab_expect_error(lab_bench("", TWO), 3, "1 of 2 cells failed|native/fork|died of signal 6");
    lab_inject("runner fork 5 5 EXIT7");
    lab_expect_error(lab_bench("", TWO), 3, "1 of 2 cells failed|native/fork|exited with 7");
    lab_expect_left("r.json ");
}

/* ---- Python's ---- */

static void expect_python(const char *method, const char *fault, const char *reason)
{
    char arguments[128];
    snprintf(arguments, sizeof arguments, "--api python --child host --method %s --epochs 1", method);
    lab_inject(fault);
    lab_expect_error(lab_bench("", arguments), 3, reason);
    json_t *result = lab_result(true);
    cr_expect_eq(json_array_size(json_object_get(result, "cells")), 1);
    json_decref(result);
    lab_expect_left("r.json ");
}

Test(calls, no_process_for_a_fork_of_python)
{
    expect_python("fork", "python fork 5 5 " AGAIN, "1 of 1 cells failed|BlockingIOError|Resource temporarily unavailable");
    expect_python("fork", "python fork 5 5 " NO_MEM, "Cannot allocate memory");
}

Test(calls, no_pipe_for_a_spawn_of_python)
{
    expect_python("spawn", "python pipe 3 0 " TOO_MANY, "Too many open files");
}

Test(calls, no_process_for_pythons_forkserver)
{
    expect_python("forkserver", "server fork 2 2 " AGAIN, "1 of 1 cells failed|python/forkserver");
}

Test(calls, no_page_for_a_runner_in_python)
{
    expect_python("fork", "python open 1 0 " TOO_MANY " /page", "page|Too many open files");
}

Test(calls, a_child_of_python_that_crashes_or_ends_early)
{
    expect_python("fork", "python child 5 5 ABORT", "SIGABRT");
    expect_python("fork", "python child 5 5 EXIT7", "exit code 7");
}

Test(calls, a_runner_in_python_that_crashes)
{
    expect_python("fork", "python fork 5 5 KILL", "the runner died of signal 9");
}
