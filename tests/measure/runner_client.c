#include "runner_client.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/clock.h"

char runner_folder[] = "/tmp/procstart-runner-XXXXXX";
char runner_page_path[64];
struct ps_page runner_page;

void runner_make_page(void)
{
    signal(SIGPIPE, SIG_IGN);
    cr_assert_not_null(mkdtemp(runner_folder));
    snprintf(runner_page_path, sizeof runner_page_path, "%s/page", runner_folder);
    cr_assert_eq(ps_page_create(&runner_page, runner_page_path, NULL), 0);
}

void runner_remove_page(void)
{
    ps_page_close(&runner_page);
    unlink(runner_page_path);
    rmdir(runner_folder);
}

struct runner runner_spawn(const char *program, char *const argv[])
{
    int in[2], out[2], log[2];
    cr_assert(pipe(in) == 0 && pipe(out) == 0 && pipe(log) == 0);
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

struct runner runner_run_with(const char *program, const char *mechanism, const char *child, const char *programs,
                              const char *ballast, const char *threads, const char *fds)
{
    char *const argv[] = {(char *)program, (char *)mechanism, (char *)child, runner_page_path, (char *)programs, (char *)ballast,
                          (char *)threads, (char *)fds,       NULL};
    return runner_spawn(program, argv);
}

struct runner runner_run(const char *program, const char *mechanism, const char *child)
{
    return runner_run_with(program, mechanism, child, PS_TEST_PROGRAMS, "0", "0", "0");
}

static void read_fully(int fd, void *to, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = read(fd, (char *)to + done, n - done);
        cr_assert_gt(got, 0, "the runner ended in the middle of a reply");
        done += (size_t)got;
    }
}

struct answer runner_answer(const struct runner *runner, bool probe)
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

struct answer runner_hello(const struct runner *runner)
{
    char mark[sizeof PS_HELLO - 1];
    read_fully(runner->from, mark, sizeof mark);
    cr_assert_arr_eq(mark, PS_HELLO, sizeof mark);
    return runner_answer(runner, false);
}

struct answer runner_ask(const struct runner *runner, uint32_t op, uint32_t starts, int32_t cpu)
{
    const struct ps_request request = {.op = op, .starts = starts, .cpu = cpu};
    cr_assert_eq(write(runner->to, &request, sizeof request), sizeof request);
    return runner_answer(runner, op == PS_OP_PROBE);
}

const char *runner_end(struct runner *runner, int status)
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

void runner_expect_hello(const struct runner *runner, const char *facts)
{
    struct answer hello = runner_hello(runner);
    cr_assert_eq(hello.head.status, PS_REPLY_OK, "%s", hello.text);
    cr_assert_eq(hello.head.samples, 0);
    cr_assert_eq(strncmp(hello.text, facts, strlen(facts)), 0, "%s", hello.text);
}

void runner_expect_samples(const struct answer *answer, uint32_t n)
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

void runner_expect_failure(const struct answer *answer, const char *text)
{
    cr_assert_eq(answer->head.status, PS_REPLY_FAILED);
    cr_assert_eq(answer->head.samples, 0);
    cr_assert_not_null(strstr(answer->text, text), "%s", answer->text);
}

const char *runner_proc(pid_t pid, const char *name)
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

const char *runner_children(pid_t pid)
{
    char name[64];
    snprintf(name, sizeof name, "task/%d/children", (int)pid);
    return runner_proc(pid, name);
}
