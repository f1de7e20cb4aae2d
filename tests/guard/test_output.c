/* What is read from standard error: tracebacks as Pythons write them, in any pieces. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "guard/output.h"

static struct ps_guard_output output;

static void reset(void)
{
    output = (struct ps_guard_output){0};
}

TestSuite(output, .init = reset);

static void take(const char *text)
{
    ps_guard_output_take(&output, text, strlen(text));
}

static const char bootstrap[] = "Traceback (most recent call last):\n"
                                "  File \"<string>\", line 1, in <module>\n"
                                "    from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=7)\n"
                                "  File \"/usr/lib/python3.11/multiprocessing/spawn.py\", line 120, in spawn_main\n"
                                "    exitcode = _main(fd, parent_sentinel)\n"
                                "               ^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                                "RuntimeError: \n"
                                "        An attempt has been made to start a new process before the\n"
                                "        current process has finished its bootstrapping phase.\n"
                                "\n"
                                "        This probably means that you are not using fork\n";

Test(output, knows_a_missing_guard)
{
    take(bootstrap);
    ps_guard_output_end(&output);
    cr_expect(output.bootstrap);
    cr_expect_not(output.not_importable);
    cr_expect_str_eq(output.child_error,
                     "RuntimeError: An attempt has been made to start a new process before the current process "
                     "has finished its bootstrapping phase.");
}

Test(output, is_the_same_in_pieces)
{
    for (size_t i = 0; i < sizeof bootstrap - 1; i++)
        ps_guard_output_take(&output, bootstrap + i, 1);
    ps_guard_output_end(&output);
    cr_expect(output.bootstrap);
    cr_expect_eq(output.bytes, sizeof bootstrap - 1);
    cr_expect_eq(strncmp(output.child_error, "RuntimeError: An attempt", 24), 0);
}

Test(output, takes_the_error_of_a_named_process_for_a_childs)
{
    take("Process SpawnPoolWorker-1:\r\nTraceback (most recent call last):\r\n  File \"a.py\", line 1, in f\r\n"
         "AttributeError: Can't get attribute 'f' on <module '__mp_main__' from 'a.py'>\r\n"
         "Traceback (most recent call last):\n  File \"a.py\", line 9, in <module>\nValueError: of the parent\n");
    ps_guard_output_end(&output);
    cr_expect(output.not_importable);
    cr_expect_str_eq(output.child_error, "AttributeError: Can't get attribute 'f' on <module '__mp_main__' from 'a.py'>");
    cr_expect_str_eq(output.error, "ValueError: of the parent");
}

Test(output, knows_a_child_that_died_in_main)
{
    take("Traceback (most recent call last):\n  File \"forkserver.py\", line 313, in _serve_one\n"
         "  File \"spawn.py\", line 297, in _fixup_main_from_path\n  File \"a.py\", line 7, in <module>\n"
         "FileExistsError: [Errno 17] File exists: '/tmp/out'\n");
    cr_expect(output.died_in_main);
    reset();
    take("Traceback (most recent call last):\n  File \"forkserver.py\", line 313, in _serve_one\n"
         "  File \"spawn.py\", line 132, in _main\nTypeError: of something else\n");
    cr_expect_not(output.died_in_main);
}

Test(output, knows_a_syntax_error_of_the_program_itself)
{
    take("  File \"a.py\", line 1\n    def f(:\n          ^\nSyntaxError: invalid syntax\n");
    cr_expect_str_eq(output.error, "SyntaxError: invalid syntax");
    cr_expect_str_eq(output.child_error, "");
}

Test(output, takes_the_last_error_of_a_chain)
{
    take("Process Process-1:\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 1\n\n"
         "During handling of the above exception, another exception occurred:\n\n"
         "Traceback (most recent call last):\n  File \"a.py\", line 2, in f\nmodule.Own: what came of it");
    ps_guard_output_end(&output);
    cr_expect_str_eq(output.child_error, "module.Own: what came of it");
}

Test(output, takes_no_error_of_the_parents_for_a_childs)
{
    take("Traceback (most recent call last):\n  File \"a.py\", line 9, in <module>\nOSError: [Errno 2]\n");
    take("Process Process-1:\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\n"
         "concurrent.futures.process.BrokenProcessPool: A process in the process pool was terminated abruptly\n");
    ps_guard_output_end(&output);
    cr_expect_str_eq(output.child_error, "");
}

Test(output, finds_no_error_without_a_traceback)
{
    take("RuntimeError: said by a log\nProcess finished:\nAttributeError: Can't get attribute 'f'\n");
    ps_guard_output_end(&output);
    cr_expect_str_eq(output.error, "");
    cr_expect_not(output.not_importable);
}

Test(output, keeps_the_end_of_a_long_output)
{
    char line[64];
    for (int i = 0; i < 100000; i++) {
        snprintf(line, sizeof line, "line %d\n", i);
        take(line);
    }
    cr_expect_eq(output.tail_n, sizeof output.tail);
    cr_expect_eq(memcmp(output.tail + output.tail_n - 11, "line 99999\n", 11), 0);
}

Test(output, stands_a_line_without_end)
{
    static char text[1 << 20];
    memset(text, 'x', sizeof text);
    take("Traceback (most recent call last):\nE: ");
    ps_guard_output_take(&output, text, sizeof text);
    take("\n");
    ps_guard_output_end(&output);
    cr_expect_eq(strlen(output.error), sizeof output.error - 1);
}

Test(output, knows_functions_that_cannot_be_found)
{
    static const char *const errors[] = {
        "_pickle.PicklingError: Can't pickle <function <lambda> at 0x7f>: attribute lookup <lambda> on __main__ failed",
        "AttributeError: Can't pickle local object 'main.<locals>.f'",
        "AttributeError: Can't get local object 'main.<locals>.f'",
        "AttributeError: Can't get attribute 'f' on <module '__main__'>",
    };
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        cr_expect(ps_guard_error_not_found(errors[i], false), "%s", errors[i]);
    cr_expect(ps_guard_error_not_found("ModuleNotFoundError: No module named 'a'", true));
    cr_expect(ps_guard_error_not_found("AttributeError: module '__mp_main__' has no attribute 'f'", true));
    cr_expect_not(ps_guard_error_not_found("AttributeError: module 'numpy' has no attribute 'f'", true));
    cr_expect_not(ps_guard_error_not_found("ModuleNotFoundError: No module named 'a'", false));
    cr_expect_not(ps_guard_error_not_found("TypeError: cannot pickle '_thread.lock' object", true));
    cr_expect_not(ps_guard_error_not_found("ValueError: Can't pickle ", true));
}
