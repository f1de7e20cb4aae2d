/* The Python runner's side of the protocol, failures above all, with the python3 on PATH. */
#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

static struct ps_python python;
static char folder[256];

static void setup(void)
{
    struct ps_error err;
    test_make_folder(folder, sizeof folder);
    cr_assert_eq(ps_python_discover(&python, "python3", test_programs(), folder, &err), 0, "%s", err.what);
}

static void teardown(void)
{
    ps_python_free(&python);
    test_remove_folder(folder);
}

TestSuite(python_runner, .init = setup, .fini = teardown, .timeout = 60);

static const char *users_main(const char *code)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/users.py", folder);
    test_write(path, code, 0644);
    return path;
}

/* A main module whose body does something in all processes but the first that runs it, the runner. */
static const char *main_that_in_children(const char *does)
{
    char code[400];
    snprintf(code, sizeof code,
             "import os\nif os.path.exists(__file__ + '.ran'):\n    %s\nopen(__file__ + '.ran', 'w').close()\n", does);
    return users_main(code);
}

/* Expects a hello that says no, and why. */
static void says_no(const char *method, const char *main, uint32_t status, const char *why)
{
    struct runner runner;
    runner_start(&runner, &python, method, "stock", main);
    cr_expect_eq(runner.reply.head.status, status, "%s", runner.reply.text);
    cr_expect_not_null(strstr(runner.reply.text, why), "said: %s", runner.reply.text);
    cr_expect_eq(runner_end(&runner), 0);
}

Test(python_runner, says_which_methods_there_are)
{
    says_no("teleport", NULL, PS_REPLY_UNSUPPORTED, "multiprocessing has no teleport here, only ");
}

Test(python_runner, says_why_a_users_main_failed)
{
    says_no("spawn", users_main("import os\nraise ValueError('first\\nsecond')\n"), PS_REPLY_FAILED, "ValueError: first");
    says_no("spawn", users_main("import sys\nsys.exit(3)\n"), PS_REPLY_FAILED, "SystemExit: 3");
    says_no("spawn", users_main("def broken(:\n"), PS_REPLY_FAILED, "SyntaxError: ");
    says_no("spawn", "/gone/users.py", PS_REPLY_FAILED, "FileNotFoundError: ");
}

Test(python_runner, refuses_a_main_without_a_guard)
{
    says_no("spawn",
            users_main("import multiprocessing\n"
                       "multiprocessing.get_context('spawn').Process(target=print).start()\n"),
            PS_REPLY_FAILED, "RuntimeError: An attempt has been made to start a new process");
}

Test(python_runner, starts_where_the_folder_of_a_script_is_not_on_the_path)
{
    struct runner runner;
    setenv("PYTHONSAFEPATH", "1", 1);
    runner_start(&runner, &python, "spawn", "stock", NULL);
    runner_request(&runner, PS_OP_START, 1, -1);
    cr_expect_eq(runner.reply.head.status, PS_REPLY_OK, "%s", runner.reply.text);
    cr_expect_eq(runner_end(&runner), 0);
}

Test(python_runner, measures_a_floor_that_starts_nothing)
{
    struct runner runner;
    runner_start(&runner, &python, "floor", "stock", NULL);
    runner_request(&runner, PS_OP_START, PS_BATCH_MAX, -1);
    cr_assert_eq(runner.reply.head.status, PS_REPLY_OK);
    cr_assert_eq(runner.reply.head.samples, PS_BATCH_MAX);
    const struct ps_sample *sample = &runner.reply.samples[PS_BATCH_MAX - 1];
    cr_expect_leq(sample->asked, sample->at[PS_RETURNED]);
    cr_expect_leq(sample->at[PS_RETURNED], sample->at[PS_REAPED]);
    for (int i = PS_RUNNING; i <= PS_READY; i++)
        cr_expect_eq(sample->at[i], PS_MISSING);
    cr_expect_eq(runner_end(&runner), 0);
}

Test(python_runner, answers_a_start_that_fails_with_the_reason_and_goes_on)
{
    struct runner runner;
    runner_start(&runner, &python, "spawn", "stock", main_that_in_children("os._exit(7)"));
    cr_assert_eq(runner.reply.head.status, PS_REPLY_OK, "%s", runner.reply.text);
    for (int turn = 0; turn < 2; turn++) {
        runner_request(&runner, PS_OP_START, 2, -1);
        cr_expect_eq(runner.reply.head.status, PS_REPLY_FAILED);
        cr_expect_eq(runner.reply.head.samples, 0);
        cr_expect_str_eq(runner.reply.text, "the child ended with exit code 7 without ready");
    }
    cr_expect_eq(runner_end(&runner), 0);
}

