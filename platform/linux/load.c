#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "platform/clock.h"
#include "platform/facts.h"
#include "platform/linux/cgroup.h"
#include "platform/linux/inspect.h"
#include "platform/linux/machine.h"
#include "platform/posix/facts.h"

int ps_inspect_times(const char *root, int64_t *busy_ns, int64_t *idle_ns, int64_t *steal_ns)
{
    char text[256];
    int64_t user, nice, system, idle, iowait, irq, softirq, steal;
    if (ps_machine_field(root, "/proc/stat", "cpu", text, sizeof text) != 0 ||
        sscanf(text, "%" SCNd64 "%" SCNd64 "%" SCNd64 "%" SCNd64 "%" SCNd64 "%" SCNd64 "%" SCNd64 "%" SCNd64, &user, &nice,
               &system, &idle, &iowait, &irq, &softirq, &steal) != 8)
        return -1;
    int64_t tick_ns = INT64_C(1000000000) / sysconf(_SC_CLK_TCK);
    *busy_ns = (user + nice + system + irq + softirq) * tick_ns;
    *idle_ns = (idle + iowait) * tick_ns;
    *steal_ns = steal * tick_ns;
    return 0;
}

int64_t ps_inspect_thermal_events(const char *root)
{
    int64_t cores, packages;
    bool counted = ps_machine_sum(root, &cores, "thermal_throttle/core_throttle_count") == 0;
    if (ps_machine_sum(root, &packages, "thermal_throttle/package_throttle_count") == 0)
        return counted ? cores + packages : packages;
    return counted ? cores : PS_MISSING;
}

uint64_t ps_inspect_available_memory(const char *root)
{
    int64_t kib;
    uint64_t available = 0;
    if (ps_machine_field_number(root, "/proc/meminfo", "MemAvailable", &kib) == 0 && kib > 0)
        available = (uint64_t)kib * 1024;
    struct ps_cgroup_memory memory;
    if (ps_cgroup_memory(root, &memory) == 0 && memory.available < available)
        available = memory.available;
    return available;
}

uint64_t ps_facts_available_memory(void)
{
    return ps_inspect_available_memory("");
}

int ps_facts_cpus(int *cpu, int room)
{
    hwloc_bitmap_t allowed = ps_machine_allowed("");
    if (allowed == NULL)
        return 0;
    int n = 0, id;
    hwloc_bitmap_foreach_begin(id, allowed)
    {
        if (n < room)
            cpu[n] = id;
        n++;
    }
    hwloc_bitmap_foreach_end();
    hwloc_bitmap_free(allowed);
    return n;
}

void ps_facts_load(struct ps_facts_load *load)
{
    int64_t idle;
    if (ps_inspect_times("", &load->busy_ns, &idle, &load->steal_ns) != 0)
        load->busy_ns = load->steal_ns = PS_MISSING;
    load->own_ns = ps_own_cpu_ns();
    struct ps_cgroup_cpu cpu;
    load->throttled_ns = ps_cgroup_cpu("", &cpu) == 0 ? cpu.throttled_ns : PS_MISSING;
    load->thermal_events = ps_inspect_thermal_events("");
    load->at_ns = ps_clock_ns();
}
