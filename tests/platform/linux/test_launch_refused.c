/* What the launchers make of a system that refuses to start a process. The calls are replaced when linking (--wrap), so that the
 * refusal can be had on demand, as root too. */
#include <criterion/criterion.h>
#include <errno.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/programs.h"
#include "platform/launch.h"

/* Shared with a forkserver, so that it can be refused a child too. 0: nothing is refused. */
static _Atomic int *refusal;

pid_t __real_fork(void);
pid_t __wrap_fork(void);
pid_t __wrap_vfork(void);
int __wrap_clone(int (*function)(void *), void *stack, int flags, void *data, ...);
int __wrap_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes, char *const argv[], char *const env[]);

static int refuse(void)
{
    errno = *refusal;
    return -1;
}

pid_t __wrap_fork(void)
{
    return *refusal != 0 ? refuse() : __real_fork();
}

pid_t __wrap_vfork(void)
{
    return refuse();
}

int __wrap_clone(int (*function)(void *), void *stack, int flags, void *data, ...)
{
    (void)function, (void)stack, (void)flags, (void)data;
    return refuse();
}

int __wrap_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes, char *const argv[], char *const env[])
{
    (void)pid, (void)path, (void)actions, (void)attributes, (void)argv, (void)env;
    return *refusal;
}

static void make_refusal(void)
{
    refusal = mmap(NULL, sizeof *refusal, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq((void *)refusal, MAP_FAILED);
}

TestSuite(refused, .init = make_refusal);

static void expect_refused(const char *name, int os)
{
    const struct ps_launcher *launcher = ps_launcher_find(name);
    _Atomic int64_t words[PS_PAGE_WORDS] = {0};
    const struct ps_page page = {.word = words};
    const struct ps_launch_target target = {.program =
                                                launcher->takes_program ? PS_TEST_PROGRAMS "/" PS_PROGRAM_STUB_STATIC : NULL,
                                            .page_path = "/none",
                                            .page = &page};
    void *state = (void *)&target;
    struct ps_error err;
    struct ps_launched child;
    *refusal = 0;
    if (launcher->open != NULL)
        cr_assert_eq(launcher->open(&target, &state, &err), 0, "%s: %s", name, err.what);
    *refusal = os;
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(launcher->start(state, &child, &err), -1, "%s started", name);
        cr_assert_eq(err.os, os, "%s: %s", name, err.what);
        cr_assert_eq(err.exit, PS_EXIT_FAILED);
        cr_assert_neq(err.hint[0], '\0', "%s does not say what to do about: %s", name, err.what);
    }
    if (launcher->close != NULL)
        launcher->close(state);
    cr_assert(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "%s left a process", name);
}

static void expect_refused_each_way(const char *name)
{
    expect_refused(name, EAGAIN);
    expect_refused(name, ENOMEM);
}

Test(refused, fork)
{
    expect_refused_each_way("fork");
}

Test(refused, posix_spawn)
{
    expect_refused_each_way("posix_spawn");
}

Test(refused, vfork_exec)
{
    expect_refused_each_way("vfork+exec");
}

Test(refused, fork_exec)
{
    expect_refused_each_way("fork+exec");
}

Test(refused, clone_vm)
{
    expect_refused_each_way("clone_vm");
}

Test(refused, child_of_a_forkserver)
{
    expect_refused_each_way("forkserver");
}

Test(refused, forkserver_itself)
{
    const struct ps_launcher *launcher = ps_launcher_find("forkserver");
    struct ps_launch_target target = {0};
    struct ps_error err;
    void *state = NULL;
    *refusal = EAGAIN;
    cr_assert_eq(launcher->open(&target, &state, &err), -1);
    cr_assert_eq(err.os, EAGAIN);
    cr_assert_neq(err.hint[0], '\0');
}

/* libuv's own calls are out of reach of the linker, but its pipe needs descriptors. */
Test(refused, uv_spawn_without_descriptors)
{
    const struct ps_launcher *launcher = ps_launcher_find("uv_spawn");
    const struct ps_launch_target target = {.program = PS_TEST_PROGRAMS "/" PS_PROGRAM_STUB_STATIC, .page_path = "/none"};
    struct ps_error err;
    struct ps_launched child;
    void *state = NULL;
    cr_assert_eq(launcher->open(&target, &state, &err), 0, "%s", err.what);
    struct rlimit before;
    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit none = {.rlim_cur = 3, .rlim_max = before.rlim_max};
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(launcher->start(state, &child, &err), -1);
        cr_assert_eq(err.os, EMFILE, "%s", err.what);
        cr_assert_neq(err.hint[0], '\0');
    }
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    launcher->close(state);
    cr_assert(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}
