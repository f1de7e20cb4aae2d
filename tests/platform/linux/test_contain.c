/* Nothing outlives procstart: what is contained ends with it and with its program, and says how it ended. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/contain.h"

struct seen {
    uv_process_t process;
    uv_pipe_t out;
    char text[4096];
    size_t length;
    bool ended;
    int64_t status;
    int signal;
};

static void on_end(uv_process_t *process, int64_t status, int signal)
{
    struct seen *seen = process->data;
    seen->ended = true;
    seen->status = status;
    seen->signal = signal;
    uv_close((uv_handle_t *)process, NULL);
}

static void room_for(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    struct seen *seen = handle->data;
    *buf = uv_buf_init(seen->text + seen->length, (unsigned)(sizeof seen->text - 1 - seen->length));
}

static void on_text(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    (void)buf;
    struct seen *seen = stream->data;
    if (n < 0)
        uv_close((uv_handle_t *)stream, NULL);
    else
        seen->length += (size_t)n;
}

static struct ps_contain *open_contain(uv_loop_t *loop, const char *program, const char *result)
{
    struct ps_contain_options options = {.programs = PS_TEST_PROGRAMS, .program = program, .result = result};
    struct ps_contain *contain = NULL;
    struct ps_error err;
    cr_assert_eq(ps_contain_open(&contain, loop, &options, &err), 0, "%s", err.what);
    return contain;
}

/* Runs a shell script, contained, with standard output and error kept. */
static void spawn_shell(struct ps_contain *contain, uv_loop_t *loop, struct seen *seen, const char *file, const char *script)
{
    memset(seen, 0, sizeof *seen);
    uv_pipe_init(loop, &seen->out, 0);
    seen->out.data = seen->process.data = seen;
    uv_stdio_container_t stdio[3] = {{.flags = UV_IGNORE},
                                     {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&seen->out},
                                     {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO}};
    char *args[] = {(char *)"sh", (char *)"-c", (char *)script, NULL};
    uv_process_options_t options = {.file = file, .args = args, .exit_cb = on_end, .stdio_count = 3, .stdio = stdio};
    struct ps_error err;
    cr_assert_eq(ps_contain_spawn(contain, &seen->process, &options, &err), 0, "%s", err.what);
    uv_read_start((uv_stream_t *)&seen->out, room_for, on_text);
}

static void run_shell(const char *script, struct seen *seen)
{
    uv_loop_t *loop = uv_default_loop();
    struct ps_contain *contain = open_contain(loop, NULL, NULL);
    spawn_shell(contain, loop, seen, "/bin/sh", script);
    uv_run(loop, UV_RUN_DEFAULT);
    cr_assert(seen->ended);
    cr_assert_eq(ps_contain_close(contain, NULL), 0);
}

Test(contain, an_exit_code_comes_through)
{
    struct seen seen;
    run_shell("exit 7", &seen);
    cr_assert_eq(seen.status, 7);
    cr_assert_eq(seen.signal, 0);
}

Test(contain, a_deadly_signal_comes_through_and_has_a_name)
{
    struct seen seen;
    run_shell("kill -SEGV $$", &seen);
    cr_assert_eq(seen.signal, SIGSEGV);
    char text[100];
    ps_contain_describe(seen.status, seen.signal, text, sizeof text);
    cr_assert_str_eq(text, "died of signal 11 (Segmentation fault)");
}

Test(contain, a_program_that_is_not_there_ends_with_127)
{
    uv_loop_t *loop = uv_default_loop();
    struct ps_contain *contain = open_contain(loop, NULL, NULL);
    struct seen seen;
    spawn_shell(contain, loop, &seen, "/nonexistent/program", "");
    uv_run(loop, UV_RUN_DEFAULT);
    cr_assert_eq(seen.status, 127);
    cr_assert_eq(ps_contain_close(contain, NULL), 0);
}

Test(contain, the_program_inherits_its_three_descriptors_and_no_other)
{
    struct seen seen;
    int leaked = dup(STDERR_FILENO); /* as if whoever started procstart had been careless */
    cr_assert_geq(leaked, 3);
    run_shell("ls /proc/$$/fd", &seen);
    cr_assert_str_eq(seen.text, "0\n1\n2\n");
}

Test(contain, the_program_finds_signals_as_the_shell_would_give_them)
{
    struct seen seen;
    run_shell("grep -E '^Sig(Blk|Ign)' /proc/self/status | cut -f2", &seen);
    cr_assert_str_eq(seen.text, "0000000000000000\n0000000000000000\n");
}

/* The shell waits, so that whether the descendants are there is no race; they left group and session, and their parent. */
static const char brood[] =
    "for i in 1 2 3; do setsid sh -c 'setsid sleep 1000 & echo $!; echo $$ > /dev/null; sleep 1000' & done; ";

