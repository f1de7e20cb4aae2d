#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/posix/keeper.h"

/* A Python that unlinks names has a tenth of it, one under a sanitizer half. */
enum { LAST_BYTES_MOST = 256 << 20 };

int ps_keeper_adopt(void)
{
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

void ps_keeper_follow(pid_t keeper)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != keeper)
        _exit(128 + SIGKILL); /* it ended before it could be followed */
}

void ps_keeper_track(pid_t contained)
{
    (void)contained; /* whatever it leaves behind is adopted */
}

int ps_keeper_events(const struct timespec **patience)
{
    (void)patience;
    return -1;
}

void ps_keeper_look(void)
{
}

void ps_keeper_await_death(void)
{
    siginfo_t info;
    while (waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR)
        ;
}

void ps_keeper_no_core(void)
{
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* a core limit of 0 does not stop a core_pattern that is a pipe */
}

void ps_keeper_close_from(int first)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, ~0U, 0) == 0)
        return;
#endif
    long end = sysconf(_SC_OPEN_MAX); /* kernels before 5.9 */
    for (int fd = first; fd < end; fd++)
        close(fd);
}

/* What /proc/PID/stat says. The process's memory (its command line) is not looked at: that may be made to keep us waiting. */
struct process {
    pid_t parent;
    bool wants_to_last; /* and is small enough for what it says it does */
};

/* False if it is gone. "PID (NAME) STATE PPID ..", where NAME may hold anything; the 24th is the resident memory, in pages. */
static bool read_process(int proc, const char *pid, struct process *process)
{
    char path[64];
    if (snprintf(path, sizeof path, "%s/stat", pid) >= (int)sizeof path)
        return false;
    int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    char stat[1024];
    ssize_t n = read(fd, stat, sizeof stat - 1);
    close(fd);
    if (n <= 0)
        return false;
    stat[n] = '\0';
    static const char fields[] = " %*c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld";
    const char *name = strchr(stat, '('), *name_end = strrchr(stat, ')');
    int parent = 0;
    long resident = 0;
    if (name == NULL || name_end == NULL || sscanf(name_end + 1, fields, &parent, &resident) != 2)
        return false;
    size_t length = (size_t)(name_end - name) - 1;
    process->parent = parent;
    process->wants_to_last = length == sizeof PS_KEEPER_LAST - 1 && memcmp(name + 1, PS_KEEPER_LAST, length) == 0 &&
                             resident < LAST_BYTES_MOST / sysconf(_SC_PAGESIZE);
    return true;
}

/* What cleans up starts nothing. */
static bool has_children(DIR *proc, pid_t parent)
{
    const struct dirent *entry;
    struct process process;
    rewinddir(proc);
    while ((entry = readdir(proc)) != NULL) {
        if (isdigit((unsigned char)entry->d_name[0]) && read_process(dirfd(proc), entry->d_name, &process) &&
            process.parent == parent)
            return true;
    }
    return false;
}

/* Every child of the caller: orphans are among them, and a child's number is not given away before the caller has reaped it. All
 * of /proc is read, not /proc/self/task/.../children: that one is optional in kernels, and may leave out children of a process
 * whose children are just dying. It is done only where a program left something behind.
 *
 * Whoever has the name of the last may be somebody who means harm: there is one of them, and as soon as that one starts anything,
 * or takes memory, it is none. */
int ps_keeper_kill_below(bool childless, int *last)
{
    DIR *proc = childless ? NULL : opendir("/proc");
    if (proc == NULL)
        return 0;
    int killed = 0;
    pid_t self = getpid(), spared = 0;
    const struct dirent *entry;
    while ((entry = readdir(proc)) != NULL) {
        struct process process;
        if (!isdigit((unsigned char)entry->d_name[0]) || !read_process(dirfd(proc), entry->d_name, &process) ||
            process.parent != self)
            continue;
        pid_t pid = (pid_t)atoi(entry->d_name);
        if (last != NULL && spared == 0 && process.wants_to_last)
            spared = pid;
        else if (kill(pid, SIGKILL) == 0)
            killed++;
    }
    if (spared != 0 && !has_children(proc, spared))
        *last = 1;
    else if (spared != 0 && kill(spared, SIGKILL) == 0)
        killed++;
    closedir(proc);
    return killed;
}
