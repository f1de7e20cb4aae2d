/* What is below a keeper, by /proc: orphans are the keeper's own children (subreaper), so that the tree is whole. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/contain.h"

enum where { UNKNOWN, BELOW, ELSEWHERE };

struct process {
    pid_t pid, parent;
    enum where where;
};

struct processes {
    struct process *list;
    size_t n, room;
};

/* /proc/PID/NAME as text; false if the process is gone. */
static bool read_file(pid_t pid, const char *name, char *text, size_t room)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, room - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* "PID (NAME) STATE PPID ...", where NAME may hold anything. */
static pid_t parent_of(pid_t pid)
{
    char stat[512];
    int parent = 0;
    if (!read_file(pid, "stat", stat, sizeof stat))
        return 0;
    const char *name_end = strrchr(stat, ')');
    return name_end != NULL && sscanf(name_end + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

static bool add(struct processes *all, pid_t pid)
{
    if (all->n == all->room) {
        size_t room = all->room > 0 ? 2 * all->room : 256;
        struct process *more = realloc(all->list, room * sizeof *more);
        if (more == NULL)
            return false;
        all->list = more;
        all->room = room;
    }
    all->list[all->n++] = (struct process){.pid = pid, .parent = parent_of(pid)};
    return true;
}

static bool list_all(struct processes *all)
{
    DIR *proc = opendir("/proc");
    if (proc == NULL)
        return false;
    bool complete = true;
    const struct dirent *entry;
    while (complete && (entry = readdir(proc)) != NULL) {
        if (isdigit((unsigned char)entry->d_name[0]))
            complete = add(all, (pid_t)atoi(entry->d_name));
    }
    closedir(proc);
    return complete;
}

static int by_pid(const void *a, const void *b)
{
    const struct process *x = a, *y = b;
    return (x->pid > y->pid) - (x->pid < y->pid);
}

static struct process *find(const struct processes *all, pid_t pid)
{
    struct process key = {.pid = pid};
    return bsearch(&key, all->list, all->n, sizeof *all->list, by_pid);
}

/* Goes up until something is known, then down the same way with it: no process is asked twice, be they thousands in a chain. */
static void place(const struct processes *all, struct process *one, pid_t root)
{
    struct process *known = one;
    size_t steps = 0;
    while (known != NULL && known->where == UNKNOWN && known->parent != root && steps++ < all->n)
        known = find(all, known->parent);
    bool below = known != NULL && (known->where == BELOW || (known->where == UNKNOWN && known->parent == root));
    for (struct process *at = one; at != NULL && at->where == UNKNOWN; at = at == known ? NULL : find(all, at->parent))
        at->where = below ? BELOW : ELSEWHERE;
}

static void mark_below(struct processes *all, pid_t root)
{
    if (all->n > 0)
        qsort(all->list, all->n, sizeof *all->list, by_pid);
    for (size_t i = 0; i < all->n; i++)
        place(all, &all->list[i], root);
}

/* Resident pages that are no file's. Those that processes share since a fork count for each. */
static uint64_t own_bytes(pid_t pid)
{
    char statm[128];
    uint64_t resident = 0, shared = 0;
    if (!read_file(pid, "statm", statm, sizeof statm) || sscanf(statm, "%*s %" SCNu64 " %" SCNu64, &resident, &shared) != 2)
        return 0;
    return (resident > shared ? resident - shared : 0) * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* The process's share: of what n processes share, an n-th. Takes a millisecond a process. */
static uint64_t share_bytes(pid_t pid)
{
    char rollup[2048];
    uint64_t kilobytes;
    const char *pss = read_file(pid, "smaps_rollup", rollup, sizeof rollup) ? strstr(rollup, "\nPss_Anon:") : NULL;
    return pss != NULL && sscanf(pss, "\nPss_Anon: %" SCNu64, &kilobytes) == 1 ? kilobytes * 1024 : own_bytes(pid);
}

static uint64_t sum(const struct processes *all, uint64_t (*bytes)(pid_t pid), size_t *n)
{
    uint64_t total = 0;
    *n = 0;
    for (size_t i = 0; i < all->n; i++) {
        if (all->list[i].where != BELOW)
            continue;
        total += bytes(all->list[i].pid);
        (*n)++;
    }
    return total;
}

int ps_contain_use(const struct ps_contain *contain, const uv_process_t *process, uint64_t enough, struct ps_contain_use *use)
{
    (void)contain;
    struct processes all = {0};
    bool listed = list_all(&all);
    if (listed) {
        mark_below(&all, process->pid);
        use->memory_bytes = sum(&all, own_bytes, &use->processes);
        if (use->memory_bytes > enough)
            use->memory_bytes = sum(&all, share_bytes, &use->processes);
    }
    free(all.list);
    return listed ? 0 : -1;
}