static int count_living(const char *numbers)
{
    int n = 0;
    for (const char *c = numbers; *c; c = strchr(c, '\n') + 1)
        n += kill((pid_t)atoi(c), 0) == 0;
    return n;
}

Test(contain, what_a_program_leaves_behind_is_gone_when_its_end_is_reported)
{
    struct seen seen;
    char script[512];
    snprintf(script, sizeof script, "( %s ) | { head -n 3; } ; exit 5", brood);
    run_shell(script, &seen);
    cr_assert_eq(seen.status, 5);
    cr_assert_gt(seen.length, 0);
    cr_assert_eq(count_living(seen.text), 0);
}

Test(contain, killing_a_program_kills_all_below_it)
{
    uv_loop_t *loop = uv_default_loop();
    struct ps_contain *contain = open_contain(loop, NULL, NULL);
    struct seen seen;
    char script[512];
    snprintf(script, sizeof script, "%s wait", brood);
    spawn_shell(contain, loop, &seen, "/bin/sh", script);
    int lines = 0;
    while (lines < 3) {
        uv_run(loop, UV_RUN_ONCE);
        lines = 0;
        for (size_t i = 0; i < seen.length; i++)
            lines += seen.text[i] == '\n';
    }
    cr_assert_eq(count_living(seen.text), 3);
    ps_contain_kill(contain, &seen.process);
    uv_run(loop, UV_RUN_DEFAULT);
    cr_assert_eq(seen.signal, SIGKILL);
    cr_assert_eq(count_living(seen.text), 0);
    cr_assert_eq(ps_contain_close(contain, NULL), 0);
}

/* The shell that has the name of the last ends when nobody holds the fifo open any more: when all others are gone. */
Test(contain, what_cleans_up_ends_by_itself_when_all_others_are_killed)
{
    uv_loop_t *loop = uv_default_loop();
    struct ps_contain *contain = open_contain(loop, NULL, NULL);
    struct seen seen;
    char script[2048], done[1100];
    const char *dir = ps_contain_dir(contain);
    snprintf(done, sizeof done, "%s/done", dir);
    snprintf(script, sizeof script,
             "cd %s; mkfifo held; setsid sh -c 'printf procstart-last >/proc/$$/comm; read x <held; echo >done' & exec 3>held; "
             "echo ready; exec sleep 1000",
             dir);
    spawn_shell(contain, loop, &seen, "/bin/sh", script);
    while (seen.length == 0)
        uv_run(loop, UV_RUN_ONCE);
    ps_contain_kill(contain, &seen.process);
    uv_run(loop, UV_RUN_DEFAULT);
    cr_assert_eq(seen.signal, SIGKILL);
    cr_expect_eq(access(done, F_OK), 0, "it was killed before it had done its work");
    cr_assert_eq(ps_contain_close(contain, NULL), 0);
}

Test(contain, the_private_folder_is_ours_alone_and_goes_with_all_that_is_in_it)
{
    uv_loop_t *loop = uv_default_loop();
    struct ps_contain *contain = open_contain(loop, NULL, NULL);
    char dir[1024], kept[] = "/tmp/procstart-test-XXXXXX";
    snprintf(dir, sizeof dir, "%s", ps_contain_dir(contain));
    struct stat st;
    cr_assert_eq(stat(dir, &st), 0);
    cr_assert_eq(st.st_mode & 07777, 0700);
    cr_assert_not_null(mkdtemp(kept));
    char script[4096];
    snprintf(script, sizeof script,
             "cd %s && mkdir -p a/b/c locked/x && echo > a/b/c/file && ln -s %s a/link && ln -s %s link && echo > %s/file && "
             "ln -s /nonexistent dangling && chmod 0 locked && mkfifo fifo",
             dir, kept, kept, kept);
    cr_assert_eq(system(script), 0);
    cr_assert_eq(ps_contain_close(contain, NULL), 0);
    cr_assert_neq(access(dir, F_OK), 0);
    char file[128];
    snprintf(file, sizeof file, "%s/file", kept);
    cr_assert_eq(access(file, F_OK), 0, "what a symbolic link points to was removed");
    unlink(file);
    rmdir(kept);
}

Test(contain, a_keeper_that_is_not_there_is_an_error)
{
    struct ps_contain_options options = {.programs = "/nonexistent"};
    struct ps_contain *contain = NULL;
    struct ps_error err;
    cr_assert_eq(ps_contain_open(&contain, uv_default_loop(), &options, &err), -1);
    cr_assert_not_null(strstr(err.what, "/nonexistent/procstart-keeper"));
    cr_assert_eq(uv_loop_alive(uv_default_loop()), 0);
}

/* ---- an orchestrator that is killed ---- */

