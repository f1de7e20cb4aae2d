/* The classic pairs: fork or vfork, then exec. Two mechanisms in one file, since they differ in one call and its consequence: a
 * vforked child shares the parent's memory and holds it up until exec, so that a failed exec is known when vfork() returns; a
 * forked one (and so a vforked one where vfork is a fork) runs on its own, so that it is known at its end. */
#include <errno.h>
#include <unistd.h>

#include "base/programs.h"
#include "platform/posix/launch_child.h"
#include "platform/posix/launchers.h"

/* The exit status of a child that could not run its program, as shells have it. */
#define NOT_RUN 127

static int vfork_exec_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    const struct ps_launch_target *target = state;
    char *const argv[] = {(char *)target->program, (char *)target->page_path, NULL};
    volatile int failed = 0; /* written by the child, in the parent's memory */
    pid_t pid = vfork();
    if (pid == 0) {
        execve(target->program, argv, environ);
        failed = errno;
        _exit(NOT_RUN);
    }
    if (pid < 0)
        return ps_launch_refused(err, errno, "vfork", NULL);
    if (failed != 0)
        return ps_launch_not_run(pid, failed, target, err);
    child->id = pid;
    return 0;
}

static int fork_exec_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    const struct ps_launch_target *target = state;
    char *const argv[] = {(char *)target->program, (char *)target->page_path, NULL};
    pid_t pid = fork();
    if (pid == 0) {
        execve(target->program, argv, environ);
        _exit(NOT_RUN);
    }
    if (pid < 0)
        return ps_launch_refused(err, errno, "fork", NULL);
    child->id = pid;
    return 0;
}

/* The usual pipe on which a child says why exec failed would be system calls of ours in every start. Instead the parent asks,
 * once it has happened, what is wrong with the program. */
static int exec_wait(void *state, struct ps_launched *child, struct ps_error *err)
{
    const struct ps_launch_target *target = state;
    if (ps_launch_wait(state, child, err) == 0)
        return 0;
    if (access(target->program, X_OK) != 0)
        return ps_launch_refused(err, errno, "exec", target->program);
    return -1;
}

const struct ps_launcher ps_launch_vfork_exec = {
    .name = "vfork+exec",
    .method = PS_SPAWN,
    .mechanism = ps_vfork_exec_mechanism,
    .takes_program = true,
    .runner = PS_PROGRAM_RUNNER,
    .start = vfork_exec_start,
    .wait = exec_wait,
};

const struct ps_launcher ps_launch_fork_exec = {
    .name = "fork+exec",
    .method = PS_SPAWN,
    .mechanism = "fork+exec",
    .takes_program = true,
    .runner = PS_PROGRAM_RUNNER,
    .start = fork_exec_start,
    .wait = exec_wait,
};
