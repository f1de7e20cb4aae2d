/* A forkserver of our own: a fork of the runner made while that is small, which forks a child on each request.
 *
 *     runner                     server
 *     one byte            ->     forks
 *                         <-     the child's process id, or -errno
 *                         <-     the child's wait status, once it has ended
 *
 * Over a socket pair. When the runner is gone the server reads the end of the stream, and ends. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/programs.h"
#include "platform/posix/launch_child.h"
#include "platform/posix/launchers.h"
#include "platform/runner.h"

struct forkserver {
    int socket;
    pid_t server;
};

/* 0; -1 with errno, which is 0 at the end of the stream. The messages are so small that they come whole or not at all. */
static int read_int(int fd, int32_t *value)
{
    ssize_t n;
    do
        n = read(fd, value, sizeof *value);
    while (n < 0 && errno == EINTR);
    if (n >= 0 && n != (ssize_t)sizeof *value)
        errno = 0;
    return n == (ssize_t)sizeof *value ? 0 : -1;
}

static int write_int(int fd, int32_t value)
{
    ssize_t n;
    do
        n = write(fd, &value, sizeof value);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)sizeof value ? 0 : -1;
}

/* Serves one request after the other; returns when the runner is gone. */
static void serve(int socket, const struct ps_page *page)
{
    char request;
    while (read(socket, &request, 1) == 1) {
        pid_t pid = fork();
        if (pid == 0)
            ps_launch_run_target(page);
        if (write_int(socket, pid < 0 ? -errno : pid) != 0)
            return;
        int status;
        if (pid > 0 && (waitpid(pid, &status, 0) != pid || write_int(socket, status) != 0))
            return;
    }
}

/* The server's side of open(). It has no part in the protocol of the runner, whose pipes are still its standard input and
 * output: holding them open would hide the runner's end from the orchestrator. */
static _Noreturn void run_server(int socket, const struct ps_page *page)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
        _exit(PS_EXIT_FAILED);
    close(null);
    serve(socket, page);
    _exit(0);
}

static int forkserver_open(const struct ps_launch_target *target, void **state, struct ps_error *err)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "socketpair");
    pid_t pid = fork();
    if (pid < 0) {
        ps_launch_refused(err, errno, "fork of the forkserver", NULL);
        close(pair[0]);
        close(pair[1]);
        return -1;
    }
    if (pid == 0) {
        close(pair[0]);
        run_server(pair[1], target->page);
    }
    close(pair[1]);
    /* This process starts nothing itself from here on, so that nobody inherits it: a server that died is an error, not our
     * end. */
    signal(SIGPIPE, SIG_IGN);
    struct forkserver *fs = malloc(sizeof *fs);
    if (fs == NULL) {
        close(pair[0]);
        waitpid(pid, NULL, 0);
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    }
    *fs = (struct forkserver){.socket = pair[0], .server = pid};
    *state = fs;
    return 0;
}

static void forkserver_close(void *state)
{
    struct forkserver *fs = state;
    close(fs->socket);
    waitpid(fs->server, NULL, 0);
    free(fs);
}

static int server_gone(struct ps_error *err, int os)
{
    if (os == 0 || os == EPIPE || os == ECONNRESET)
        return ps_fail(err, PS_EXIT_FAILED, "the forkserver ended by itself");
    return ps_fail_os(err, PS_EXIT_FAILED, os, "the forkserver's socket");
}

static int forkserver_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    const struct forkserver *fs = state;
    if (write(fs->socket, "f", 1) != 1)
        return server_gone(err, errno);
    int32_t pid;
    if (read_int(fs->socket, &pid) != 0)
        return server_gone(err, errno);
    if (pid < 0)
        return ps_launch_refused(err, -pid, "fork in the forkserver", NULL);
    child->id = pid;
    return 0;
}

static int forkserver_wait(void *state, struct ps_launched *child, struct ps_error *err)
{
    (void)child;
    const struct forkserver *fs = state;
    int32_t status;
    if (read_int(fs->socket, &status) != 0)
        return server_gone(err, errno);
    return ps_launch_status(status, err);
}

static int forkserver_pin(void *state, int cpu, struct ps_error *err)
{
    const struct forkserver *fs = state;
    return ps_pin(fs->server, cpu, err);
}

const struct ps_launcher ps_launch_forkserver = {
    .name = "forkserver",
    .method = PS_FORKSERVER,
    .mechanism = "fork in a server",
    .runner = PS_PROGRAM_RUNNER,
    .open = forkserver_open,
    .start = forkserver_start,
    .wait = forkserver_wait,
    .pin = forkserver_pin,
    .close = forkserver_close,
};
