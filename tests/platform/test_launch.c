/* Every launcher with every kind of child that it can have. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/programs.h"
#include "platform/clock.h"
#include "platform/launch.h"
#include "tests/platform/only_child.h"

#define STARTS 20

static char folder[] = "/tmp/procstart-launch-XXXXXX";
static char page_path[64], list_path[64];
static struct ps_page page;

static void make_page(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(page_path, sizeof page_path, "%s/page", folder);
    snprintf(list_path, sizeof list_path, "%s/list", folder);
    cr_assert_eq(ps_page_create(&page, page_path, NULL), 0);
}

static void remove_page(void)
{
    ps_page_close(&page);
    unlink(page_path);
    unlink(list_path);
    rmdir(folder);
}

TestSuite(launch, .init = make_page, .fini = remove_page);

static int count_descriptors(void)
{
    int n = 0;
    DIR *dir = opendir("/dev/fd");
    while (readdir(dir) != NULL)
        n++;
    closedir(dir);
    return n;
}

static int64_t stamp(enum ps_stamp which)
{
    return page.word[PS_PAGE_CHILD + which];
}

static void *open_launcher(const struct ps_launcher *launcher, const struct ps_launch_target *target)
{
    struct ps_error err;
    void *state = (void *)target;
    if (launcher->available != NULL)
        cr_assert_eq(launcher->available(&err), 0, "%s: %s", launcher->name, err.what);
    if (launcher->open != NULL)
        cr_assert_eq(launcher->open(target, &state, &err), 0, "%s: %s", launcher->name, err.what);
    return state;
}

static void close_launcher(const struct ps_launcher *launcher, void *state)
{
    if (launcher->close != NULL)
        launcher->close(state);
    cr_assert(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "%s left a process", launcher->name);
}

static void start_one(const struct ps_launcher *launcher, void *state)
{
    struct ps_error err;
    struct ps_launched child;
    for (int i = 0; i < PS_STAMPS; i++)
        page.word[PS_PAGE_CHILD + i] = 0;
    int64_t asked = ps_clock_ns();
    cr_assert_eq(launcher->start(state, &child, &err), 0, "%s: %s", launcher->name, err.what);
    int64_t returned = ps_clock_ns();
    cr_assert_eq(launcher->wait(state, &child, &err), 0, "%s: %s", launcher->name, err.what);
    int64_t reaped = ps_clock_ns();
    cr_assert(asked <= returned && returned <= reaped);
    cr_assert(asked <= stamp(PS_STAMP_RUNNING) && stamp(PS_STAMP_RUNNING) <= stamp(PS_STAMP_READY) &&
                  stamp(PS_STAMP_READY) <= reaped,
              "%s: stamps are not in the order of time", launcher->name);
}

/* Twice, so that what a library keeps for good (libuv: a pipe for signals) is not taken for a leak. */
static void start_many(const struct ps_launcher *launcher, const char *program)
{
    const struct ps_launch_target target = {.program = program, .page_path = page_path, .page = &page};
    int descriptors = 0;
    for (int life = 0; life < 2; life++) {
        descriptors = count_descriptors();
        void *state = open_launcher(launcher, &target);
        for (int i = 0; i < STARTS; i++)
            start_one(launcher, state);
        close_launcher(launcher, state);
    }
    cr_assert_eq(count_descriptors(), descriptors, "%s left a descriptor open", launcher->name);
}

static void check_launcher(const char *name)
{
    const struct ps_launcher *launcher = ps_launcher_find(name);
    cr_assert_not_null(launcher);
    if (!launcher->takes_program) {
        start_many(launcher, NULL);
        return;
    }
    start_many(launcher, PS_TEST_PROGRAMS "/" PS_PROGRAM_STUB_DYNAMIC);
    start_many(launcher, PS_TEST_PROGRAMS "/" PS_PROGRAM_STUB_DYNAMIC);
}

Test(launch, fork_starts_children)
{
    check_launcher("fork");
}

Test(launch, posix_spawn_starts_children)
{
    check_launcher("posix_spawn");
}

Test(launch, vfork_exec_starts_children)
{
    check_launcher("vfork+exec");
}

Test(launch, fork_exec_starts_children)
{
    check_launcher("fork+exec");
}

Test(launch, clone_vm_starts_children)
{
    check_launcher("clone_vm");
}

Test(launch, uv_spawn_starts_children)
{
    check_launcher("uv_spawn");
}

Test(launch, forkserver_starts_children)
{
    check_launcher("forkserver");
}

