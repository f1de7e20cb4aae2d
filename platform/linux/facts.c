#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "platform/linux/cgroup.h"
#include "platform/linux/facts_at.h"
#include "platform/linux/inspect.h"
#include "platform/linux/machine.h"
#include "platform/posix/facts.h"

/* One getter a key; NULL: not known here. */

static json_t *get_os_version(const char *root)
{
    char text[256];
    return ps_machine_field(root, "/etc/os-release", "PRETTY_NAME", text, sizeof text) == 0 ? json_string(text) : NULL;
}

static json_t *get_kernel(const char *root)
{
    char text[256];
    return ps_machine_read(root, text, sizeof text, "/proc/sys/kernel/osrelease") == 0 ? json_string(text) : NULL;
}

static json_t *get_libc(const char *root)
{
    (void)root;
    return json_sprintf("glibc %s", gnu_get_libc_version());
}

static json_t *get_machine(const char *root)
{
    char text[64];
    if (ps_machine_read(root, text, sizeof text, "/proc/sys/kernel/arch") == 0)
        return json_string(text);
    struct utsname name;
    return root[0] == '\0' && uname(&name) == 0 ? json_string(name.machine) : NULL;
}

/* x86 names its model; arm64 gives numbers only, which firmware's name of the board makes readable. */
static json_t *get_cpu_model(const char *root)
{
    char text[256], part[32];
    if (ps_machine_field(root, "/proc/cpuinfo", "model name", text, sizeof text) == 0 ||
        ps_machine_field(root, "/proc/cpuinfo", "Model", text, sizeof text) == 0 ||
        ps_machine_read(root, text, sizeof text, "/proc/device-tree/model") == 0)
        return json_string(text);
    if (ps_machine_field(root, "/proc/cpuinfo", "CPU implementer", text, sizeof text) == 0 &&
        ps_machine_field(root, "/proc/cpuinfo", "CPU part", part, sizeof part) == 0)
        return json_sprintf("implementer %s part %s", text, part);
    return NULL;
}

static json_t *get_affinity(const char *root)
{
    hwloc_bitmap_t allowed = ps_machine_allowed(root);
    char *text = NULL;
    json_t *value = allowed != NULL && hwloc_bitmap_list_asprintf(&text, allowed) >= 0 ? json_string(text) : NULL;
    free(text);
    hwloc_bitmap_free(allowed);
    return value;
}

static json_t *get_thp(const char *root)
{
    char text[32];
    return ps_inspect_thp(root, text, sizeof text) == 0 ? json_string(text) : NULL;
}

static json_t *get_governor(const char *root)
{
    struct ps_tally tally;
    if (ps_machine_tally(root, &tally, "cpufreq/scaling_governor") != 0)
        return NULL;
    char text[PS_TALLY_MAX * sizeof tally.of[0].value + 1] = "";
    for (int i = 0; i < tally.n; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s", i == 0 ? "" : ", ", tally.of[i].value);
    }
    return json_string(text);
}

static void add_mitigation(void *data, const char *name, const char *status)
{
    json_object_set_new(data, name, json_string(status));
}

static json_t *get_mitigations(const char *root)
{
    json_t *mitigations = json_object();
    if (mitigations != NULL && ps_inspect_vulnerabilities(root, add_mitigation, mitigations) < 0) {
        json_decref(mitigations);
        return NULL;
    }
    return mitigations;
}

static json_t *get_load_average(const char *root)
{
    char text[128];
    double load[3];
    if (ps_machine_read(root, text, sizeof text, "/proc/loadavg") != 0 ||
        sscanf(text, "%lf %lf %lf", load, load + 1, load + 2) != 3)
        return NULL;
    return json_pack("[f,f,f]", load[0], load[1], load[2]);
}

static const struct ps_fact facts[] = {
    {"os", ps_fact_os},
    {"os_version", get_os_version},
    {"kernel", get_kernel},
    {"libc", get_libc},
    {"machine", get_machine},
    {"cpu_model", get_cpu_model},
    {"logical_cpus", ps_fact_logical_cpus},
    {"physical_cpus", ps_fact_physical_cpus},
    {"affinity", get_affinity},
    {"memory_bytes", ps_fact_memory},
    {"page_size", ps_fact_page_size},
    {"thp", get_thp},
    {"governor", get_governor},
    {"turbo", ps_fact_turbo},
    {"mitigations", get_mitigations},
    {"security_software", ps_fact_security},
    {"virtualization", ps_fact_virtualization},
    {"container", ps_fact_container},
    {"emulation", ps_fact_emulation},
    {"cpu_limit", ps_fact_cpu_limit},
    {"load_average", get_load_average},
    {"clock", ps_fact_clock},
};

json_t *ps_facts_host_at(const char *root, struct ps_error *err)
{
    return ps_facts_collect(facts, sizeof facts / sizeof *facts, root, err);
}

json_t *ps_facts_host(struct ps_error *err)
{
    return ps_facts_host_at("", err);
}
