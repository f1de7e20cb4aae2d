/* ps_facts_host() on recorded machines, and what only the running machine can tell. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/clock.h"
#include "platform/facts.h"
#include "platform/linux/cgroup.h"
#include "platform/linux/facts_at.h"
#include "platform/linux/inspect.h"
#include "platform/linux/machine.h"
#include "tests/platform/linux/recorded.h"

static json_t *host_of(const char *root)
{
    recorded_for_hwloc(root);
    struct ps_error err;
    json_t *host = ps_facts_host_at(root, &err);
    cr_assert(ne(ptr, host, NULL));
    return host;
}

static const char *text(const json_t *host, const char *key)
{
    const char *value = json_string_value(json_object_get(host, key));
    return value != NULL ? value : "(null)";
}

static int number(const json_t *host, const char *key)
{
    return (int)json_integer_value(json_object_get(host, key));
}

Test(host, has_every_key_of_the_result_file_in_its_order)
{
    static const char *const keys[] = {"os",
                                       "os_version",
                                       "kernel",
                                       "libc",
                                       "machine",
                                       "cpu_model",
                                       "logical_cpus",
                                       "physical_cpus",
                                       "affinity",
                                       "memory_bytes",
                                       "page_size",
                                       "thp",
                                       "governor",
                                       "turbo",
                                       "mitigations",
                                       "security_software",
                                       "virtualization",
                                       "container",
                                       "emulation",
                                       "cpu_limit",
                                       "load_average",
                                       "clock"};
    json_t *host = host_of(MACHINE("laptop"));
    cr_assert(eq(sz, json_object_size(host), sizeof keys / sizeof *keys));
    size_t i = 0;
    const char *key;
    json_t *value;
    json_object_foreach(host, key, value)
    {
        cr_expect(eq(str, (char *)key, (char *)keys[i]));
        i++;
    }
    json_decref(host);
}

Test(host, of_a_laptop)
{
    json_t *host = host_of(MACHINE("laptop"));
    cr_expect(eq(str, (char *)text(host, "os_version"), "Fedora Linux 40 (Workstation Edition)"));
    cr_expect(eq(str, (char *)text(host, "kernel"), "6.8.9-300.fc40.x86_64"));
    cr_expect(eq(str, (char *)text(host, "machine"), "x86_64"));
    cr_expect(eq(str, (char *)text(host, "cpu_model"), "11th Gen Intel(R) Core(TM) i7-1185G7 @ 3.00GHz"));
    cr_expect(eq(int, number(host, "logical_cpus"), 8));
    cr_expect(eq(int, number(host, "physical_cpus"), 4));
    cr_expect(eq(str, (char *)text(host, "affinity"), "0-7"), "processors that may come online some day are none");
    cr_expect(eq(i64, json_integer_value(json_object_get(host, "memory_bytes")), INT64_C(16118312) * 1024));
    cr_expect(eq(str, (char *)text(host, "thp"), "always"));
    cr_expect(eq(str, (char *)text(host, "governor"), "powersave"));
    cr_expect(eq(int, json_is_true(json_object_get(host, "turbo")), 1));
    json_t *mitigations = json_object_get(host, "mitigations");
    cr_expect(eq(sz, json_object_size(mitigations), 3), "what does not affect the processor is left out");
    cr_expect(eq(str, (char *)text(mitigations, "gather_data_sampling"), "Mitigation: Microcode"));
    json_t *software = json_object_get(host, "security_software");
    cr_assert(eq(sz, json_array_size(software), 4));
    cr_expect(eq(str, (char *)json_string_value(json_array_get(software, 0)), "selinux"));
    cr_expect(eq(str, (char *)json_string_value(json_array_get(software, 3)), "auditd"));
    static const char *const absent[] = {"virtualization", "container", "emulation", "cpu_limit"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        cr_expect(eq(int, json_is_null(json_object_get(host, absent[i])), 1), "%s", absent[i]);
    cr_expect(epsilon_eq(dbl, json_real_value(json_array_get(json_object_get(host, "load_average"), 0)), 2.31, 1e-9));
    json_decref(host);
}

/* What lscpu, nproc, uname and free said there. */
Test(host, of_a_recorded_guest_is_what_other_programs_saw_there)
{
    json_t *host = host_of(MACHINE("kvm-epyc"));
    cr_expect(eq(str, (char *)text(host, "os_version"), "Debian GNU/Linux 12 (bookworm)"));
    cr_expect(eq(str, (char *)text(host, "kernel"), "6.18.44-fc-v669"));
    cr_expect(eq(str, (char *)text(host, "cpu_model"), "AMD EPYC"));
    cr_expect(eq(int, number(host, "logical_cpus"), 2));
    cr_expect(eq(int, number(host, "physical_cpus"), 2));
    cr_expect(eq(str, (char *)text(host, "affinity"), "0-1"));
    cr_expect(eq(i64, json_integer_value(json_object_get(host, "memory_bytes")), INT64_C(24684084) * 1024));
    cr_expect(eq(str, (char *)text(host, "thp"), "madvise"));
    cr_expect(eq(str, (char *)text(host, "virtualization"), "kvm"));
    cr_expect(epsilon_eq(dbl, json_real_value(json_array_get(json_object_get(host, "load_average"), 0)), 14.57, 1e-9));
    json_decref(host);
}

