/* A library for LD_PRELOAD that lets system calls fail on demand, in one of procstart's processes and in no other.
 *
 *     PROCSTART_FAULT="ROLE CALL FIRST LAST WHAT [PATH]"      several are separated by ';'
 *
 *     ROLE   procstart, keeper, watch, runner, python (a Python runner), server (its forkserver)
 *     CALL   one of the functions below, or `child`: the first moment of a child that was forked
 *     FIRST, LAST   which calls, counted from 1 in each process; LAST 0 is without end
 *     WHAT   a number: the call fails with that errno. KILL, ABORT, STOP: the process gets that signal; EXIT7: it ends;
 *            KILLPARENT, STOPPARENT: its parent (a runner's keeper) gets the signal
 *     PATH   only calls on files whose path holds this text are counted
 *
 * What a process forks is left alone but for `child`.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum call { CHILD, FORK, VFORK, CLONE, POSIX_SPAWN, OPEN, PIPE, SOCKETPAIR, WRITE, FWRITE, FSYNC, RENAME, MKDIR, CALLS };

static const char *const names[CALLS] = {
    [CHILD] = "child", [FORK] = "fork",     [VFORK] = "vfork",           [CLONE] = "clone", [POSIX_SPAWN] = "posix_spawn",
    [OPEN] = "open",   [PIPE] = "pipe",     [SOCKETPAIR] = "socketpair", [WRITE] = "write", [FWRITE] = "fwrite",
    [FSYNC] = "fsync", [RENAME] = "rename", [MKDIR] = "mkdir",
};

struct fault {
    enum call call;
    int first, last;
    char what[16], path[64];
    atomic_int seen;
};

enum { FAULTS_MOST = 4 };

static struct fault faults[FAULTS_MOST];
static int faults_n;
static pid_t owner;

/* ---- which faults are this process's ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static const char *role_of(int argc, char **argv)
{
    const char *program = argc > 0 ? base_name(argv[0]) : "";
    if (strcmp(program, "procstart-keeper") == 0)
        return argc > 1 && strcmp(argv[1], "watch") == 0 ? "watch" : "keeper";
    if (strncmp(program, "procstart-runner", 16) == 0)
        return "runner";
    for (int i = 1; i < argc; i++) {
        if (strcmp(base_name(argv[i]), "procstart_main.py") == 0)
            return "python";
        if (strstr(argv[i], "multiprocessing.forkserver") != NULL)
            return "server";
    }
    return strcmp(program, "procstart") == 0 ? "procstart" : "";
}

static void read_fault(const char *text, const char *role)
{
    struct fault *fault = &faults[faults_n];
    char of[16], call[16];
    fault->path[0] = '\0';
    if (sscanf(text, "%15s %15s %d %d %15[^; ] %63[^; ]", of, call, &fault->first, &fault->last, fault->what, fault->path) < 5 ||
        strcmp(of, role) != 0)
        return;
    for (int i = 0; i < CALLS; i++) {
        if (strcmp(names[i], call) == 0) {
            fault->call = (enum call)i;
            faults_n++;
            return;
        }
    }
}

__attribute__((constructor)) static void read_faults(int argc, char **argv)
{
    const char *text = getenv("PROCSTART_FAULT"), *role = role_of(argc, argv);
    owner = getpid();
    while (text != NULL && faults_n < FAULTS_MOST) {
        read_fault(text, role);
        text = strchr(text, ';');
        text += text != NULL;
    }
}

/* ---- what becomes of a call ---- */

static void die_of(int number)
{
    signal(number, SIG_DFL);
    raise(number);
}

/* The errno that the call fails with, if the process is still there. */
static int suffer(const char *what)
{
    if (strcmp(what, "KILL") == 0)
        die_of(SIGKILL);
    else if (strcmp(what, "ABORT") == 0)
        die_of(SIGABRT);
    else if (strcmp(what, "STOP") == 0)
        raise(SIGSTOP);
    else if (strcmp(what, "KILLPARENT") == 0)
        kill(getppid(), SIGKILL);
    else if (strcmp(what, "STOPPARENT") == 0)
        kill(getppid(), SIGSTOP);
    else if (strcmp(what, "EXIT7") == 0)
        _exit(7);
    return atoi(what);
}

