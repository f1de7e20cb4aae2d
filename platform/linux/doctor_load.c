#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "platform/linux/cgroup.h"
#include "platform/linux/doctor.h"
#include "platform/linux/inspect.h"
#include "platform/linux/machine.h"

int ps_check_load(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    char text[128];
    double load;
    int processors = ps_inspect_processors(root);
    if (processors == 0 || ps_machine_read(root, text, sizeof text, "/proc/loadavg") != 0 || sscanf(text, "%lf", &load) != 1)
        return ps_unknown(err, "the kernel does not say");
    return ps_found(finding, ps_grade(load / processors, 0.1, 0.5),
                    "Other processes compete for processors and caches: stop them, or wait "
                    "(the average takes a minute to fall).",
                    "%.2f over the last minute, on %d processors", load, processors);
}

int ps_check_steal(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    int64_t busy, idle, steal;
    if (ps_inspect_times(root, &busy, &idle, &steal) != 0 || busy + idle + steal <= 0)
        return ps_unknown(err, "the kernel does not say");
    /* Of the time in which something wanted to run: an idle guest cannot be stolen from. */
    double share = busy + steal > 0 ? 100.0 * (double)steal / (double)(busy + steal) : 0;
    return ps_found(finding, ps_grade(share, 0.1, 1),
                    "The host gives processors of this guest to others: use a guest with processors of its "
                    "own, and look at p99 with care. bench warns when it happens while it measures.",
                    "%.2f %% of busy time since boot", share);
}

int ps_check_thermal(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    int64_t events = ps_inspect_thermal_events(root);
    if (events == PS_MISSING)
        return ps_unknown(err, "not counted here");
    return ps_found(finding, events == 0 ? PS_GOOD : PS_NOTE,
                    "The processor was slowed down for heat: cool it, or measure in pauses. bench warns when it "
                    "happens while it measures.",
                    "%" PRId64 " events since boot", events);
}

int ps_check_affinity(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    hwloc_bitmap_t allowed = ps_machine_allowed(root);
    if (allowed == NULL)
        return ps_unknown(err, "the kernel does not say");
    char list[128];
    hwloc_bitmap_list_snprintf(list, sizeof list, allowed);
    int may = hwloc_bitmap_weight(allowed), all = ps_inspect_processors(root);
    hwloc_bitmap_free(allowed);
    if (may == 1)
        return ps_found(finding, PS_BAD,
                        "procstart shares the only processor with what it measures: allow a second one (taskset, cpuset).",
                        "%s: %d of %d", list, may, all);
    return ps_found(finding, may < all ? PS_NOTE : PS_GOOD,
                    "A subset was chosen (taskset, cpuset): compare only with results of the same affinity.", "%s: %d of %d",
                    list, may, all);
}

int ps_check_cpu_limit(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    struct ps_cgroup_cpu cpu;
    if (ps_cgroup_cpu(root, &cpu) != 0)
        return ps_unknown(err, "no control group for processors is mounted here");
    if (cpu.cpus == 0)
        return ps_found(finding, PS_GOOD, "", "none");
    return ps_found(finding, PS_BAD,
                    "When the quota of a period is used up everything stands still for the rest of it (up to 100 ms): lift it "
                    "(docker run without --cpus; no limits.cpu), and bind to processors instead.",
                    "%.3g processors' worth of time; stopped in %" PRId64 " of %" PRId64 " periods so far", cpu.cpus,
                    cpu.throttled_periods, cpu.periods);
}

/* The soft limit out of "Max processes   1024   4096   processes"; INT64_MAX: unlimited. */
static int soft_limit(const char *root, const char *name, int64_t *limit)
{
    char text[128];
    if (ps_machine_field(root, "/proc/self/limits", name, text, sizeof text) != 0)
        return -1;
    if (strncmp(text, "unlimited", strlen("unlimited")) == 0)
        *limit = INT64_MAX;
    else if (sscanf(text, "%" SCNd64, limit) != 1)
        return -1;
    return 0;
}

static void format_limit(char *text, size_t room, int64_t limit)
{
    if (limit == INT64_MAX)
        snprintf(text, room, "no limit");
    else
        snprintf(text, room, "%" PRId64, limit);
}

int ps_check_processes(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    /* A default bench has some 60 processes alive; the rest of the user's count too. */
    static const double too_few = 200, few = 1000;
    int64_t user;
    if (soft_limit(root, "Max processes", &user) != 0)
        return ps_unknown(err, "the kernel does not say");
    struct ps_cgroup_pids group;
    if (ps_cgroup_pids(root, &group) != 0)
        group.left = group.limit = INT64_MAX;
    int64_t least = group.left < user ? group.left : user;
    char of_user[32], of_group[32];
    format_limit(of_user, sizeof of_user, user);
    format_limit(of_group, sizeof of_group, group.left);
    return ps_found(finding, ps_grade((double)least, few, too_few),
                    "Starts may fail with \"Resource temporarily unavailable\": ulimit -u, or a higher pids.max "
                    "(docker run --pids-limit).",
                    "of the user: %s; left in the control group: %s", of_user, of_group);
}

int ps_check_descriptors(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    static const double too_few = 128, few = 1024;
    int64_t limit;
    if (soft_limit(root, "Max open files", &limit) != 0)
        return ps_unknown(err, "the kernel does not say");
    char text[32];
    format_limit(text, sizeof text, limit);
    return ps_found(finding, ps_grade((double)limit, few, too_few), "Runners may not start, and --fds fails: ulimit -n 4096",
                    "%s", text);
}
