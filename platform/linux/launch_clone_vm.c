/* The fastest known way to start a program on Linux: what vfork() does, with a stack of the child's own. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "base/programs.h"
#include "platform/linux/launch_clone_vm.h"
#include "platform/posix/launch_child.h"

/* execve() needs a few hundred bytes; the rest is for what a sanitizer or a profiler puts between. */
#define STACK_BYTES 16384

struct start {
    const struct ps_launch_target *target;
    const sigset_t *signals; /* the parent's mask */
    int failed;              /* written by the child: memory is shared until exec */
};

static int run_program(void *data)
{
    struct start *start = data;
    char *const argv[] = {(char *)start->target->program, (char *)start->target->page_path, NULL};
    sigprocmask(SIG_SETMASK, start->signals, NULL);
    execve(start->target->program, argv, environ);
    start->failed = errno;
    _exit(127);
}

/* Signals are blocked around it because a handler that runs in the child before exec would run in the parent's memory, with the
 * parent stopped in the middle of something (musl's posix_spawn() explains it). The child's stack may be a part of this frame:
 * CLONE_VFORK holds the parent here until the child has left it. */
static int clone_vm_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    _Alignas(16) char stack[STACK_BYTES];
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    struct start start = {.target = state, .signals = &before};
    int pid = clone(run_program, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &start);
    int failed = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (pid < 0)
        return ps_launch_refused(err, failed, "clone", NULL);
    if (start.failed != 0)
        return ps_launch_not_run(pid, start.failed, state, err);
    child->id = pid;
    return 0;
}

const struct ps_launcher ps_launch_clone_vm = {
    .name = "clone_vm",
    .method = PS_SPAWN,
    .mechanism = "clone(CLONE_VM|CLONE_VFORK)+exec",
    .takes_program = true,
    .runner = PS_PROGRAM_RUNNER,
    .start = clone_vm_start,
    .wait = ps_launch_wait,
};
