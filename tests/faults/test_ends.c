/* Whatever ends procstart, or one of its processes: nothing runs on, no file is left, and what was measured is kept. */
#include <criterion/criterion.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

#define NATIVE "--api native --method fork,forkserver --epochs 100000"
#define PYTHON "--api python --child host --method fork,forkserver --epochs 100000"

TestSuite(ends, .init = lab_enter, .fini = lab_leave, .timeout = 240);

static void expect_interrupted(const char *cell)
{
    json_t *result = lab_result(false);
    lab_expect_cell(result, cell, "interrupted", "interrupted");
    cr_expect_gt(lab_starts(result, cell), 0);
    json_decref(result);
    lab_expect_left("r.json ");
}

/* ---- procstart ---- */

static const struct ran *end_by(const char *arguments, int number)
{
    pid_t pid = lab_start("", arguments);
    lab_await_lines(pid, 12);
    kill(pid, number);
    return lab_end(pid);
}

static void expect_saved(const struct ran *ran, const char *row)
{
    cr_expect_eq(ran->status, 130, "%d", ran->status);
    cr_expect_str_empty(ran->err);
    cr_expect_not_null(strstr(ran->out, row), "not printed: %s", ran->out);
    json_t *result = lab_result(false);
    json_t *cell;
    size_t i;
    json_array_foreach(json_object_get(result, "cells"), i, cell)
    {
        const char *id = json_string_value(json_object_get(cell, "id"));
        lab_expect_cell(result, id, "interrupted", "interrupted");
        cr_expect_gt(lab_starts(result, id), 0, "%s", id);
    }
    json_decref(result);
    lab_expect_left("r.json ");
}

Test(ends, asked_to_end_it_saves_and_prints)
{
    expect_saved(end_by(NATIVE, SIGINT), "\nforkserver ");
    expect_saved(end_by(NATIVE, SIGTERM), "\nforkserver ");
    expect_saved(end_by(NATIVE, SIGHUP), "\nforkserver ");
}

Test(ends, asked_to_end_it_ends_pythons_too)
{
    expect_saved(end_by(PYTHON, SIGTERM), "\nforkserver ");
}

Test(ends, a_hangup_that_nohup_ignores_is_none)
{
    pid_t pid = lab_start("trap '' HUP;", NATIVE);
    lab_await_lines(pid, 12);
    kill(pid, SIGHUP);
    lab_await_lines(pid, 400);
    kill(pid, SIGTERM);
    expect_saved(lab_end(pid), "\nforkserver ");
}

static void expect_finished(const char *arguments, int number)
{
    cr_expect_eq(end_by(arguments, number)->status, -number);
    lab_expect_left("r.json ");
    json_t *result = lab_result(false);
    json_t *cell;
    size_t i, starts = 0;
    json_array_foreach(json_object_get(result, "cells"), i, cell)
    {
        const char *id = json_string_value(json_object_get(cell, "id"));
        lab_expect_cell(result, id, "interrupted", "procstart was ended");
        starts += (size_t)lab_starts(result, id); /* of whichever cells had their turn by then */
    }
    cr_expect_gt(starts, 0);
    json_decref(result);
}

Test(ends, killed_it_leaves_a_result)
{
    expect_finished(NATIVE, SIGKILL);
    expect_finished(NATIVE, SIGQUIT);
    expect_finished(NATIVE, SIGABRT);
}

Test(ends, killed_it_leaves_no_python)
{
    expect_finished(PYTHON, SIGKILL);
}

/* ---- its terminal ---- */

static pid_t start_on_terminal(int *terminal)
{
    pid_t pid = forkpty(terminal, NULL, NULL, NULL);
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        execl(PS_TEST_PROGRAMS "/procstart", "procstart", "bench", "--api", "native", "--method", "fork", "--epochs", "100000",
              "-o", "r.json", (char *)NULL);
        _exit(127);
    }
    return pid;
}

static int status_of(pid_t pid)
{
    int status;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

Test(ends, with_its_terminal)
{
    int terminal;
    pid_t pid = start_on_terminal(&terminal);
    lab_await_lines(pid, 12);
    close(terminal);
    cr_expect_eq(status_of(pid), 2, "the table could not be printed");
    expect_interrupted("native/fork");
}

Test(ends, by_the_interrupt_key)
{
    int terminal;
    pid_t pid = start_on_terminal(&terminal);
    lab_await_lines(pid, 12);
    cr_assert_eq(write(terminal, "\3", 1), 1);
    char said[1 << 16];
    size_t used = 0;
    for (ssize_t n; used < sizeof said - 1 && (n = read(terminal, said + used, sizeof said - 1 - used)) > 0;)
        used += (size_t)n;
    said[used] = '\0';
    cr_expect_eq(status_of(pid), 130);
    cr_expect_not_null(strstr(said, "\nfork "), "%s", said);
    close(terminal);
    expect_interrupted("native/fork");
}

/* ---- what it started ---- */

#define TWO "--api native --method fork,forkserver --epochs 3"

/* At the 5th start of a fork's runner: one that only rehearses does not get there, any other does. */
static void expect_one_lost(const char *fault, const char *parts)
{
    lab_inject(fault);
    lab_expect_error(lab_bench("", TWO), 3, parts);
    json_t *result = lab_result(true);
    cr_expect_gt(lab_starts(result, "native/fork"), 0);
    lab_expect_cell(result, "native/forkserver", "ok", "");
    json_decref(result);
    lab_expect_left("r.json ");
}

Test(ends, of_a_runner_are_one_cells)
{
    expect_one_lost("runner fork 5 5 KILL", "1 of 2 cells failed|native/fork: the runner died of signal 9");
}

Test(ends, of_a_keeper_are_one_cells)
{
    expect_one_lost("runner fork 5 5 KILLPARENT", "1 of 2 cells failed|native/fork: the runner died of signal 9");
}

Test(ends, of_the_watch_leave_its_work_to_procstart)
{
    pid_t pid = lab_start("", "--api native --method fork --epochs 40");
    lab_await_lines(pid, 2);
    kill(lab_find("procstart-keeper watch "), SIGKILL);
    lab_expect_success(lab_end(pid));
    lab_expect_left("r.json ");
}

/* ---- what is stopped ---- */

Test(ends, a_runner_that_is_stopped_times_out)
{
    expect_one_lost("runner fork 5 5 STOP", "1 of 2 cells failed|native/fork|did not end within 1");
}

/* It keeps its runner from ending until it is told to go on. */
Test(ends, a_keeper_that_is_stopped_is_woken_to_end)
{
    lab_inject("runner fork 5 5 STOPPARENT");
    lab_expect_success(lab_bench("", "--api native --method fork --epochs 2"));
    lab_expect_left("r.json ");
}
