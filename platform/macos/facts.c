#include "platform/posix/facts.h"

#include <mach-o/dyld.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "platform/macos/machine.h"

/* One getter a key of `host`. What has none is not on macOS (thp, mitigations), or cannot be read there (governor), or
 * chosen (affinity). */

static json_t *sysctl_string(const char *name)
{
    char text[256];
    return ps_sysctl_text(name, text, sizeof text) == 0 ? json_string(text) : NULL;
}

const char ps_inspect_os[] = "macOS";

static int64_t sysctl_number(const char *name)
{
    int64_t value;
    return ps_sysctl_number(name, &value) == 0 ? value : 0;
}

int ps_inspect_processors(const char *root)
{
    (void)root;
    return (int)sysctl_number("hw.logicalcpu");
}

int ps_inspect_cores(const char *root)
{
    (void)root;
    return (int)sysctl_number("hw.physicalcpu");
}

int64_t ps_inspect_memory(const char *root)
{
    (void)root;
    return sysctl_number("hw.memsize");
}

/* Not to be read by a program. */
int ps_inspect_turbo(const char *root)
{
    (void)root;
    return -1;
}

/* There is no such limit. */
double ps_inspect_cpu_limit(const char *root)
{
    (void)root;
    return 0;
}

static json_t *get_os_version(const char *root)
{
    (void)root;
    char version[64], build[64];
    if (ps_sysctl_text("kern.osproductversion", version, sizeof version) != 0)
        return NULL;
    if (ps_sysctl_text("kern.osversion", build, sizeof build) != 0)
        return json_sprintf("macOS %s", version);
    return json_sprintf("macOS %s (%s)", version, build);
}

static json_t *get_kernel(const char *root)
{
    (void)root;
    return sysctl_string("kern.osrelease");
}

static json_t *get_libc(const char *root)
{
    (void)root;
    int32_t version = NSVersionOfRunTimeLibrary("System");
    return version > 0 ? json_sprintf("libSystem %d.%d", version >> 16, version >> 8 & 0xff) : NULL;
}

static json_t *get_machine(const char *root)
{
    (void)root;
    struct utsname name;
    return uname(&name) == 0 ? json_string(name.machine) : NULL;
}

static json_t *get_cpu_model(const char *root)
{
    (void)root;
    char brand[128], model[128];
    if (ps_sysctl_text("machdep.cpu.brand_string", brand, sizeof brand) != 0)
        return sysctl_string("hw.model");
    return ps_sysctl_text("hw.model", model, sizeof model) == 0 ? json_sprintf("%s (%s)", brand, model) : json_string(brand);
}

static json_t *get_load_average(const char *root)
{
    (void)root;
    double load[3];
    return getloadavg(load, 3) == 3 ? json_pack("[f,f,f]", load[0], load[1], load[2]) : NULL;
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
    {"memory_bytes", ps_fact_memory},
    {"page_size", ps_fact_page_size},
    {"turbo", ps_fact_turbo},
    {"security_software", ps_fact_security},
    {"virtualization", ps_fact_virtualization},
    {"container", ps_fact_container},
    {"emulation", ps_fact_emulation},
    {"cpu_limit", ps_fact_cpu_limit},
    {"load_average", get_load_average},
    {"clock", ps_fact_clock},
};

json_t *ps_facts_host(struct ps_error *err)
{
    return ps_facts_collect(facts, sizeof facts / sizeof *facts, "", err);
}
