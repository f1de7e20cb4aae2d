#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "platform/runner.h"

/* A descriptor of the same file that is no standard one and that programs started from here do not get. */
static int move_away(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

int ps_channel_open(struct ps_channel *channel, struct ps_error *err)
{
    int in = move_away(STDIN_FILENO);
    int out = move_away(STDOUT_FILENO);
    if (in < 0 || out < 0)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "standard input and output are not those of a runner");
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null < 0)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot open /dev/null");
    if (dup2(null, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot replace standard input and output");
    close(null);
    *channel = (struct ps_channel){.in = in, .out = out};
    return 0;
}

int ps_channel_read(struct ps_channel *channel, void *to, size_t n, struct ps_error *err)
{
    size_t done = 0;
    while (done < n) {
        ssize_t got = read((int)channel->in, (char *)to + done, n - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot read a request");
        if (got == 0 && done == 0)
            return 0;
        if (got == 0)
            return ps_fail(err, PS_EXIT_FAILED, "a request ended after %zu of %zu bytes", done, n);
        done += (size_t)got;
    }
    return 1;
}

int ps_channel_write(struct ps_channel *channel, const void *from, size_t n, struct ps_error *err)
{
    size_t done = 0;
    while (done < n) {
        ssize_t put = write((int)channel->out, (const char *)from + done, n - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot write a reply");
        done += (size_t)put;
    }
    return 0;
}
