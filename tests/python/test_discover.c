/* Which Pythons are taken, which refused and with what words, and what is left behind. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plan/cell.h"
#include "platform/libpython.h"
#include "support.h"

static char folder[256], scratch[300];

static void setup(void)
{
    test_make_folder(folder, sizeof folder);
    snprintf(scratch, sizeof scratch, "%s/scratch", folder);
    mkdir(scratch, 0700);
}

static void teardown(void)
{
    cr_expect_eq(rmdir(scratch), 0, "something was left in the scratch folder");
    test_remove_folder(folder);
}

TestSuite(discover, .init = setup, .fini = teardown, .timeout = 120);

static const char *in_folder(const char *name)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* Expects that `path` is refused as bad usage, with these words. */
static void refuses(const char *path, const char *what, const char *hint)
{
    struct ps_python python;
    struct ps_error err = {0};
    cr_assert_neq(ps_python_discover(&python, path, test_programs(), scratch, &err), 0, "%s was taken", path);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_not_null(strstr(err.what, what), "said: %s", err.what);
    cr_expect_not_null(strstr(err.hint, hint), "advised: %s", err.hint);
    cr_expect_null(python.answers);
}

static void takes(const char *path, struct ps_python *python)
{
    struct ps_error err = {0};
    cr_assert_eq(ps_python_discover(python, path, test_programs(), scratch, &err), 0, "%s", err.what);
}

/* A program that answers as python3 does, but for what `edit`, a sed script, changes. */
static const char *pretender(const char *edit)
{
    char python3[4096], script[9000];
    cr_assert(ps_libpython_on_path("python3", python3, sizeof python3));
    snprintf(script, sizeof script, "#!/bin/sh\n'%s' \"$@\" | sed -e '%s'\n", python3, edit);
    test_write(in_folder("pretender"), script, 0755);
    return in_folder("pretender");
}

Test(discover, refuses_an_empty_name)
{
    refuses("", "no such file or folder", "--python takes an interpreter");
}

Test(discover, refuses_what_is_not_there)
{
    refuses(in_folder("absent"), "no such file or folder", "--python takes an interpreter");
}

Test(discover, refuses_a_text_file)
{
    test_write(in_folder("notes"), "just a text\n", 0644);
    refuses(in_folder("notes"), "is no program", "--python takes an interpreter");
}

Test(discover, refuses_a_text_file_that_may_be_executed)
{
    test_write(in_folder("notes"), "just a text\n", 0755);
    refuses(in_folder("notes"), "is no Python that works", "--python takes an interpreter");
}

Test(discover, refuses_a_program_that_is_no_python)
{
    refuses("/bin/true", "is no Python that works: gave no answer", "--python takes an interpreter");
}

Test(discover, refuses_a_python_that_crashes)
{
    test_write(in_folder("crash"), "#!/bin/sh\nkill -SEGV $$\n", 0755);
    refuses(in_folder("crash"), "signal 11", "--python takes an interpreter");
}

Test(discover, refuses_a_folder_without_python)
{
    mkdir(in_folder("empty"), 0700);
    refuses(in_folder("empty"), "no Python in the folder", "--python takes an interpreter");
}

Test(discover, refuses_a_venv_whose_base_is_gone)
{
    mkdir(in_folder("venv"), 0700);
    mkdir(in_folder("venv/bin"), 0700);
    test_write(in_folder("venv/pyvenv.cfg"), "home = /gone/bin\nversion = 3.11.7\n", 0644);
    cr_assert_eq(symlink("/gone/bin/python3", in_folder("venv/bin/python3")), 0);
    refuses(in_folder("venv"), "is a link to /gone/bin/python3, which is gone", "make the venv anew");
    refuses(in_folder("venv/bin/python3"), "is a link to /gone/bin/python3, which is gone", "make the venv anew");
}

Test(discover, refuses_an_old_python)
{
    refuses(
        pretender("s/\"version\": \"[^\"]*\", \"version_info\": [^]]*]/\"version\": \"3.9.18\", \"version_info\": [3, 9, 18]/"),
        "Python 3.9.18 is too old", "3.10");
}

Test(discover, refuses_a_python_that_hangs_and_ends_what_it_started)
{
    char script[1000], path[600], line[32] = "";
    snprintf(path, sizeof path, "%s/pid", folder);
    snprintf(script, sizeof script, "#!/bin/sh\nsleep 1000 &\necho $! >'%s'\nwait\n", path);
    test_write(in_folder("hangs"), script, 0755);
    refuses(in_folder("hangs"), "did not answer within 10 s", "--python takes an interpreter");
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    cr_assert_not_null(fgets(line, sizeof line, file));
    fclose(file);
    cr_expect(kill((pid_t)atoi(line), 0) != 0 && errno == ESRCH, "%s is still there", line);
}

Test(discover, does_not_give_the_host_a_library_of_another_build)
{
    struct ps_python python;
    takes(pretender("s/\"full_version\": \"/&another /"), &python);
    cr_expect_str_empty(python.libpython);
    cr_expect_not_null(strstr(python.why_no_host, "libpython"), "said: %s", python.why_no_host);
    cr_expect(json_is_null(json_object_get(python.facts, "libpython")));
    ps_python_free(&python);
}

Test(discover, runs_another_implementation_without_the_host)
{
    struct ps_python python;
    takes(pretender("s/\"implementation\": \"cpython\"/\"implementation\": \"pypy\"/"), &python);
    cr_expect_str_eq(python.why_no_host, "it is pypy, and the host runs CPython only");
    ps_python_free(&python);
}

