/* What is below a keeper: children of children, and what is in its session, where orphans stay unless they ask for another. */
#include <libproc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "platform/contain.h"

enum { MOST = 4096 };

static bool is_below(pid_t pid, pid_t keeper, const pid_t *below, int n)
{
    struct proc_bsdinfo info;
    if (getsid(pid) == keeper)
        return true;
    if (proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, &info, sizeof info) != (int)sizeof info)
        return false;
    for (int i = 0; i < n; i++) {
        if (below[i] == (pid_t)info.pbi_ppid)
            return true;
    }
    return (pid_t)info.pbi_ppid == keeper;
}

/* The footprint, which the system holds against a process. */
static uint64_t bytes_of(pid_t pid)
{
    struct rusage_info_v4 used;
    return proc_pid_rusage(pid, RUSAGE_INFO_V4, (rusage_info_t *)&used) == 0 ? used.ri_phys_footprint : 0;
}

static bool is_among(pid_t pid, const pid_t *list, int n)
{
    for (int i = 0; i < n; i++) {
        if (list[i] == pid)
            return true;
    }
    return false;
}

/* Each pass finds the children of those that the last one found. */
static int find_below(pid_t keeper, const pid_t *all, int all_n, pid_t *below)
{
    int n = 0;
    for (bool more = true; more;) {
        more = false;
        for (int i = 0; i < all_n; i++) {
            if (all[i] <= 0 || all[i] == keeper || is_among(all[i], below, n) || !is_below(all[i], keeper, below, n))
                continue;
            below[n++] = all[i];
            more = true;
        }
    }
    return n;
}

int ps_contain_use(const struct ps_contain *contain, const uv_process_t *process, uint64_t enough, struct ps_contain_use *use)
{
    (void)contain, (void)enough;
    pid_t *all = calloc(2 * MOST, sizeof *all);
    int n = all != NULL ? proc_listallpids(all, MOST * sizeof *all) : -1;
    if (n > 0) {
        pid_t *below = all + MOST;
        int below_n = find_below(process->pid, all, n < MOST ? n : MOST, below);
        *use = (struct ps_contain_use){.processes = (size_t)below_n};
        for (int i = 0; i < below_n; i++)
            use->memory_bytes += bytes_of(below[i]);
    }
    free(all);
    return n > 0 ? 0 : -1;
}
