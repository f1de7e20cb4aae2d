/* macOS gives no process its descendants' orphans, so they have to be found. Three things tell them:
 *
 *   - their session, which is the keeper's own unless they asked for one of their own;
 *   - the unique number of the process that forked them, which the kernel keeps when that one is gone; so whoever descends from a
 *     process that was seen once is found for ever;
 *   - a kqueue that says that a process that is known has forked (NOTE_FORK), so that what is new gets seen while it lives.
 *
 * What is missed: a process in a session of its own whose parent came and went between two looks. docs/platforms.md says so. */
#include <libproc.h>
#include <mach/mach.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/event.h>
#include <sys/proc_info.h>
#include <sys/resource.h>
#include <unistd.h>

#include "platform/posix/keeper.h"

/* From xnu's sys/proc_info_private.h, which SDKs leave out; kernel and layout have kept to it since OS X 10.9. */
#define UNIQUE_IDENTIFIERS 17
struct unique_identifiers {
    uint8_t image[16];
    uint64_t own, parent; /* of processes since the system started; `parent` forked it */
    int32_t version, parent_version;
    uint64_t reserved[2];
};
_Static_assert(sizeof(struct unique_identifiers) == 56, "as the kernel has it");

/* A runner forks thousands of times a second, and each look takes about a millisecond of another processor's time. */
#define PAUSE_NS INT64_C(1000000000)

static int queue = -1;
static uint64_t *seen; /* unique numbers of all that were ever found below */
static size_t seen_n, seen_room;
static int64_t next_look_ns;

struct process {
    pid_t pid;
    uint64_t own, parent;
    bool below;
};

static int64_t now_ns(void)
{
    return (int64_t)clock_gettime_nsec_np(CLOCK_UPTIME_RAW);
}

static bool is_seen(uint64_t number)
{
    for (size_t i = 0; i < seen_n; i++) {
        if (seen[i] == number)
            return true;
    }
    return false;
}

/* Remembered, and listened to from now on. */
static void remember(const struct process *process)
{
    if (is_seen(process->own))
        return;
    if (seen_n == seen_room) {
        size_t room = seen_room > 0 ? 2 * seen_room : 64;
        uint64_t *more = realloc(seen, room * sizeof *more);
        if (more == NULL)
            return; /* it is still found by its session or its parent */
        seen = more;
        seen_room = room;
    }
    seen[seen_n++] = process->own;
    struct kevent change;
    EV_SET(&change, (uintptr_t)process->pid, EVFILT_PROC, EV_ADD | EV_CLEAR, NOTE_FORK | NOTE_EXIT, 0, NULL);
    kevent(queue, &change, 1, NULL, 0, NULL); /* it fails where the process is gone by now */
}

static bool identify(pid_t pid, struct process *process)
{
    struct unique_identifiers ids;
    if (proc_pidinfo(pid, UNIQUE_IDENTIFIERS, 0, &ids, sizeof ids) != (int)sizeof ids)
        return false;
    *process = (struct process){.pid = pid, .own = ids.own, .parent = ids.parent};
    return true;
}

/* All living processes but the caller, to be freed; NULL: none can be had. */
static struct process *list_processes(size_t *n)
{
    enum { MORE = 256 }; /* may have been started between the two calls */
    int count = proc_listallpids(NULL, 0) + MORE;
    pid_t *pids = calloc((size_t)count, sizeof *pids);
    struct process *processes = calloc((size_t)count, sizeof *processes);
    if (pids != NULL && processes != NULL)
        count = proc_listallpids(pids, count * (int)sizeof *pids);
    *n = 0;
    for (int i = 0; pids != NULL && processes != NULL && i < count; i++) {
        if (pids[i] > 1 && pids[i] != getpid() && identify(pids[i], &processes[*n]))
            ++*n;
    }
    free(pids);
    return processes;
}

/* Finds all that are below now; a child may come before its parent in the list. */
static struct process *find_below(size_t *n)
{
    struct process *processes = list_processes(n);
    pid_t self = getpid();
    for (bool more = processes != NULL; more;) {
        more = false;
        for (size_t i = 0; i < *n; i++) {
            struct process *process = &processes[i];
            if (process->below || (!is_seen(process->own) && !is_seen(process->parent) && getsid(process->pid) != self))
                continue;
            process->below = more = true;
            remember(process);
        }
    }
    return processes;
}

int ps_keeper_adopt(void)
{
    queue = kqueue();
    return queue >= 0 ? 0 : -1;
}

void ps_keeper_follow(pid_t keeper)
{
    (void)keeper;
}

void ps_keeper_track(pid_t contained)
{
    struct process process;
    if (identify(contained, &process))
        remember(&process);
}

int ps_keeper_events(const struct timespec **patience)
{
    static struct timespec left;
    int64_t left_ns = next_look_ns - now_ns();
    if (left_ns <= 0)
        return queue;
    left = (struct timespec){.tv_sec = left_ns / 1000000000, .tv_nsec = left_ns % 1000000000};
    *patience = &left;
    return -1;
}

void ps_keeper_look(void)
{
    static const struct timespec at_once = {0};
    struct kevent happened[16];
    while (kevent(queue, NULL, 0, happened, sizeof happened / sizeof *happened, &at_once) > 0)
        ;
    size_t n;
    free(find_below(&n));
    next_look_ns = now_ns() + PAUSE_NS;
}

int ps_keeper_kill_below(bool childless, int *last)
{
    (void)childless; /* orphans are launchd's children */
    (void)last;      /* a process's name is that of its program */
    size_t n;
    int killed = 0;
    struct process *processes = find_below(&n);
    for (size_t i = 0; processes != NULL && i < n; i++) {
        struct process now;
        /* The same process still, and not another one that got its number meanwhile. */
        if (processes[i].below && identify(processes[i].pid, &now) && now.own == processes[i].own &&
            kill(processes[i].pid, SIGKILL) == 0)
            killed++;
    }
    free(processes);
    return killed;
}

void ps_keeper_await_death(void)
{
    static const struct timespec a_while = {.tv_nsec = 10 * 1000 * 1000};
    struct kevent happened;
    kevent(queue, NULL, 0, &happened, 1, &a_while);
}

void ps_keeper_close_from(int first)
{
    int room = proc_pidinfo(getpid(), PROC_PIDLISTFDS, 0, NULL, 0);
    struct proc_fdinfo *fds = room > 0 ? malloc((size_t)room) : NULL;
    int got = fds != NULL ? proc_pidinfo(getpid(), PROC_PIDLISTFDS, 0, fds, room) : 0;
    for (int i = 0; i < got / (int)sizeof *fds; i++) {
        if (fds[i].proc_fd >= first)
            close(fds[i].proc_fd);
    }
    free(fds);
}

/* Nor a report of a crash, which would take the system seconds to write. */
void ps_keeper_no_core(void)
{
    const struct rlimit none = {0};
    setrlimit(RLIMIT_CORE, &none);
    task_set_exception_ports(mach_task_self(), EXC_MASK_CRASH | EXC_MASK_CORPSE_NOTIFY, MACH_PORT_NULL, EXCEPTION_DEFAULT,
                             THREAD_STATE_NONE);
}