Test(discover, states_facts_of_the_python_on_path)
{
    struct ps_python python;
    takes("python3", &python);
    cr_expect_eq(python.path[0], '/');
    cr_expect_eq(strncmp(python.id, "3.", 2), 0);
    cr_expect(python.methods & (1U << PS_SPAWN));
    cr_expect_neq(python.libpython[0] != '\0', python.why_no_host[0] != '\0', "either a libpython or a reason");
    static const char *const keys[] = {"path",          "version",      "implementation",       "libpython",
                                       "free_threaded", "gil_enabled",  "default_start_method", "build",
                                       "flags",         "startup_files"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        cr_expect_not_null(json_object_get(python.facts, keys[i]), "%s", keys[i]);
    const char *env[3];
    int n = ps_python_environment(&python, true, env, 3);
    cr_expect_eq(n, (python.libpython[0] != '\0') + (python.set_libraries[0] != '\0'));
    cr_expect_null(env[n]);
    ps_python_free(&python);
}

/* They take too long to be asked. */
Test(discover, says_what_the_standard_library_would_say)
{
    struct ps_python python;
    takes("python3", &python);
    char command[9000], said[1000] = "", expected[1000];
    snprintf(command, sizeof command,
             "'%s' -I -c 'import os, platform, importlib.util, multiprocessing.spawn as s\n"
             "there = os.path.exists(importlib.util.cache_from_source(s.__file__))\n"
             "print(platform.python_version(), platform.python_compiler(), there, sep=\"|\", end=\"\")'",
             python.path);
    FILE *pipe = popen(command, "r");
    cr_assert_not_null(pipe);
    cr_assert_not_null(fgets(said, sizeof said, pipe));
    cr_expect_eq(pclose(pipe), 0);
    snprintf(expected, sizeof expected, "%s|%s|%s", json_string_value(json_object_get(python.facts, "version")),
             json_string_value(json_object_get(json_object_get(python.facts, "build"), "compiler")),
             python.has_byte_code ? "True" : "False");
    cr_expect_str_eq(said, expected);
    ps_python_free(&python);
}

Test(discover, takes_a_venv_by_its_folder_and_runs_the_host_in_it)
{
    struct ps_python base, python;
    struct ps_error err;
    takes("python3", &base);
    char venv[600], command[6000], interpreter[4096], shadow[600];
    snprintf(venv, sizeof venv, "%s/venv", folder);
    snprintf(command, sizeof command,
             "'%s' -m venv --without-pip '%s' && echo 'answer = 42' >\"$('%s'/bin/python3 -c 'import sysconfig; "
             "print(sysconfig.get_path(\"purelib\"))')/of_this_venv.py\"",
             base.path, venv, venv);
    if (system(command) != 0)
        cr_skip_test("this Python has no module venv");
    takes(venv, &python);
    cr_expect_str_eq(python.id, base.id);
    cr_expect_eq(python.libpython[0] != '\0', base.libpython[0] != '\0', "%s", python.why_no_host);
    if (python.libpython[0] != '\0') {
        snprintf(shadow, sizeof shadow, "%s/shadow", folder);
        cr_assert_eq(ps_python_shadow(&python, test_programs(), shadow, interpreter, sizeof interpreter, &err), 0, "%s",
                     err.what);
        const char *args[] = {interpreter, "-c", "import of_this_venv, sys; sys.exit(of_this_venv.answer)", NULL};
        const char *env[3];
        ps_python_environment(&python, true, env, 3);
        struct talk talk;
        talk_start(&talk, args, env);
        cr_expect_eq(talk_end(&talk), 42);
        ps_libpython_shadow_remove(shadow);
        cr_expect_neq(access(shadow, F_OK), 0);
    }
    ps_python_free(&python);

    snprintf(command, sizeof command, "sed -i -e 's/^version = .*/version = 3.9.1/' '%s/pyvenv.cfg'", venv);
    cr_assert_eq(system(command), 0);
    refuses(venv, "was made for Python 3.9, but its Python is now 3.", "make the venv anew");
    ps_python_free(&base);
}

Test(discover, tells_builds_of_one_version_apart)
{
    struct ps_python pythons[4] = {{.id = "3.11.7"}, {.id = "3.11.7"}, {.id = "3.11.7t"}, {.id = "3.11.7"}};
    ps_python_name_all(pythons, 4);
    cr_expect_str_eq(pythons[0].id, "3.11.7");
    cr_expect_str_eq(pythons[1].id, "3.11.7#2");
    cr_expect_str_eq(pythons[2].id, "3.11.7t");
    cr_expect_str_eq(pythons[3].id, "3.11.7#3");
}

Test(discover, surveys_each_python_once_with_library_or_reason)
{
    struct ps_error err;
    json_t *survey = ps_python_survey(test_programs(), scratch, &err), *entry;
    cr_assert_not_null(survey);
    cr_assert_gt(json_array_size(survey), 0);
    size_t i, k;
    json_array_foreach(survey, i, entry)
    {
        const char *path = json_string_value(json_object_get(entry, "path"));
        cr_assert_not_null(path);
        cr_expect_neq(json_is_string(json_object_get(entry, "libpython")), json_is_string(json_object_get(entry, "why")), "%s",
                      path);
        for (k = 0; k < i; k++)
            cr_expect_str_neq(path, json_string_value(json_object_get(json_array_get(survey, k), "path")));
    }
    json_decref(survey);
}
