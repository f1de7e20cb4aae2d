/* What becomes of a report when the parser dies, talks nonsense, or cannot be started. An interpreter that is none stands in. */
#include "guard/static.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../python/support.h"

#define RULES                                                                                                                    \
    "print('{\"rules\":[{\"id\":\"a\",\"level\":\"note\",\"title\":\"t\",\"why\":\"w\",\"bad\":\"b\",\"good\":\"g\"}]}', "       \
    "flush=True)\n"
#define PATHS                                                                                                                    \
    "def paths():\n"                                                                                                             \
    "    rest = b''\n"                                                                                                           \
    "    while True:\n"                                                                                                          \
    "        data = os.read(0, 4096)\n"                                                                                          \
    "        if not data:\n"                                                                                                     \
    "            return\n"                                                                                                       \
    "        *whole, rest = (rest + data).split(b'\\0')\n"                                                                       \
    "        yield from map(os.fsdecode, whole)\n"

static char folder[256];
static uv_loop_t loop;
static struct ps_contain *contain;

static void open_all(void)
{
    struct ps_error err;
    test_make_folder(folder, sizeof folder);
    cr_assert_eq(uv_loop_init(&loop), 0);
    const struct ps_contain_options options = {.programs = test_programs()->folder, .program = test_programs()->self};
    cr_assert_eq(ps_contain_open(&contain, &loop, &options, &err), 0, "%s", err.what);
}

static void close_all(void)
{
    struct ps_error err;
    cr_expect_eq(ps_contain_close(contain, &err), 0, "%s", err.what);
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_expect_eq(uv_loop_close(&loop), 0, "no handle is left");
    test_remove_folder(folder);
}

TestSuite(parsers, .init = open_all, .fini = close_all);

/* An interpreter that does `code` whatever it is told to run. */
static void make_interpreter(struct ps_python *python, const char *code)
{
    char real[2048], text[8192];
    cr_assert_eq(test_python(0, real, sizeof real), 1);
    *python = (struct ps_python){.id = "fake"};
    snprintf(python->path, sizeof python->path, "%s/python3", folder);
    snprintf(text, sizeof text, "#!%s\nimport os, sys, signal\n%s", real, code);
    test_write(python->path, text, 0700);
}

/* The report of files f0.py, f1.py, .. by that interpreter. */
static int look_at(struct ps_guard_report *report, size_t n, const char *code, struct ps_error *err)
{
    struct ps_python python;
    make_interpreter(&python, code);
    *report = (struct ps_guard_report){.files = calloc(n, sizeof *report->files), .files_n = n};
    for (size_t i = 0; i < n; i++) {
        char name[32];
        snprintf(name, sizeof name, "f%zu.py", i);
        report->files[i].path = strdup(name);
    }
    struct ps_guard_static all = {.loop = &loop, .contain = contain};
    cr_assert_eq(ps_guard_static_open(&all, test_programs(), &python, 1, err), 0, "%s", err->what);
    int status = ps_guard_static_run(&all, report, err);
    ps_guard_static_close(&all);
    return status;
}

static size_t count_errors(const struct ps_guard_report *report, const char *part)
{
    size_t n = 0;
    for (size_t i = 0; i < report->files_n; i++)
        n += report->files[i].error != NULL && strstr(report->files[i].error, part) != NULL;
    return n;
}

Test(parsers, that_die_cost_the_file_that_they_were_at)
{
    struct ps_guard_report report;
    struct ps_error err;
    const char *code = RULES PATHS "for path in paths():\n"
                                   "    if path in ('f3.py', 'f17.py'):\n"
                                   "        os.kill(os.getpid(), signal.SIGSEGV)\n"
                                   "    if path == 'f5.py':\n"
                                   "        sys.exit('out of luck')\n"
                                   "    print('{\"error\":\"seen\"}', flush=True)\n";
    cr_expect_eq(look_at(&report, 40, code, &err), 0, "%s", err.what);
    cr_expect_eq(count_errors(&report, "seen"), 37, "%zu", count_errors(&report, "seen"));
    cr_expect_not_null(strstr(report.files[3].error, "signal 11"), "%s", report.files[3].error);
    cr_expect_not_null(strstr(report.files[17].error, "signal 11"), "%s", report.files[17].error);
    cr_expect_not_null(strstr(report.files[5].error, "exited with 1: out of luck"), "%s", report.files[5].error);
    ps_guard_report_free(&report);
}

static void expect_failure(const char *code, const char *part)
{
    struct ps_guard_report report;
    struct ps_error err = {0};
    cr_expect_eq(look_at(&report, 10, code, &err), -1);
    cr_expect_eq(err.exit, PS_EXIT_FAILED);
    cr_expect_not_null(strstr(err.what, part), "\"%s\" has no \"%s\"", err.what, part);
    ps_guard_report_free(&report);
}

Test(parsers, that_make_no_sense_fail_it_all)
{
    expect_failure("sys.exit('no such option')\n", "exited with 1: no such option");
    expect_failure("print('hello')\n", "what is not understood");
    expect_failure(RULES PATHS "for path in paths():\n    print('[]', flush=True)\n", "what is not understood");
    expect_failure("", "ended before it began");
}

Test(parsers, that_say_more_than_they_were_asked_cost_what_they_were_at)
{
    struct ps_guard_report report;
    struct ps_error err;
    cr_expect_eq(look_at(&report, 2, RULES PATHS "for path in paths():\n    print('{}\\n{}\\n{}', flush=True)\n", &err), 0, "%s",
                 err.what);
    ps_guard_report_free(&report);
}

Test(parsers, that_are_not_there_fail_it_all)
{
    struct ps_python python = {.id = "none", .path = "/nowhere/python3"};
    struct ps_guard_report report = {.files = calloc(1, sizeof *report.files), .files_n = 1};
    struct ps_error err = {0};
    report.files[0].path = strdup("f.py");
    struct ps_guard_static all = {.loop = &loop, .contain = contain};
    cr_assert_eq(ps_guard_static_open(&all, test_programs(), &python, 1, &err), 0);
    cr_expect_eq(ps_guard_static_run(&all, &report, &err), -1);
    cr_expect_neq(err.what[0], '\0');
    ps_guard_static_close(&all);
    ps_guard_report_free(&report);
}
