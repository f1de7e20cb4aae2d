#include "platform/linux/cgroup.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/linux/machine.h"

/* One group on the way up, as a folder: mount + path. */
struct group {
    const char *root;
    int version;
    char mount[1024];
    char path[2048]; /* below the mount, "" at its top */
};

/* "cpu" in "cpu,cpuacct". */
static bool lists(const char *items, const char *item)
{
    size_t length = strlen(item);
    for (const char *at = items; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, item, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

/* Lines "4:memory:/path", and "0::/path" for version 2, which is the one if no version 1 hierarchy has the controller. */
static int find_path(struct group *group, const char *controller)
{
    FILE *file = ps_machine_open(group->root, "/proc/self/cgroup");
    if (file == NULL)
        return -1;
    char *line = NULL;
    size_t room = 0;
    group->version = 0;
    while (group->version != 1 && getline(&line, &room, file) >= 0) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *path = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
        if (path == NULL)
            continue;
        *path++ = '\0';
        controllers++;
        if (lists(controllers, controller))
            group->version = 1;
        else if (*controllers == '\0')
            group->version = 2;
        else
            continue;
        snprintf(group->path, sizeof group->path, "%s", strcmp(path, "/") == 0 ? "" : path);
    }
    free(line);
    fclose(file);
    return group->version != 0 ? 0 : -1;
}

/* A line of mountinfo: "36 35 98:0 /root /mount/point options [tags ..] - type source options". */
static bool mounts(char *line, const struct group *group, const char *controller, char **inner, char **point)
{
    char *tail = strstr(line, " - ");
    if (tail == NULL)
        return false;
    *tail = '\0';
    char type[32], options[512];
    if (sscanf(tail + 3, "%31s %*s %511s", type, options) != 2)
        return false;
    if (strcmp(type, group->version == 2 ? "cgroup2" : "cgroup") != 0 || (group->version == 1 && !lists(options, controller)))
        return false;
    char *rest;
    for (int skip = 0; skip < 3; skip++)
        strtok_r(skip == 0 ? line : NULL, " ", &rest);
    *inner = strtok_r(NULL, " ", &rest);
    *point = strtok_r(NULL, " ", &rest);
    return *point != NULL;
}

/* Without a cgroup namespace a container sees the host's path, and a mount that begins part of the way down it. */
static void strip_inner(struct group *group, const char *inner)
{
    size_t length = strcmp(inner, "/") == 0 ? 0 : strlen(inner);
    if (strncmp(group->path, inner, length) == 0 && (group->path[length] == '/' || group->path[length] == '\0'))
        memmove(group->path, group->path + length, strlen(group->path + length) + 1);
    else
        group->path[0] = '\0';
}

static int find(struct group *group, const char *root, const char *controller)
{
    group->root = root;
    if (find_path(group, controller) != 0)
        return -1;
    FILE *file = ps_machine_open(root, "/proc/self/mountinfo");
    if (file == NULL)
        return -1;
    char *line = NULL, *inner, *point;
    size_t room = 0;
    bool found = false;
    while (!found && getline(&line, &room, file) >= 0) {
        line[strcspn(line, "\n")] = '\0';
        found = mounts(line, group, controller, &inner, &point);
    }
    if (found) {
        snprintf(group->mount, sizeof group->mount, "%s", point);
        strip_inner(group, inner);
    }
    free(line);
    fclose(file);
    return found ? 0 : -1;
}

/* To the group around it; false at the top of what is mounted. */
static bool up(struct group *group)
{
    char *slash = strrchr(group->path, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    return true;
}

static int number(const struct group *group, const char *file, int64_t *value)
{
    return ps_machine_number(group->root, value, "%s%s/%s", group->mount, group->path, file);
}

static int field(const struct group *group, const char *file, const char *key, int64_t *value)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s%s/%s", group->mount, group->path, file);
    if (n < 0 || (size_t)n >= sizeof path)
        return -1;
    return ps_machine_field_number(group->root, path, key, value);
}

/* Processors' worth of time that this one group grants; 0: no limit. */
static double quota(const struct group *group)
{
    int64_t granted, period;
    if (group->version == 2) {
        char text[64];
        if (ps_machine_read(group->root, text, sizeof text, "%s%s/cpu.max", group->mount, group->path) != 0)
            return 0;
        if (sscanf(text, "%" SCNd64 " %" SCNd64, &granted, &period) != 2)
            return 0;
    } else if (number(group, "cpu.cfs_quota_us", &granted) != 0 || number(group, "cpu.cfs_period_us", &period) != 0) {
        return 0;
    }
    return granted > 0 && period > 0 ? (double)granted / (double)period : 0;
}

int ps_cgroup_cpu(const char *root, struct ps_cgroup_cpu *cpu)
{
    struct group group;
    *cpu = (struct ps_cgroup_cpu){0};
    if (find(&group, root, "cpu") != 0)
        return -1;
    do {
        double granted = quota(&group);
        if (granted > 0 && (cpu->cpus == 0 || granted < cpu->cpus))
            cpu->cpus = granted;
        int64_t value;
        if (field(&group, "cpu.stat", "throttled_usec", &value) == 0)
            cpu->throttled_ns += value * 1000;
        else if (field(&group, "cpu.stat", "throttled_time", &value) == 0)
            cpu->throttled_ns += value;
        if (field(&group, "cpu.stat", "nr_periods", &value) == 0)
            cpu->periods += value;
        if (field(&group, "cpu.stat", "nr_throttled", &value) == 0)
            cpu->throttled_periods += value;
    } while (up(&group));
    return 0;
}

int ps_cgroup_memory(const char *root, struct ps_cgroup_memory *memory)
{
    /* Version 1 has no word for "none": it writes the largest multiple of a page. */
    static const int64_t no_limit = INT64_C(1) << 62;
    struct group group;
    *memory = (struct ps_cgroup_memory){.limit = UINT64_MAX, .available = UINT64_MAX};
    if (find(&group, root, "memory") != 0)
        return -1;
    bool v2 = group.version == 2;
    do {
        int64_t limit, used, cache = 0;
        if (number(&group, v2 ? "memory.max" : "memory.limit_in_bytes", &limit) != 0 || limit >= no_limit)
            continue;
        if ((uint64_t)limit < memory->limit)
            memory->limit = (uint64_t)limit;
        if (number(&group, v2 ? "memory.current" : "memory.usage_in_bytes", &used) != 0)
            continue;
        if (field(&group, "memory.stat", v2 ? "inactive_file" : "total_inactive_file", &cache) != 0)
            cache = 0;
        int64_t left = limit - used + cache;
        uint64_t available = left > 0 ? (uint64_t)(left < limit ? left : limit) : 0;
        if (available < memory->available)
            memory->available = available;
    } while (up(&group));
    return 0;
}

int ps_cgroup_pids(const char *root, struct ps_cgroup_pids *pids)
{
    struct group group;
    *pids = (struct ps_cgroup_pids){.limit = INT64_MAX, .left = INT64_MAX};
    if (find(&group, root, "pids") != 0)
        return -1;
    do {
        int64_t limit, used;
        if (number(&group, "pids.max", &limit) != 0 || limit == INT64_MAX)
            continue;
        if (limit < pids->limit)
            pids->limit = limit;
        if (number(&group, "pids.current", &used) == 0 && limit - used < pids->left)
            pids->left = limit > used ? limit - used : 0;
    } while (up(&group));
    return 0;
}