Test(host, joins_governors_that_differ)
{
    json_t *host = host_of(MACHINE("server"));
    cr_expect(eq(str, (char *)text(host, "governor"), "schedutil, performance"));
    cr_expect(eq(int, json_is_false(json_object_get(host, "turbo")), 1));
    json_decref(host);
}

Test(host, of_arm64_has_a_model_and_no_governor)
{
    json_t *host = host_of(MACHINE("arm64"));
    cr_expect(eq(str, (char *)text(host, "machine"), "aarch64"));
    cr_expect(eq(str, (char *)text(host, "cpu_model"), "implementer 0x41 part 0xd40"));
    cr_expect(eq(str, (char *)text(host, "virtualization"), "amazon-ec2"));
    cr_expect(eq(str, (char *)text(host, "affinity"), "2"));
    cr_expect(eq(int, json_is_null(json_object_get(host, "governor")), 1));
    cr_expect(eq(int, json_is_null(json_object_get(host, "turbo")), 1));
    json_decref(host);
}

Test(host, tells_guests_and_containers_apart)
{
    static const struct {
        const char *root, *virtualization, *container;
    } expected[] = {
        {MACHINE("kvm-guest"), "kvm", "(null)"},
        {MACHINE("container-v1"), "(null)", "docker"},
        {MACHINE("container-v2"), "hyper-v", "docker"},
        {MACHINE("server"), "(null)", "(null)"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        json_t *host = host_of(expected[i].root);
        cr_expect(eq(str, (char *)text(host, "virtualization"), (char *)expected[i].virtualization), "%s", expected[i].root);
        cr_expect(eq(str, (char *)text(host, "container"), (char *)expected[i].container), "%s", expected[i].root);
        json_decref(host);
    }
}

Test(host, sees_emulation)
{
    static const char *const kinds[][2] = {
        {MACHINE("wsl1"), "wsl1"}, {MACHINE("tcg"), "qemu-tcg"}, {MACHINE("qemu-user"), "qemu-user"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        json_t *host = host_of(kinds[i][0]);
        cr_expect(eq(str, (char *)text(host, "emulation"), (char *)kinds[i][1]));
        json_decref(host);
    }
}

Test(host, of_a_machine_that_says_nothing_is_null)
{
    json_t *host = host_of(NO_MACHINE);
    static const char *const unknown[] = {"os_version", "kernel",       "machine",     "cpu_model", "logical_cpus", "affinity",
                                          "governor",   "memory_bytes", "mitigations", "turbo",     "load_average", "thp"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        cr_expect(eq(int, json_is_null(json_object_get(host, unknown[i])), 1), "%s", unknown[i]);
    json_decref(host);
}

Test(host, of_this_machine_is_complete_enough_to_be_compared)
{
    struct ps_error err;
    json_t *host = ps_facts_host(&err);
    cr_assert(ne(ptr, host, NULL));
    cr_expect(eq(str, (char *)text(host, "os"), "Linux"));
    cr_expect(ge(int, number(host, "logical_cpus"), 1));
    cr_expect(eq(int, number(host, "page_size"), (int)sysconf(_SC_PAGESIZE)));
    json_t *clock = json_object_get(host, "clock");
    cr_expect(eq(str, (char *)text(clock, "name"), (char *)ps_clock_name));
    cr_expect(gt(i64, json_integer_value(json_object_get(clock, "read_ns")), 0));
    cr_expect(gt(i64, json_integer_value(json_object_get(clock, "resolution_ns")), 0));
    json_decref(host);
}

Test(cgroup, limits_of_version_1_are_found_below_a_bind_mount)
{
    struct ps_cgroup_cpu cpu;
    cr_assert(zero(int, ps_cgroup_cpu(MACHINE("container-v1"), &cpu)));
    cr_expect(epsilon_eq(dbl, cpu.cpus, 1.5, 1e-9));
    cr_expect(eq(i64, cpu.throttled_ns, INT64_C(2500000000)));
    struct ps_cgroup_memory memory;
    cr_assert(zero(int, ps_cgroup_memory(MACHINE("container-v1"), &memory)));
    cr_expect(eq(u64, memory.limit, UINT64_C(536870912)));
    cr_expect(eq(u64, memory.available, UINT64_C(536870912 - 402653184 + 67108864)), "cache that can be dropped is available");
    struct ps_cgroup_pids pids;
    cr_assert(zero(int, ps_cgroup_pids(MACHINE("container-v1"), &pids)));
    cr_expect(eq(i64, pids.left, 88));
}

Test(cgroup, limits_of_version_2_are_found_at_the_mount_of_a_namespace)
{
    struct ps_cgroup_cpu cpu;
    cr_assert(zero(int, ps_cgroup_cpu(MACHINE("container-v2"), &cpu)));
    cr_expect(epsilon_eq(dbl, cpu.cpus, 0.5, 1e-9));
    cr_expect(eq(i64, cpu.throttled_ns, INT64_C(700000000)));
    cr_expect(eq(u64, ps_inspect_available_memory(MACHINE("container-v2")), UINT64_C(268435456 - 67108864 + 33554432)));
}

Test(cgroup, the_least_limit_on_the_way_up_binds)
{
    struct ps_cgroup_cpu cpu;
    cr_assert(zero(int, ps_cgroup_cpu(MACHINE("server"), &cpu)));
    cr_expect(epsilon_eq(dbl, cpu.cpus, 2, 1e-9));
    cr_expect(eq(u64, ps_inspect_available_memory(MACHINE("server")), UINT64_C(104857600)));
    struct ps_cgroup_pids pids;
    cr_assert(zero(int, ps_cgroup_pids(MACHINE("laptop"), &pids)));
    cr_expect(eq(i64, pids.limit, 20803));
}

Test(cgroup, max_is_no_limit)
{
    struct ps_cgroup_cpu cpu;
    struct ps_cgroup_memory memory;
    cr_assert(zero(int, ps_cgroup_cpu(MACHINE("laptop"), &cpu)));
    cr_expect(eq(dbl, cpu.cpus, 0));
    cr_assert(zero(int, ps_cgroup_memory(MACHINE("laptop"), &memory)));
    cr_expect(eq(u64, memory.limit, UINT64_MAX));
    cr_expect(eq(u64, ps_inspect_available_memory(MACHINE("laptop")), UINT64_C(5204100) * 1024));
    cr_expect(eq(int, ps_cgroup_cpu(NO_MACHINE, &cpu), -1));
}

Test(machine, fields_end_at_their_separator)
{
    char value[64];
    int64_t number_of;
    cr_expect(zero(int, ps_machine_field(MACHINE("laptop"), "/proc/stat", "cpu", value, sizeof value)));
    cr_expect(eq(int, strncmp(value, "402121 ", 7), 0));
    cr_expect(eq(int, ps_machine_field(MACHINE("laptop"), "/proc/meminfo", "Mem", value, sizeof value), -1));
    cr_expect(eq(int, ps_machine_number(MACHINE("laptop"), &number_of, "/proc/sys/kernel/osrelease"), 0), "leading digits count");
    cr_expect(eq(int, ps_machine_number(MACHINE("laptop"), &number_of, "/proc/sys/kernel/arch"), -1));
    cr_expect(eq(int, ps_machine_number(MACHINE("laptop"), &number_of, "/no/such/file"), -1));
}

Test(machine, sums_and_tallies_over_online_processors)
{
    int64_t sum;
    cr_expect(zero(int, ps_machine_sum(MACHINE("laptop"), &sum, "thermal_throttle/core_throttle_count")));
    cr_expect(eq(i64, sum, 42));
    cr_expect(eq(i64, ps_inspect_thermal_events(MACHINE("laptop")), 42 + 8 * 40));
    cr_expect(eq(i64, ps_inspect_thermal_events(MACHINE("arm64")), PS_MISSING));
    struct ps_tally tally;
    cr_expect(zero(int, ps_machine_tally(MACHINE("server"), &tally, "cpufreq/scaling_governor")));
    cr_expect(eq(int, tally.n, 2));
    cr_expect(eq(int, tally.of[0].cpus, 1));
    cr_expect(eq(int, tally.of[1].cpus, 3));
    cr_expect(eq(int, tally.cpus, 4));
}

Test(here, processors_are_those_of_the_affinity)
{
    cpu_set_t one;
    int cpu[CPU_SETSIZE];
    int all = ps_facts_cpus(cpu, CPU_SETSIZE);
    cr_assert(ge(int, all, 1));
    CPU_ZERO(&one);
    CPU_SET(cpu[all - 1], &one);
    cr_assert(zero(int, sched_setaffinity(0, sizeof one, &one)));
    int last = cpu[all - 1];
    cr_expect(eq(int, ps_facts_cpus(cpu, 0), 1), "counts without room");
    cr_expect(eq(int, ps_facts_cpus(cpu, 1), 1));
    cr_expect(eq(int, cpu[0], last));
}

Test(here, counters_of_load_only_grow)
{
    struct ps_facts_load before, after;
    ps_facts_load(&before);
    for (volatile int i = 0; i < 1000000; i++)
        ;
    ps_facts_load(&after);
    cr_expect(gt(i64, after.own_ns, before.own_ns));
    cr_expect(ge(i64, after.busy_ns, before.busy_ns));
    cr_expect(ge(i64, after.steal_ns, before.steal_ns));
    cr_expect(gt(i64, after.at_ns, before.at_ns));
}

Test(here, available_memory_is_part_of_all)
{
    int64_t total;
    cr_assert(zero(int, ps_machine_field_number("", "/proc/meminfo", "MemTotal", &total)));
    uint64_t available = ps_facts_available_memory();
    cr_expect(gt(u64, available, 0));
    cr_expect(le(u64, available, (uint64_t)total * 1024));
}
