/* The runner from outside: the program, its pipes, and what /proc says of it. */
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

#include "base/programs.h"
#include "measure/protocol.h"
#include "platform/clock.h"
#include "platform/page.h"

#define RUNNER    PS_TEST_PROGRAMS "/" PS_PROGRAM_RUNNER
#define RUNNER_UV PS_TEST_PROGRAMS "/" PS_PROGRAM_RUNNER_UV

static char folder[] = "/tmp/procstart-runner-XXXXXX";
static char page_path[64];
static struct ps_page page;

struct runner {
    pid_t pid;
    int to, from, log;
};

struct answer {
    struct ps_reply head;
    struct ps_sample samples[PS_BATCH_MAX];
    struct ps_resources resources;
    char text[4096];
};

static void make_page(void)
{
    signal(SIGPIPE, SIG_IGN);
    cr_assert_not_null(mkdtemp(folder));
    snprintf(page_path, sizeof page_path, "%s/page", folder);
    cr_assert_eq(ps_page_create(&page, page_path, NULL), 0);
}

static void remove_page(void)
{
    ps_page_close(&page);
    unlink(page_path);
    rmdir(folder);
}

TestSuite(runner, .init = make_page, .fini = remove_page);

static struct runner spawn(const char *program, char *const argv[])
{
    int in[2], out[2], log[2];
    cr_assert(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(log, O_CLOEXEC) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        dup2(log[1], 2);
        signal(SIGPIPE, SIG_DFL);
        for (int fd = 3; fd < 256; fd++)
            close(fd);
        execv(program, argv);
        _exit(126);
    }
    cr_assert_gt(pid, 0);
    close(in[0]);
    close(out[1]);
    close(log[1]);
    return (struct runner){.pid = pid, .to = in[1], .from = out[0], .log = log[0]};
}

static struct runner run_with(const char *program, const char *mechanism, const char *child, const char *programs,
                              const char *ballast, const char *threads, const char *fds)
{
    char *const argv[] = {(char *)program, (char *)mechanism, (char *)child, page_path, (char *)programs,
                          (char *)ballast, (char *)threads,   (char *)fds,   NULL};
    return spawn(program, argv);
}

static struct runner run(const char *program, const char *mechanism, const char *child)
{
    return run_with(program, mechanism, child, PS_TEST_PROGRAMS, "0", "0", "0");
}

static void read_fully(int fd, void *to, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = read(fd, (char *)to + done, n - done);
        cr_assert_gt(got, 0, "the runner ended in the middle of a reply");
        done += (size_t)got;
    }
}

static struct answer answer_of(const struct runner *runner, bool probe)
{
    struct answer answer = {0};
    read_fully(runner->from, &answer.head, sizeof answer.head);
    cr_assert_leq(answer.head.samples, PS_BATCH_MAX);
    cr_assert_lt(answer.head.text, sizeof answer.text);
    if (probe)
        read_fully(runner->from, &answer.resources, answer.head.samples * sizeof answer.resources);
    else
        read_fully(runner->from, answer.samples, answer.head.samples * sizeof answer.samples[0]);
    read_fully(runner->from, answer.text, answer.head.text);
    return answer;
}

static struct answer ask(const struct runner *runner, uint32_t op, uint32_t starts, int32_t cpu)
{
    const struct ps_request request = {.op = op, .starts = starts, .cpu = cpu};
    cr_assert_eq(write(runner->to, &request, sizeof request), sizeof request);
    return answer_of(runner, op == PS_OP_PROBE);
}

/* Ends the input, and expects the runner to end with `status`; returns what it said on standard error. */
static const char *end(struct runner *runner, int status)
{
    static char said[1024];
    int got;
    close(runner->to);
    size_t n = 0;
    for (ssize_t r; n < sizeof said - 1 && (r = read(runner->log, said + n, sizeof said - 1 - n)) > 0;)
        n += (size_t)r;
    said[n] = '\0';
    cr_assert_eq(waitpid(runner->pid, &got, 0), runner->pid);
    cr_assert(WIFEXITED(got) && WEXITSTATUS(got) == status, "wait status 0x%x, said: %s", got, said);
    char more;
    cr_assert_eq(read(runner->from, &more, 1), 0, "more than it was asked for");
    close(runner->from);
    close(runner->log);
    return said;
}

static void expect_hello(const struct runner *runner, const char *facts)
{
    struct answer hello = answer_of(runner, false);
    cr_assert_eq(hello.head.status, PS_REPLY_OK, "%s", hello.text);
    cr_assert_eq(hello.head.samples, 0);
    cr_assert_eq(strncmp(hello.text, facts, strlen(facts)), 0, "%s", hello.text);
}

