/* A launcher that fails on demand, in place of fork in a runner of its own: PROCSTART_FAULTY="NTH WAY" says at which start of a
 * runner what goes wrong. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/programs.h"
#include "platform/clock.h"
#include "platform/posix/launch_child.h"
#include "platform/posix/launchers.h"

struct faulty {
    const struct ps_launch_target *target;
    int starts, nth;
    char way[16];
};

static int faulty_open(const struct ps_launch_target *target, void **state, struct ps_error *err)
{
    static struct faulty faulty;
    const char *text = getenv("PROCSTART_FAULTY");
    if (text == NULL || sscanf(text, "%d %15s", &faulty.nth, faulty.way) != 2)
        return ps_fail(err, PS_EXIT_USAGE, "PROCSTART_FAULTY does not say what goes wrong");
    if (strcmp(faulty.way, "open") == 0)
        return ps_fail(err, PS_EXIT_FAILED, "cannot be opened");
    faulty.target = target;
    *state = &faulty;
    return 0;
}

static void stamp(const struct ps_page *page, enum ps_stamp which, int64_t at)
{
    atomic_store(&page->word[PS_PAGE_CHILD + which], at);
}

static _Noreturn void misbehave(const char *way, const struct ps_page *page)
{
    if (strcmp(way, "hang") == 0)
        for (;;)
            pause();
    if (strcmp(way, "orphan") == 0 && fork() == 0) {
        setsid();
        for (;;)
            pause();
    }
    if (strcmp(way, "crash") == 0) {
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    }
    if (strcmp(way, "unready") == 0)
        stamp(page, PS_STAMP_RUNNING, ps_clock_ns());
    if (strcmp(way, "early") == 0) {
        stamp(page, PS_STAMP_RUNNING, 1);
        stamp(page, PS_STAMP_READY, 2);
    }
    _exit(strcmp(way, "exit7") == 0 || strcmp(way, "orphan") == 0 ? 7 : 0);
}

static int faulty_start(void *state, struct ps_launched *child, struct ps_error *err)
{
    struct faulty *faulty = state;
    bool now = ++faulty->starts == faulty->nth;
    if (now && strcmp(faulty->way, "start") == 0)
        return ps_launch_refused(err, EAGAIN, "fork", NULL);
    pid_t pid = fork();
    if (pid == 0 && now)
        misbehave(faulty->way, faulty->target->page);
    if (pid == 0)
        ps_launch_run_target(faulty->target->page);
    child->id = pid;
    return pid > 0 ? 0 : ps_launch_refused(err, errno, "fork", NULL);
}

static const struct ps_launcher faulty = {
    .name = "fork",
    .method = PS_FORK,
    .mechanism = "faulty",
    .runner = PS_PROGRAM_RUNNER,
    .open = faulty_open,
    .start = faulty_start,
    .wait = ps_launch_wait,
};

const struct ps_launcher *const ps_launchers[] = {&faulty, NULL};
