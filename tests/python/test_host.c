/* The host alone: what it says when it cannot run a Python, and that it leaves Python be when nobody asks for stamps. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

#define HOST PS_TEST_PROGRAMS "/procstart-python"

TestSuite(host, .timeout = 60);

/* Runs the host with its errors on its output, and gives its exit status. */
static int run(const char *const *set, const char *code, char *output, size_t room)
{
    const char *args[] = {"/bin/sh", "-c", "exec \"$0\" -c \"$1\" 'an argument' 2>&1", HOST, code, NULL};
    struct talk talk;
    talk_start(&talk, args, set);
    size_t n = 0;
    while (n + 1 < room && talk_receive(&talk, output + n, 1))
        n++;
    output[n] = '\0';
    return talk_end(&talk);
}

static void expect_error(const char *const *set, const char *what)
{
    char output[4096];
    cr_expect_eq(run(set, "print('ran')", output, sizeof output), PS_EXIT_USAGE);
    cr_expect_eq(strncmp(output, "procstart-python: error: ", 25), 0, "%s", output);
    cr_expect_not_null(strstr(output, what), "said: %s", output);
    cr_expect_eq(strchr(output, '\n'), output + strlen(output) - 1, "more than one line: %s", output);
}

Test(host, says_that_no_library_was_named)
{
    expect_error((const char *[]){"PROCSTART_LIBPYTHON", "PROCSTART_PAGE", NULL}, "PROCSTART_LIBPYTHON does not say");
    expect_error((const char *[]){"PROCSTART_LIBPYTHON=", "PROCSTART_PAGE", NULL}, "PROCSTART_LIBPYTHON does not say");
}

Test(host, says_that_a_library_cannot_be_loaded)
{
    expect_error((const char *[]){"PROCSTART_LIBPYTHON=/gone/libpython3.so", "PROCSTART_PAGE", NULL},
                 "cannot load /gone/libpython3.so");
}

Test(host, says_that_a_library_is_no_libpython)
{
    expect_error((const char *[]){"PROCSTART_LIBPYTHON=libm.so.6", "PROCSTART_PAGE", NULL}, "has no Py_BytesMain");
    expect_error((const char *[]){"PROCSTART_LIBPYTHON=libm.so.6", "PROCSTART_PAGE=/gone", NULL}, "has no PySys_AddAuditHook");
}

/* The python3 on PATH by its libpython; skips where it has none. */
static void discover(struct ps_python *python)
{
    struct ps_error err;
    char folder[256];
    test_make_folder(folder, sizeof folder);
    int rc = ps_python_discover(python, "python3", test_programs(), folder, &err);
    test_remove_folder(folder);
    cr_assert_eq(rc, 0, "%s", err.what);
    if (python->libpython[0] == '\0')
        cr_skip_test("%s", python->why_no_host);
}

Test(host, says_that_a_page_is_not_there)
{
    struct ps_python python;
    discover(&python);
    const char *set[4] = {"PROCSTART_PAGE=/gone/page"};
    ps_python_environment(&python, true, set + 1, 3);
    char output[4096];
    cr_expect_neq(run(set, "print('ran')", output, sizeof output), 0);
    cr_expect_not_null(strstr(output, "procstart-python: error: PROCSTART_PAGE: "), "%s", output);
    cr_expect_null(strstr(output, "ran\n"));
    ps_python_free(&python);
}

Test(host, runs_python_with_its_arguments_and_exit_code)
{
    struct ps_python python;
    discover(&python);
    char home[4200], output[4096];
    snprintf(home, sizeof home, "PYTHONHOME=%s", json_string_value(json_object_get(python.answers, "base_prefix")));
    const char *set[5] = {"PROCSTART_PAGE", home};
    ps_python_environment(&python, true, set + 2, 3);
    cr_expect_eq(run(set, "import sys; print(sys.argv); sys.audit('procstart.stamp', 7); sys.exit(5)", output, sizeof output), 5);
    cr_expect_str_eq(output, "['-c', 'an argument']\n");
    ps_python_free(&python);
}