static void expect_samples(const struct answer *answer, uint32_t n)
{
    cr_assert_eq(answer->head.status, PS_REPLY_OK, "%s", answer->text);
    cr_assert_eq(answer->head.samples, n);
    int64_t last = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct ps_sample *sample = &answer->samples[i];
        cr_assert_gt(sample->asked, last);
        cr_assert_geq(sample->at[PS_RETURNED], sample->asked);
        cr_assert_geq(sample->at[PS_RUNNING], sample->asked);
        cr_assert_geq(sample->at[PS_READY], sample->at[PS_RUNNING]);
        cr_assert_geq(sample->at[PS_REAPED], sample->at[PS_READY]);
        cr_assert_geq(sample->at[PS_REAPED], sample->at[PS_RETURNED]);
        cr_assert_eq(sample->at[PS_INITIALIZED], PS_MISSING);
        cr_assert_eq(sample->at[PS_UNPICKLED], PS_MISSING);
        cr_assert_eq(sample->at[PS_MAIN_IMPORTED], PS_MISSING);
        last = sample->at[PS_REAPED];
    }
    cr_assert_leq(last, ps_clock_ns());
}

/* A file of /proc/PID, whole. */
static const char *proc(pid_t pid, const char *name)
{
    static char text[8192];
    char path[128];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* The text after `key:` in /proc/PID/status. */
static const char *status_of(pid_t pid, const char *key)
{
    static char value[256];
    const char *at = strstr(proc(pid, "status"), key);
    cr_assert_not_null(at);
    cr_assert_eq(sscanf(at + strlen(key), ": %255[^\n]", value), 1);
    return value;
}

static const char *children_of(pid_t pid)
{
    char name[64];
    snprintf(name, sizeof name, "task/%d/children", (int)pid);
    return proc(pid, name);
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

static void expect_work(const char *program, const char *mechanism, const char *child, const char *facts)
{
    struct runner runner = run(program, mechanism, child);
    expect_hello(&runner, facts);
    struct answer answer = ask(&runner, PS_OP_START, 1, -1);
    expect_samples(&answer, 1);
    answer = ask(&runner, PS_OP_START, 5, -1);
    expect_samples(&answer, 5);

    answer = ask(&runner, PS_OP_PROBE, 0, -1);
    cr_assert_eq(answer.head.status, PS_REPLY_OK, "%s", answer.text);
    cr_assert_eq(answer.head.samples, 1);
    cr_assert_gt(answer.resources.peak_rss_bytes, 0);
    cr_assert_gt(answer.resources.minor_faults, 0);
    cr_assert_geq(answer.resources.parent_minor_faults, 0);
    cr_assert_geq(answer.resources.user_ns, 0);
    cr_assert_geq(answer.resources.system_ns, 0);
    cr_assert_eq(page.word[PS_PAGE_PROBE], 0);

    answer = ask(&runner, PS_OP_START, PS_BATCH_MAX, -1);
    expect_samples(&answer, PS_BATCH_MAX);
    end(&runner, 0);
}

Test(runner, starts_by_fork)
{
    expect_work(RUNNER, "fork", "none", "{\"mechanism\":\"fork\"}");
}

Test(runner, starts_by_forkserver)
{
    expect_work(RUNNER, "forkserver", "none", "{\"mechanism\":\"");
}

Test(runner, starts_stubs_by_posix_spawn)
{
    expect_work(RUNNER, "posix_spawn", "stub-static", "{\"mechanism\":\"posix_spawn\"}");
    expect_work(RUNNER, "posix_spawn", "stub-dynamic", "{\"mechanism\":\"posix_spawn\"}");
}

Test(runner, starts_stubs_by_uv_spawn)
{
    expect_work(RUNNER_UV, "uv_spawn", "stub-static", "{\"mechanism\":\"uv_spawn (");
    expect_work(RUNNER_UV, "uv_spawn", "stub-dynamic", "{\"mechanism\":\"uv_spawn (");
}

Test(runner, of_the_floor_starts_nothing)
{
    struct runner runner = run(RUNNER, "floor", "none");
    expect_hello(&runner, "{\"mechanism\":\"none\"}");
    struct answer answer = ask(&runner, PS_OP_START, 3, -1);
    cr_assert_eq(answer.head.status, PS_REPLY_OK);
    cr_assert_eq(answer.head.samples, 3);
    cr_assert_eq(answer.samples[2].at[PS_RUNNING], PS_MISSING);
    cr_assert_eq(answer.samples[2].at[PS_READY], PS_MISSING);
    cr_assert_geq(answer.samples[2].at[PS_REAPED], answer.samples[2].asked);
    end(&runner, 0);
}

static void expect_failure(const struct answer *answer, const char *text)
{
    cr_assert_eq(answer->head.status, PS_REPLY_FAILED);
    cr_assert_eq(answer->head.samples, 0);
    cr_assert_not_null(strstr(answer->text, text), "%s", answer->text);
}

Test(runner, refuses_nonsense_and_goes_on)
{
    struct runner runner = run(RUNNER, "fork", "none");
    expect_hello(&runner, "{");
    struct answer answer = ask(&runner, 99, 1, -1);
    expect_failure(&answer, "99");
    answer = ask(&runner, PS_OP_START, 0, -1);
    expect_failure(&answer, "0 starts");
    answer = ask(&runner, PS_OP_START, PS_BATCH_MAX + 1, -1);
    expect_failure(&answer, "65 starts");
    answer = ask(&runner, PS_OP_START, UINT32_MAX, -1);
    expect_failure(&answer, "4294967295 starts");
    answer = ask(&runner, PS_OP_START, 1, 1 << 20);
    expect_failure(&answer, "1048576");
    answer = ask(&runner, PS_OP_START, 2, -1);
    expect_samples(&answer, 2);
    end(&runner, 0);
}

Test(runner, ends_with_an_error_when_a_request_is_cut_short)
{
    struct runner runner = run(RUNNER, "fork", "none");
    expect_hello(&runner, "{");
    cr_assert_eq(write(runner.to, "\1\0\0", 3), 3);
    cr_assert_not_null(strstr(end(&runner, PS_EXIT_FAILED), "3 of 16 bytes"));
}

Test(runner, says_how_a_start_failed_and_sends_what_went_well_before)
{
    struct runner runner = run_with(RUNNER, "fork+exec", "stub-static", "/nonexistent", "0", "0", "0");
    expect_hello(&runner, "{");
    struct answer answer = ask(&runner, PS_OP_START, 5, -1);
    expect_failure(&answer, "/nonexistent/procstart-stub-static: No such file");
    answer = ask(&runner, PS_OP_PROBE, 0, -1);
    expect_failure(&answer, "/nonexistent/procstart-stub-static: No such file");
    cr_assert_str_empty(children_of(runner.pid));
    end(&runner, 0);
}

/* A program in the stub's place that ends well but stamps nothing. */
Test(runner, takes_a_start_without_stamps_for_failed)
{
    char stub[128];
    snprintf(stub, sizeof stub, "%s/" PS_PROGRAM_STUB_DYNAMIC, folder);
    cr_assert_eq(symlink("/bin/true", stub), 0);
    struct runner runner = run_with(RUNNER, "posix_spawn", "stub-dynamic", folder, "0", "0", "0");
    expect_hello(&runner, "{");
    struct answer answer = ask(&runner, PS_OP_START, 2, -1);
    unlink(stub);
    expect_failure(&answer, "`running`");
    end(&runner, 0);
}

Test(runner, cannot_be_set_up_without_its_page)
{
    unlink(page_path);
    struct runner runner = run(RUNNER, "fork", "none");
    struct answer hello = answer_of(&runner, false);
    expect_failure(&hello, page_path);
    end(&runner, 0);
}

Test(runner, cannot_be_set_up_with_more_ballast_than_memory)
{
    struct runner runner = run_with(RUNNER, "fork", "none", PS_TEST_PROGRAMS, "1152921504606846976", "0", "0");
    struct answer hello = answer_of(&runner, false);
    expect_failure(&hello, "ballast");
    end(&runner, 0);
}

Test(runner, without_libuv_has_no_uv_spawn)
{
    struct runner runner = run(RUNNER, "uv_spawn", "stub-static");
    struct answer hello = answer_of(&runner, false);
    cr_assert_eq(hello.head.status, PS_REPLY_UNSUPPORTED);
    cr_assert_not_null(strstr(hello.text, PS_PROGRAM_RUNNER_UV));
    end(&runner, 0);
}

static void expect_usage_error(char *const argv[], const char *text)
{
    struct runner runner = spawn(RUNNER, argv);
    const char *said = end(&runner, PS_EXIT_USAGE);
    cr_assert_eq(strncmp(said, "procstart-runner: error: ", 25), 0, "%s", said);
    cr_assert_not_null(strstr(said, text), "%s", said);
}

Test(runner, refuses_a_wrong_command_line)
{
    expect_usage_error((char *[]){RUNNER, NULL}, "0 arguments");
    expect_usage_error((char *[]){RUNNER, "telepathy", "none", page_path, "/", "0", "0", "0", NULL}, "telepathy");
    expect_usage_error((char *[]){RUNNER, "fork", "grandchild", page_path, "/", "0", "0", "0", NULL}, "grandchild");
    expect_usage_error((char *[]){RUNNER, "fork", "stub-static", page_path, "/", "0", "0", "0", NULL}, "stub-static");
    expect_usage_error((char *[]){RUNNER, "fork", "host", page_path, "/", "0", "0", "0", NULL}, "host");
    expect_usage_error((char *[]){RUNNER, "posix_spawn", "none", page_path, "/", "0", "0", "0", NULL}, "none");
    expect_usage_error((char *[]){RUNNER, "fork", "none", page_path, "/", "-1", "0", "0", NULL}, "-1");
    expect_usage_error((char *[]){RUNNER, "fork", "none", page_path, "/", "0", "4294967296", "0", NULL}, "4294967296");
    expect_usage_error((char *[]){RUNNER, "fork", "none", page_path, "/", "0", "0", "1x", NULL}, "1x");
}

Test(runner, has_its_factors)
{
    struct runner runner = run_with(RUNNER, "fork", "none", PS_TEST_PROGRAMS, "33554432", "3", "50");
    expect_hello(&runner, "{");
    cr_assert_geq(atol(status_of(runner.pid, "RssAnon")), 32768);
    cr_assert_eq(atoi(status_of(runner.pid, "Threads")), 4);
    cr_assert_eq(descriptors_of(runner.pid), 3 + 2 + 50);
    struct answer answer = ask(&runner, PS_OP_START, 2, -1);
    expect_samples(&answer, 2);
    end(&runner, 0);
}

Test(runner, keeps_the_protocol_from_its_children)
{
    struct runner runner = run(RUNNER, "fork", "none");
    expect_hello(&runner, "{");
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
        const char *at = strstr(proc(runner.pid, path), "flags:");
        cr_assert_not_null(at);
        cr_assert_eq(sscanf(at, "flags: %o", &flags), 1);
        cr_assert(flags & O_CLOEXEC, "descriptor %d would be inherited", fd);
    }
    end(&runner, 0);
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
    struct runner runner = run(RUNNER, mechanism, "none");
    expect_hello(&runner, "{");
    ask(&runner, PS_OP_START, 1, cpu);
    cr_assert_str_eq(status_of(process(&runner), "Cpus_allowed_list"), one);
    ask(&runner, PS_OP_START, 1, -1);
    cr_assert_str_eq(status_of(process(&runner), "Cpus_allowed_list"), all);
    end(&runner, 0);
}

static pid_t itself(const struct runner *runner)
{
    return runner->pid;
}

static pid_t its_server(const struct runner *runner)
{
    pid_t pid = atoi(children_of(runner->pid));
    cr_assert_gt(pid, 0, "there is no forkserver");
    return pid;
}

Test(runner, is_pinned_as_asked)
{
    expect_pinned("fork", itself);
    expect_pinned("forkserver", itself);
}

Test(runner, has_its_forkserver_pinned_too)
{
    expect_pinned("forkserver", its_server);
}

/* It is started early: what the runner takes on later is not in the server's children. */
Test(runner, has_a_forkserver_without_its_factors)
{
    struct runner runner = run_with(RUNNER, "forkserver", "none", PS_TEST_PROGRAMS, "33554432", "3", "50");
    expect_hello(&runner, "{");
    pid_t server = its_server(&runner);
    cr_assert_lt(atol(status_of(server, "RssAnon")), 32768);
    cr_assert_eq(atoi(status_of(server, "Threads")), 1);
    cr_assert_eq(descriptors_of(server), 3 + 1, "the standard ones and its socket");
    end(&runner, 0);
}

/* The orphan comes to this test, which can so wait for its end. */
Test(runner, takes_its_forkserver_with_it_when_killed)
{
    cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    struct runner runner = run(RUNNER, "forkserver", "none");
    expect_hello(&runner, "{");
    struct answer answer = ask(&runner, PS_OP_START, 2, -1);
    expect_samples(&answer, 2);
    pid_t server = its_server(&runner);
    int status;
    kill(runner.pid, SIGKILL);
    cr_assert_eq(waitpid(runner.pid, &status, 0), runner.pid);
    cr_assert_eq(waitpid(server, &status, 0), server);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

Test(runner, leaves_no_forkserver_at_its_end)
{
    cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    struct runner runner = run(RUNNER, "forkserver", "none");
    expect_hello(&runner, "{");
    end(&runner, 0);
    cr_assert(waitpid(-1, NULL, 0) == -1 && errno == ECHILD);
}
