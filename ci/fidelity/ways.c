/* ways.c: each way of starting a child that a C program has, written down once more as plainly as it goes. */
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"

static void reap(pid_t pid, const char *call)
{
    int status;
    bare_must(pid > 0, call);
    bare_must(waitpid(pid, &status, 0) == pid && status == 0, "child");
}

static void do_fork(struct ps_sample *times)
{
    times->asked = bare_now();
    pid_t pid = fork();
    if (pid == 0)
        bare_target();
    times->at[PS_RETURNED] = bare_now();
    reap(pid, "fork");
    times->at[PS_REAPED] = bare_now();
}

static void do_posix_spawn(struct ps_sample *times)
{
    pid_t pid;
    times->asked = bare_now();
    int failed = posix_spawn(&pid, bare_argv[0], NULL, NULL, bare_argv, environ);
    times->at[PS_RETURNED] = bare_now();
    reap(failed ? -1 : pid, "posix_spawn");
    times->at[PS_REAPED] = bare_now();
}

static void do_vfork_exec(struct ps_sample *times)
{
    times->asked = bare_now();
    pid_t pid = vfork();
    if (pid == 0) {
        execve(bare_argv[0], bare_argv, environ);
        _exit(1);
    }
    times->at[PS_RETURNED] = bare_now();
    reap(pid, "vfork");
    times->at[PS_REAPED] = bare_now();
}

static void do_fork_exec(struct ps_sample *times)
{
    times->asked = bare_now();
    pid_t pid = fork();
    if (pid == 0) {
        execve(bare_argv[0], bare_argv, environ);
        _exit(1);
    }
    times->at[PS_RETURNED] = bare_now();
    reap(pid, "fork");
    times->at[PS_REAPED] = bare_now();
}

static sigset_t mask;
static _Alignas(16) char stack[16384];

static int exec_child(void *unused)
{
    (void)unused;
    sigprocmask(SIG_SETMASK, &mask, NULL);
    execve(bare_argv[0], bare_argv, environ);
    _exit(1);
}

static void do_clone_vm(struct ps_sample *times)
{
    sigset_t all;
    times->asked = bare_now();
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &mask);
    pid_t pid = clone(exec_child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    times->at[PS_RETURNED] = bare_now();
    reap(pid, "clone");
    times->at[PS_REAPED] = bare_now();
}

static int server_socket;

static _Noreturn void serve(int fd)
{
    char byte;
    int status;
    while (read(fd, &byte, 1) == 1) {
        int pid = fork();
        if (pid == 0)
            bare_target();
        if (write(fd, &pid, sizeof pid) != sizeof pid || waitpid(pid, &status, 0) != pid ||
            write(fd, &status, sizeof status) != sizeof status)
            break;
    }
    _exit(0);
}

static void open_forkserver(void)
{
    int pair[2];
    bare_must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0, "socketpair");
    bare_server = fork();
    if (bare_server == 0) {
        /* Not the runner's protocol: who holds its pipes keeps them open. */
        close(pair[0]);
        close(3);
        close(4);
        serve(pair[1]);
    }
    close(pair[1]);
    server_socket = pair[0];
}

static void do_forkserver(struct ps_sample *times)
{
    int pid, status;
    times->asked = bare_now();
    bare_must(write(server_socket, "f", 1) == 1, "write to the server");
    bare_must(read(server_socket, &pid, sizeof pid) == sizeof pid && pid > 0, "fork in the server");
    times->at[PS_RETURNED] = bare_now();
    bare_must(read(server_socket, &status, sizeof status) == sizeof status && status == 0, "the server's child");
    times->at[PS_REAPED] = bare_now();
}

const struct bare bare_ways[] = {
    {"fork", NULL, do_fork},
    {"posix_spawn", NULL, do_posix_spawn},
    {"vfork+exec", NULL, do_vfork_exec},
    {"fork+exec", NULL, do_fork_exec},
    {"clone_vm", NULL, do_clone_vm},
    {"forkserver", open_forkserver, do_forkserver},
    {NULL, NULL, NULL},
};
