#include "platform/posix/launch_child.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>

/* 0 and the status, or the system's number. */
static int reap(pid_t pid, int *status)
{
    while (waitpid(pid, status, 0) != pid) {
        if (errno != EINTR)
            return errno;
    }
    return 0;
}

int ps_launch_wait(void *state, struct ps_launched *child, struct ps_error *err)
{
    (void)state;
    int status;
    int failed = reap((pid_t)child->id, &status);
    if (failed != 0)
        return ps_fail_os(err, PS_EXIT_FAILED, failed, "waitpid");
    return ps_launch_status(status, err);
}

int ps_launch_status(int status, struct ps_error *err)
{
    return WIFSIGNALED(status) ? ps_launch_ended(err, 0, WTERMSIG(status)) : ps_launch_ended(err, WEXITSTATUS(status), 0);
}

int ps_launch_not_run(intptr_t id, int os, const struct ps_launch_target *target, struct ps_error *err)
{
    int status;
    reap((pid_t)id, &status);
    return ps_launch_refused(err, os, "exec", target->program);
}

int ps_launch_refused(struct ps_error *err, int os, const char *call, const char *program)
{
    ps_fail_os(err, PS_EXIT_FAILED, os, "%s%s%s", call, program != NULL ? " " : "", program != NULL ? program : "");
    switch (os) {
    case EAGAIN:
        return ps_error_hint(err, "the limit of processes is reached: raise ulimit -u, or the container's");
    case ENOMEM:
        return ps_error_hint(err, "memory is short: take a smaller --ballast");
    case EMFILE:
        return ps_error_hint(err, "raise ulimit -n, or take fewer --fds");
    case ENOENT:
        return ps_error_hint(err, "procstart is not installed as a whole: install it again");
    default:
        return -1;
    }
}

int ps_launch_ended(struct ps_error *err, int64_t exit_status, int killed_by)
{
    if (killed_by != 0)
        return ps_fail(err, PS_EXIT_FAILED, "the child was killed by signal %d (%s)", killed_by, strsignal(killed_by));
    if (exit_status != 0)
        return ps_fail(err, PS_EXIT_FAILED, "the child ended with exit status %" PRId64, exit_status);
    return 0;
}