Test(python_runner, does_not_count_a_start_whose_child_ended_badly_after_ready)
{
    struct runner runner;
    runner_start(&runner, &python, "spawn", "stock", main_that_in_children("import atexit; atexit.register(os._exit, 3)"));
    runner_request(&runner, PS_OP_START, 1, -1);
    cr_expect_eq(runner.reply.head.status, PS_REPLY_FAILED);
    cr_expect_str_eq(runner.reply.text, "the child ended with exit code 3");
    cr_expect_eq(runner_end(&runner), 0);
}

Test(python_runner, names_the_signal_that_ended_a_child)
{
    struct runner runner;
    runner_start(&runner, &python, "spawn", "stock", main_that_in_children("os.kill(os.getpid(), 9)"));
    runner_request(&runner, PS_OP_START, 1, -1);
    cr_expect_str_eq(runner.reply.text, "the child ended with signal SIGKILL without ready");
    cr_expect_eq(runner_end(&runner), 0);
}

Test(python_runner, has_the_factors_it_was_asked_for)
{
    char page[300], set_page[320], script[4200], text[4096];
    snprintf(page, sizeof page, "%s/page", folder);
    snprintf(set_page, sizeof set_page, "PROCSTART_PAGE=%s", page);
    snprintf(script, sizeof script, "%s/procstart_main.py", test_programs()->python);
    struct ps_page words;
    cr_assert_eq(ps_page_create(&words, page, NULL), 0);
    const char *args[] = {python.path, script, "floor", "stock", "67108864", "3", "2000", NULL};
    const char *set[] = {set_page, NULL};
    struct talk talk;
    struct ps_reply hello;
    talk_start(&talk, args, set);
    cr_assert(talk_receive(&talk, text, sizeof PS_HELLO - 1));
    cr_assert(talk_receive(&talk, &hello, sizeof hello));
    cr_assert_eq(hello.status, PS_REPLY_OK);
    cr_assert(talk_receive(&talk, text, hello.text));
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", (int)talk.process.pid);
    FILE *status = fopen(path, "r");
    long anonymous = 0, threads = 0, slots = 0;
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        sscanf(line, "RssAnon: %ld", &anonymous);
        sscanf(line, "Threads: %ld", &threads);
        sscanf(line, "FDSize: %ld", &slots);
    }
    cr_assert_not_null(status, "this test knows Linux only");
    fclose(status);
    cr_expect_geq(anonymous, 65536);
    cr_expect_eq(threads, 4);
    cr_expect_geq(slots, 2000);
    cr_expect_eq(talk_end(&talk), 0);
    ps_page_close(&words);
}

Test(python_runner, ends_its_forkserver_and_tracker_with_its_input)
{
    struct runner runner;
    runner_start(&runner, &python, "forkserver", "stock", NULL);
    runner_request(&runner, PS_OP_START, 1, -1);
    cr_assert_eq(runner.reply.head.status, PS_REPLY_OK, "%s", runner.reply.text);
    char path[64], children[256] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)runner.talk.process.pid, (int)runner.talk.process.pid);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    cr_assert_not_null(fgets(children, sizeof children, file));
    fclose(file);
    long tracker, server;
    cr_assert_eq(sscanf(children, "%ld %ld", &tracker, &server), 2, "%s", children);
    cr_expect_eq(runner_end(&runner), 0);
    cr_expect(kill((pid_t)server, 0) != 0 && errno == ESRCH, "the forkserver is still there");
}

Test(python_runner, refuses_a_request_that_is_none)
{
    struct runner runner;
    runner_start(&runner, &python, "floor", "stock", NULL);
    struct ps_request request = {.op = 99};
    talk_send(&runner.talk, &request, sizeof request);
    cr_expect_eq(runner_end(&runner), 3);
}

Test(python_runner, refuses_a_command_line_that_is_none)
{
    char script[4200];
    snprintf(script, sizeof script, "%s/procstart_main.py", test_programs()->python);
    const char *args[] = {python.path, script, "spawn", NULL};
    const char *set[] = {NULL};
    struct talk talk;
    talk_start(&talk, args, set);
    cr_expect_eq(talk_end(&talk), 2);
}