/* Processes that have the mark in their environment: all descendants have. */
static int count_marked(const char *mark)
{
    int n = 0;
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    while ((entry = readdir(proc)) != NULL) {
        char path[300], environment[16384];
        snprintf(path, sizeof path, "/proc/%s/environ", entry->d_name);
        int fd = open(path, O_RDONLY);
        ssize_t got = fd < 0 ? 0 : read(fd, environment, sizeof environment);
        if (fd >= 0)
            close(fd);
        if (got > 0 && atoi(entry->d_name) != getpid())
            n += memmem(environment, (size_t)got, mark, strlen(mark)) != NULL;
    }
    closedir(proc);
    return n;
}

static void await_no_marked(const char *mark)
{
    for (int i = 0; i < 3000 && count_marked(mark) > 0; i++)
        usleep(10000);
    cr_assert_eq(count_marked(mark), 0, "processes are left behind");
}

/* Plays the orchestrator until it is killed. Tells its folder through `tell` as soon as it knows it. */
static _Noreturn void play_orchestrator(int tell, const char *result)
{
    uv_loop_t loop;
    uv_loop_init(&loop);
    struct ps_contain *contain = open_contain(&loop, PS_TEST_SOURCE "/tests/platform/linux/finish.sh", result);
    if (write(tell, ps_contain_dir(contain), strlen(ps_contain_dir(contain))) < 0)
        _exit(1);
    struct seen stays, passes;
    spawn_shell(contain, &loop, &stays, "/bin/sh", "setsid sleep 1000 & exec sleep 1000");
    for (;;) {
        spawn_shell(contain, &loop, &passes, "/bin/sh", "setsid sleep 1000 & mkdir -p $0 & sh -c 'sleep 0.01; exit 3'");
        while (!passes.ended || !uv_is_closing((uv_handle_t *)&passes.out))
            uv_run(&loop, UV_RUN_ONCE);
        uv_run(&loop, UV_RUN_NOWAIT); /* closed handles leave the loop */
    }
}

/* Starts an orchestrator, kills it after `delay_us`. Returns its folder, "" if it did not get that far. */
static void kill_orchestrator(const char *mark, const char *result, unsigned delay_us, int signal, char dir[1024])
{
    int tell[2];
    cr_assert_eq(pipe2(tell, O_CLOEXEC), 0);
    pid_t pid = fork();
    if (pid == 0) {
        /* The environment in /proc is the one of exec: the mark gets into what is spawned. */
        putenv((char *)mark);
        play_orchestrator(tell[1], result);
    }
    close(tell[1]);
    usleep(delay_us);
    kill(pid, signal);
    waitpid(pid, NULL, 0);
    ssize_t n = read(tell[0], dir, 1023);
    dir[n > 0 ? n : 0] = '\0';
    close(tell[0]);
}

Test(contain, an_orchestrator_killed_at_any_moment_leaves_no_process_and_no_folder, .timeout = 120)
{
    char mark[64], dir[1024];
    snprintf(mark, sizeof mark, "PS_TEST_MARK=kill%d", (int)getpid());
    srand(4);
    for (int i = 0; i < 30; i++) {
        kill_orchestrator(mark, NULL, (unsigned)(rand() % 40000), SIGKILL, dir);
        await_no_marked(mark);
        cr_assert(dir[0] == '\0' || access(dir, F_OK) != 0, "%s is left behind", dir);
    }
}

static void check_finish(int how, bool expected)
{
    char mark[64], dir[1024], result[64], line[256] = "";
    snprintf(mark, sizeof mark, "PS_TEST_MARK=finish%d", (int)getpid());
    snprintf(result, sizeof result, "/tmp/procstart-test-%d.json", (int)getpid());
    do {
        kill_orchestrator(mark, result, 30000, how, dir);
        await_no_marked(mark);
    } while (dir[0] == '\0');
    FILE *file = fopen(result, "r");
    cr_assert_eq(file != NULL, expected);
    if (file == NULL)
        return;
    cr_assert_not_null(fgets(line, sizeof line, file));
    cr_assert_str_eq(line, "finish\n");
    fclose(file);
    unlink(result);
}

Test(contain, the_result_of_a_killed_orchestrator_is_finished, .timeout = 60)
{
    check_finish(SIGKILL, true);
}

Test(contain, the_result_of_a_crashed_orchestrator_is_finished, .timeout = 60)
{
    check_finish(SIGABRT, true);
}

Test(contain, a_closed_containment_finishes_nothing)
{
    char result[64];
    snprintf(result, sizeof result, "/tmp/procstart-test-%d.json", (int)getpid());
    struct ps_contain *contain = open_contain(uv_default_loop(), PS_TEST_SOURCE "/tests/platform/linux/finish.sh", result);
    cr_assert_eq(ps_contain_close(contain, NULL), 0);
    cr_assert_neq(access(result, F_OK), 0);
}