/* Counts; whether it is one of those. */
static bool is_due(struct fault *fault)
{
    int nth = atomic_fetch_add(&fault->seen, 1) + 1;
    return nth >= fault->first && (fault->last == 0 || nth <= fault->last);
}

/* True: the call is to fail, errno says how. */
static bool fails(enum call call, const char *path)
{
    for (int i = 0; i < faults_n && getpid() == owner; i++) {
        struct fault *fault = &faults[i];
        if (fault->call != call || (fault->path[0] != '\0' && strstr(path, fault->path) == NULL) || !is_due(fault))
            continue;
        errno = suffer(fault->what);
        return errno != 0;
    }
    return false;
}

static bool fails_on(enum call call, int fd)
{
    char link[32], path[4096] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int before = errno;
    ssize_t n = faults_n > 0 ? readlink(link, path, sizeof path - 1) : 0;
    path[n > 0 ? n : 0] = '\0';
    errno = before;
    return fails(call, path);
}

#define REAL(type, name) (__extension__(type) dlsym(RTLD_NEXT, name))

/* ---- starting ---- */

/* Counted in the parent, where counts stay. */
static pid_t start(enum call call)
{
    if (fails(call, ""))
        return -1;
    const char *what = NULL;
    for (int i = 0; i < faults_n && getpid() == owner; i++) {
        if (faults[i].call == CHILD && is_due(&faults[i]))
            what = faults[i].what;
    }
    pid_t pid = REAL(pid_t(*)(void), "fork")();
    if (pid == 0 && what != NULL)
        suffer(what);
    return pid;
}

pid_t fork(void)
{
    return start(FORK);
}

/* By fork: a frame of ours must not be returned through twice. */
pid_t vfork(void)
{
    return start(VFORK);
}

int clone(int (*run)(void *), void *stack, int flags, void *data, ...)
{
    if (fails(CLONE, ""))
        return -1;
    return REAL(int (*)(int (*)(void *), void *, int, void *, ...), "clone")(run, stack, flags, data);
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                char *const argv[], char *const env[])
{
    if (fails(POSIX_SPAWN, path))
        return errno;
    return REAL(__typeof__(&posix_spawn), "posix_spawn")(pid, path, actions, attributes, argv, env);
}

/* ---- descriptors ---- */

#define OPEN_AS(name)                                                                                                            \
    int name(const char *path, int flags, ...)                                                                                   \
    {                                                                                                                            \
        va_list more;                                                                                                            \
        va_start(more, flags);                                                                                                   \
        int mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(more, int) : 0;                                               \
        va_end(more);                                                                                                            \
        return fails(OPEN, path) ? -1 : REAL(int (*)(const char *, int, ...), #name)(path, flags, mode);                         \
    }

OPEN_AS(open)
OPEN_AS(open64)

int pipe2(int ends[2], int flags)
{
    return fails(PIPE, "") ? -1 : REAL(int (*)(int *, int), "pipe2")(ends, flags);
}

int socketpair(int domain, int type, int protocol, int ends[2])
{
    return fails(SOCKETPAIR, "") ? -1 : REAL(__typeof__(&socketpair), "socketpair")(domain, type, protocol, ends);
}

/* ---- files ---- */

ssize_t write(int fd, const void *from, size_t n)
{
    return fails_on(WRITE, fd) ? -1 : REAL(__typeof__(&write), "write")(fd, from, n);
}

/* What stdio writes does not come by write() above. */
size_t fwrite(const void *from, size_t size, size_t n, FILE *to)
{
    return fails_on(FWRITE, fileno(to)) ? 0 : REAL(__typeof__(&fwrite), "fwrite")(from, size, n, to);
}

int fsync(int fd)
{
    return fails_on(FSYNC, fd) ? -1 : REAL(__typeof__(&fsync), "fsync")(fd);
}

int rename(const char *from, const char *to)
{
    return fails(RENAME, from) ? -1 : REAL(__typeof__(&rename), "rename")(from, to);
}

int mkdir(const char *path, mode_t mode)
{
    return fails(MKDIR, path) ? -1 : REAL(__typeof__(&mkdir), "mkdir")(path, mode);
}