Test(launch, floor_starts_nothing)
{
    const struct ps_launcher *launcher = ps_launcher_find("floor");
    struct ps_launched child;
    cr_assert_eq(launcher->start(NULL, &child, NULL), 0);
    cr_assert_eq(launcher->wait(NULL, &child, NULL), 0);
    cr_assert(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

/* Calls `each` with every launcher that starts programs, opened for `program`. */
static void with_program(const char *program, const char *argument, void (*each)(const struct ps_launcher *, void *))
{
    const struct ps_launch_target target = {.program = program, .page_path = argument, .page = &page};
    int seen = 0;
    for (size_t i = 0; ps_launchers[i] != NULL; i++) {
        if (!ps_launchers[i]->takes_program)
            continue;
        void *state = open_launcher(ps_launchers[i], &target);
        each(ps_launchers[i], state);
        close_launcher(ps_launchers[i], state);
        seen++;
    }
    cr_assert_eq(seen, 5);
}

/* Starts and waits; the error that one of both must give. */
static struct ps_error failure_of(const struct ps_launcher *launcher, void *state)
{
    struct ps_error err;
    struct ps_launched child;
    if (launcher->start(state, &child, &err) == 0)
        cr_assert_eq(launcher->wait(state, &child, &err), -1, "%s saw nothing wrong", launcher->name);
    cr_assert_eq(err.exit, PS_EXIT_FAILED);
    return err;
}

static void expect_missing(const struct ps_launcher *launcher, void *state)
{
    for (int i = 0; i < 3; i++) {
        struct ps_error err = failure_of(launcher, state);
        cr_assert_eq(err.os, ENOENT, "%s: %s", launcher->name, err.what);
        cr_assert_not_null(strstr(err.what, "/nonexistent/program"), "%s: %s", launcher->name, err.what);
        cr_assert_neq(err.hint[0], '\0');
    }
}

Test(launch, of_a_missing_program_says_so_and_leaves_nothing)
{
    with_program("/nonexistent/program", page_path, expect_missing);
}

static void expect_exit_status(const struct ps_launcher *launcher, void *state)
{
    struct ps_error err = failure_of(launcher, state);
    cr_assert_not_null(strstr(err.what, "exit status 7"), "%s: %s", launcher->name, err.what);
}

Test(launch, of_a_program_that_fails_says_its_exit_status)
{
    with_program(PS_TEST_PROGRAMS "/test-launch-child", "fail", expect_exit_status);
}

static void expect_signal(const struct ps_launcher *launcher, void *state)
{
    struct ps_error err = failure_of(launcher, state);
    cr_assert_not_null(strstr(err.what, "signal 9"), "%s: %s", launcher->name, err.what);
}

Test(launch, of_a_program_that_is_killed_says_by_what)
{
    with_program(PS_TEST_PROGRAMS "/test-launch-child", "kill", expect_signal);
}

static void expect_standard_descriptors(const struct ps_launcher *launcher, void *state)
{
    struct ps_error err;
    struct ps_launched child;
    char list[256] = "";
    cr_assert_eq(launcher->start(state, &child, &err), 0);
    cr_assert_eq(launcher->wait(state, &child, &err), 0, "%s: %s", launcher->name, err.what);
    FILE *file = fopen(list_path, "r");
    cr_assert_not_null(file);
    cr_assert_not_null(fgets(list, sizeof list, file));
    fclose(file);
    cr_assert_str_eq(list, "0 1 2 ", "%s: the child has %s", launcher->name, list);
}

/* Criterion's own descriptors are not to be inherited either: they are closed on exec first. */
Test(launch, hands_on_the_standard_descriptors_only)
{
    for (int fd = 3; fd < 256; fd++) {
        if (fcntl(fd, F_GETFD) >= 0)
            fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    with_program(PS_TEST_PROGRAMS "/test-launch-child", list_path, expect_standard_descriptors);
}

static void expect_mask(const struct ps_launcher *launcher, void *state)
{
    sigset_t before, after;
    sigprocmask(SIG_SETMASK, NULL, &before);
    start_one(launcher, state);
    sigprocmask(SIG_SETMASK, NULL, &after);
    for (int i = 1; i < 32; i++)
        cr_assert_eq(sigismember(&before, i), sigismember(&after, i), "%s changed the mask of signal %d", launcher->name, i);
}

Test(launch, leaves_the_mask_of_signals_as_it_was)
{
    with_program(PS_TEST_PROGRAMS "/" PS_PROGRAM_STUB_DYNAMIC, page_path, expect_mask);
}

/* A server that is gone is an error of the start, not the end of the runner. */
Test(launch, by_a_forkserver_that_was_killed_says_so)
{
    const struct ps_launcher *launcher = ps_launcher_find("forkserver");
    const struct ps_launch_target target = {.page_path = page_path, .page = &page};
    void *state = open_launcher(launcher, &target);
    pid_t server = only_child();
    cr_assert_gt(server, 0);
    kill(server, SIGKILL);
    siginfo_t info;
    cr_assert_eq(waitid(P_PID, (id_t)server, &info, WEXITED | WNOWAIT), 0);
    struct ps_error err = failure_of(launcher, state);
    cr_assert_not_null(strstr(err.what, "forkserver ended"), "%s", err.what);
    launcher->close(state);
}

Test(launch, mechanisms_are_named_by_what_runs)
{
    cr_assert_eq(strncmp(ps_launcher_mechanism(ps_launcher_find("posix_spawn")), "posix_spawn", 11), 0);
    cr_assert_eq(strncmp(ps_launcher_mechanism(ps_launcher_find("uv_spawn")), "uv_spawn (", 10), 0);
    cr_assert_null(ps_launcher_find("telepathy"));
}

/* Each method has a default, which is its first, and no two launchers one name. */
Test(launch, the_table_is_sound)
{
    for (size_t i = 0; ps_launchers[i] != NULL; i++) {
        cr_assert_eq(ps_launcher_find(ps_launchers[i]->name), ps_launchers[i]);
        cr_assert_not_null(ps_launchers[i]->mechanism);
        cr_assert_not_null(ps_launchers[i]->runner);
    }
}
