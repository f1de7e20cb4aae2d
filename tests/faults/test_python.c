/* Pythons that are none, or that somebody has made difficult. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lab.h"

#define PYTHON "--api python --epochs 1"

TestSuite(python, .init = lab_enter, .fini = lab_leave, .timeout = 240);

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
    cr_assert_eq(chmod(path, 0755), 0);
}

/* ---- none ---- */

static void expect_no_python(const char *script, const char *parts)
{
    write_file("../python", script);
    lab_expect_error(lab_bench("", PYTHON " --python ../python"), 2, parts);
    lab_expect_left("");
}

Test(python, that_crashes_at_once)
{
    expect_no_python("#!/bin/sh\nkill -SEGV $$\n", "--python|is no Python that works|died of signal 11");
}

Test(python, that_ends_with_words)
{
    expect_no_python("#!/bin/sh\necho some words >&2\nexit 3\n", "--python|is no Python that works|exited with 3|some words");
}

Test(python, that_talks_without_end)
{
    expect_no_python("#!/bin/sh\nexec yes\n", "--python|is no Python that works");
}

Test(python, that_hangs_with_all_that_it_started)
{
    expect_no_python("#!/bin/sh\nsetsid sleep 1000 &\nsleep 1000\n", "--python|did not answer within 10 s");
}

/* ---- what runs at its start ---- */

/* A sitecustomize is not run where a Python is asked what it is. */
static void customize(const char *text)
{
    write_file("../sitecustomize.py", text);
    setenv("PYTHONPATH", lab_folder, 1);
}

Test(python, whose_site_prints_is_measured)
{
    customize("import sys\nprint('said at the start')\nsys.stdout.flush()\nprint('x' * 100000)\n");
    lab_expect_success(lab_bench("", PYTHON));
    lab_expect_left("r.json ");
}

Test(python, whose_site_raises_is_measured)
{
    customize("raise RuntimeError('raised at the start')\n");
    lab_expect_success(lab_bench("", PYTHON " --method spawn,forkserver"));
    lab_expect_left("r.json ");
}

Test(python, that_crashes_when_it_is_measured)
{
    customize("import os\nos.kill(os.getpid(), 9)\n");
    lab_expect_error(lab_bench("", PYTHON " --method fork"), 3, "1 of 1 cells failed|the runner died of signal 9");
    lab_expect_left("r.json ");
}

Test(python, whose_children_end_at_once)
{
    customize("import os, sys\nif 'multiprocessing' in ' '.join(sys.orig_argv): os._exit(3)\n");
    lab_expect_error(lab_bench("", PYTHON), 3, " cells failed, the first: python/spawn");
    json_t *result = lab_result(true);
    size_t i;
    json_t *cell;
    json_array_foreach(json_object_get(result, "cells"), i, cell)
    {
        const char *method = json_string_value(json_object_get(cell, "method"));
        bool spawns = strcmp(method, "spawn") == 0 || strcmp(method, "forkserver") == 0;
        cr_expect_str_eq(json_string_value(json_object_get(cell, "status")), spawns ? "failed" : "ok", "%s", method);
    }
    json_decref(result);
    lab_expect_left("r.json ");
}

Test(python, without_its_home_says_which_module_is_missing)
{
    setenv("PYTHONHOME", "/nonexistent", 1);
    lab_expect_error(lab_bench("", PYTHON " --method fork"), 3, "1 of 1 cells failed|encodings");
    lab_expect_left("r.json ");
}

Test(python, that_checks_its_memory_is_measured)
{
    setenv("PYTHONDEVMODE", "1", 1);
    lab_expect_success(lab_bench("", PYTHON));
    lab_expect_left("r.json ");
}

/* ---- a main that leaves something behind ---- */

#define DAEMON                                                                                                                   \
    "import os, sys, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(1000)\n"              \
    "    os._exit(0)\n"

Test(python, whose_main_starts_daemons_leaves_none)
{
    write_file("../daemon.py", DAEMON);
    lab_expect_success(lab_bench("", PYTHON " --method fork,spawn --child host --main ../daemon.py"));
    lab_expect_left("r.json ");
}

Test(python, whose_main_starts_daemons_leaves_none_when_killed)
{
    write_file("../daemon.py", DAEMON);
    pid_t pid = lab_start("", "--api python --method fork,spawn --child host --main ../daemon.py --epochs 100000");
    lab_await_lines(pid, 8);
    lab_find("daemon.py");
    kill(pid, SIGKILL);
    cr_expect_eq(lab_end(pid)->status, -SIGKILL);
    lab_expect_left("r.json ");
}
