#include "platform/linux/inspect.h"

#include <dirent.h>
#include <hwloc.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/facts_parts.h"
#include "platform/linux/cgroup.h"
#include "platform/linux/machine.h"

const char ps_inspect_os[] = "Linux";

int ps_inspect_turbo(const char *root)
{
    int64_t value;
    if (ps_machine_number(root, &value, "/sys/devices/system/cpu/intel_pstate/no_turbo") == 0)
        return value == 0;
    if (ps_machine_number(root, &value, "/sys/devices/system/cpu/cpufreq/boost") == 0)
        return value != 0;
    return -1;
}

/* Cores and processors only: the caches, devices and distances that hwloc would look for as well are not asked for. */
static int load_topology(hwloc_topology_t topology)
{
    if (hwloc_topology_set_all_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_NONE) != 0 ||
        hwloc_topology_set_type_filter(topology, HWLOC_OBJ_CORE, HWLOC_TYPE_FILTER_KEEP_ALL) != 0 ||
        hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) != 0)
        return -1;
    return hwloc_topology_load(topology);
}

int ps_inspect_processors(const char *root)
{
    hwloc_bitmap_t online = ps_machine_set(root, "/sys/devices/system/cpu/online");
    int n = online != NULL ? hwloc_bitmap_weight(online) : 0;
    hwloc_bitmap_free(online);
    return n > 0 ? n : 0;
}

/* By hwloc, which takes milliseconds; another root it takes from its variable HWLOC_FSROOT only. */
int ps_inspect_cores(const char *root)
{
    (void)root;
    hwloc_topology_t topology;
    /* Without sysfs hwloc complains on standard error, and has no cores to tell of. */
    if (access("/sys/devices/system/cpu", F_OK) != 0 || hwloc_topology_init(&topology) != 0)
        return 0;
    int n = load_topology(topology) == 0 ? hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_CORE) : 0;
    hwloc_topology_destroy(topology);
    return n > 0 ? n : 0;
}

int64_t ps_inspect_memory(const char *root)
{
    int64_t kib;
    return ps_machine_field_number(root, "/proc/meminfo", "MemTotal", &kib) == 0 ? kib * 1024 : 0;
}

double ps_inspect_cpu_limit(const char *root)
{
    struct ps_cgroup_cpu cpu;
    return ps_cgroup_cpu(root, &cpu) == 0 ? cpu.cpus : 0;
}

static int is_entry(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int ps_inspect_vulnerabilities(const char *root, void (*each)(void *data, const char *name, const char *status), void *data)
{
    static const char folder[] = "/sys/devices/system/cpu/vulnerabilities";
    char path[PATH_MAX];
    struct dirent **entries;
    snprintf(path, sizeof path, "%s%s", root, folder);
    int entries_n = scandir(path, &entries, is_entry, alphasort);
    if (entries_n < 0)
        return -1;
    int affecting = 0;
    for (int i = 0; i < entries_n; i++) {
        char status[256];
        if (ps_machine_read(root, status, sizeof status, "%s/%s", folder, entries[i]->d_name) == 0 &&
            strcmp(status, "Not affected") != 0) {
            affecting++;
            if (each != NULL)
                each(data, entries[i]->d_name, status);
        }
        free(entries[i]);
    }
    free(entries);
    return affecting;
}

int ps_inspect_thp(const char *root, char *text, size_t room)
{
    char line[128];
    if (ps_machine_read(root, line, sizeof line, "/sys/kernel/mm/transparent_hugepage/enabled") != 0)
        return -1;
    char *chosen = strchr(line, '[');
    if (chosen == NULL)
        return -1;
    chosen[strcspn(chosen, "]")] = '\0';
    snprintf(text, room, "%s", chosen + 1);
    return 0;
}
