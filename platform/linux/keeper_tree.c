#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/posix/keeper.h"

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

/* The parent's number in /proc/PID/stat, 0 if the process is gone: "PID (NAME) STATE PPID ...", where NAME may hold anything. */
static pid_t parent_of(int proc, const char *pid)
{
    char path[64];
    if (snprintf(path, sizeof path, "%s/stat", pid) >= (int)sizeof path)
        return 0;
    int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    char stat[512];
    ssize_t n = read(fd, stat, sizeof stat - 1);
    close(fd);
    if (n <= 0)
        return 0;
    stat[n] = '\0';
    const char *name_end = strrchr(stat, ')');
    int parent = 0;
    if (name_end == NULL || sscanf(name_end + 1, " %*c %d", &parent) != 1)
        return 0;
    return parent;
}

/* Every child of the caller: orphans are among them, and a child's number is not given away before the caller has reaped it. All
 * of /proc is read, not /proc/self/task/.../children: that one is optional in kernels, and may leave out children of a process
 * whose children are just dying. It is done only where a program left something behind. */
int ps_keeper_kill_below(bool childless)
{
    DIR *proc = childless ? NULL : opendir("/proc");
    if (proc == NULL)
        return 0;
    int killed = 0;
    pid_t self = getpid();
    const struct dirent *entry;
    while ((entry = readdir(proc)) != NULL) {
        if (!isdigit((unsigned char)entry->d_name[0]) || parent_of(dirfd(proc), entry->d_name) != self)
            continue;
        if (kill((pid_t)atoi(entry->d_name), SIGKILL) == 0)
            killed++;
    }
    closedir(proc);
    return killed;
}
