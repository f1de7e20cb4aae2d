/* The runner as a process: what /proc says of its factors, its processor, its descriptors and its server. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner_client.h"

TestSuite(runner_process, .init = runner_make_page, .fini = runner_remove_page);

/* The text after `key:` in /proc/PID/status. */
static const char *status_of(pid_t pid, const char *key)
{
    static char value[256];
    const char *at = strstr(runner_proc(pid, "status"), key);
    cr_assert_not_null(at);
    cr_assert_eq(sscanf(at + strlen(key), ": %255[^\n]", value), 1);
    return value;
}

static int descriptors_of(pid_t pid)
{
    int n = 0;
    for (int fd = 0; fd < 1024; fd++) {
        char path[64];
        struct stat st;
        snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)pid, fd);
        n += lstat(path, &st) == 0;
    }
    return n;
}

Test(runner_process, has_its_factors)
{
    struct runner runner = runner_run_with(RUNNER, "fork", "none", PS_TEST_PROGRAMS, "33554432", "3", "50");
    runner_expect_hello(&runner, "{");
    cr_assert_geq(atol(status_of(runner.pid, "RssAnon")), 32768);
    cr_assert_eq(atoi(status_of(runner.pid, "Threads")), 4);
    cr_assert_eq(descriptors_of(runner.pid), 3 + 2 + 50);
    struct answer answer = runner_ask(&runner, PS_OP_START, 2, -1);
    runner_expect_samples(&answer, 2);
    runner_end(&runner, 0);
}

Test(runner_process, keeps_the_protocol_from_its_children)
{
    struct runner runner = runner_run(RUNNER, "fork", "none");
    runner_expect_hello(&runner, "{");
    char path[64], name[64] = "";
    snprintf(path, sizeof path, "/proc/%d/fd/0", (int)runner.pid);
    cr_assert_gt(readlink(path, name, sizeof name - 1), 0);
    cr_assert_str_eq(name, "/dev/null");
    struct stat out, log;
    snprintf(path, sizeof path, "/proc/%d/fd/1", (int)runner.pid);
    cr_assert_eq(stat(path, &out), 0);
    snprintf(path, sizeof path, "/proc/%d/fd/2", (int)runner.pid);
    cr_assert_eq(stat(path, &log), 0);
    cr_assert_eq(out.st_ino, log.st_ino);
    for (int fd = 3; fd < 5; fd++) {
        unsigned flags = 0;
        snprintf(path, sizeof path, "fdinfo/%d", fd);
        const char *at = strstr(runner_proc(runner.pid, path), "flags:");
        cr_assert_not_null(at);
        cr_assert_eq(sscanf(at, "flags: %o", &flags), 1);
        cr_assert(flags & O_CLOEXEC, "descriptor %d would be inherited", fd);
    }
    runner_end(&runner, 0);
}

static int last_processor(void)
{
    const char *list = status_of(getpid(), "Cpus_allowed_list");
    const char *last = list;
    for (const char *c = list; *c != '\0'; c++) {
        if (*c == ',' || *c == '-')
            last = c + 1;
    }
    return atoi(last);
}

static void expect_pinned(const char *mechanism, pid_t (*process)(const struct runner *))
{
    int cpu = last_processor();
    char one[16], all[256];
    snprintf(one, sizeof one, "%d", cpu);
    snprintf(all, sizeof all, "%s", status_of(getpid(), "Cpus_allowed_list"));
    struct runner runner = runner_run(RUNNER, mechanism, "none");
    runner_expect_hello(&runner, "{");
    runner_ask(&runner, PS_OP_START, 1, cpu);
    cr_assert_str_eq(status_of(process(&runner), "Cpus_allowed_list"), one);
    runner_ask(&runner, PS_OP_START, 1, -1);
    cr_assert_str_eq(status_of(process(&runner), "Cpus_allowed_list"), all);
    runner_end(&runner, 0);
}

static pid_t itself(const struct runner *runner)
{
    return runner->pid;
}

static pid_t its_server(const struct runner *runner)
{
    pid_t pid = atoi(runner_children(runner->pid));
    cr_assert_gt(pid, 0, "there is no forkserver");
    return pid;
}

Test(runner_process, is_pinned_as_asked)
{
    expect_pinned("fork", itself);
    expect_pinned("forkserver", itself);
}

Test(runner_process, has_its_forkserver_pinned_too)
{
    expect_pinned("forkserver", its_server);
}

/* It is started early: what the runner takes on later is not in the server's children. */
Test(runner_process, has_a_forkserver_without_its_factors)
{
    struct runner runner = runner_run_with(RUNNER, "forkserver", "none", PS_TEST_PROGRAMS, "33554432", "3", "50");
    runner_expect_hello(&runner, "{");
    pid_t server = its_server(&runner);
    cr_assert_lt(atol(status_of(server, "RssAnon")), 32768);
    cr_assert_eq(atoi(status_of(server, "Threads")), 1);
    cr_assert_eq(descriptors_of(server), 3 + 1, "the standard ones and its socket");
    runner_end(&runner, 0);
}

/* The orphan comes to this test, which can so wait for its end. */
Test(runner_process, takes_its_forkserver_with_it_when_killed)
{
    cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    struct runner runner = runner_run(RUNNER, "forkserver", "none");
    runner_expect_hello(&runner, "{");
    struct answer answer = runner_ask(&runner, PS_OP_START, 2, -1);
    runner_expect_samples(&answer, 2);
    pid_t server = its_server(&runner);
    int status;
    kill(runner.pid, SIGKILL);
    cr_assert_eq(waitpid(runner.pid, &status, 0), runner.pid);
    cr_assert_eq(waitpid(server, &status, 0), server);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

Test(runner_process, leaves_no_forkserver_at_its_end)
{
    cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    struct runner runner = runner_run(RUNNER, "forkserver", "none");
    runner_expect_hello(&runner, "{");
    runner_end(&runner, 0);
    cr_assert(waitpid(-1, NULL, 0) == -1 && errno == ECHILD);
}
