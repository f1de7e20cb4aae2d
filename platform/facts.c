#include "platform/facts_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/clock.h"

/* In the order of design section 6. */
static const char *const keys[] = {
    "os",
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
    "clock",
};

json_t *ps_facts_collect(const struct ps_fact *facts, size_t n, const char *root, struct ps_error *err)
{
    json_t *host = json_object();
    int failed = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        failed |= json_object_set_new(host, keys[i], json_null());
    for (size_t i = 0; i < n; i++) {
        json_t *value = facts[i].get(root);
        if (value != NULL)
            failed |= json_object_set_new(host, facts[i].key, value);
    }
    if (failed == 0)
        return host;
    json_decref(host);
    ps_fail(err, PS_EXIT_FAILED, "no memory left for the facts of this machine");
    return NULL;
}

json_t *ps_fact_clock(const char *root)
{
    (void)root;
    return json_pack("{s:s,s:I,s:I}", "name", ps_clock_name, "resolution_ns", (json_int_t)ps_clock_resolution_ns(), "read_ns",
                     (json_int_t)ps_clock_read_ns());
}

json_t *ps_fact_os(const char *root)
{
    (void)root;
    return json_string(ps_inspect_os);
}

static json_t *if_known(int64_t number)
{
    return number > 0 ? json_integer(number) : NULL;
}

json_t *ps_fact_logical_cpus(const char *root)
{
    return if_known(ps_inspect_processors(root));
}

json_t *ps_fact_physical_cpus(const char *root)
{
    return if_known(ps_inspect_cores(root));
}

json_t *ps_fact_memory(const char *root)
{
    return if_known(ps_inspect_memory(root));
}

json_t *ps_fact_turbo(const char *root)
{
    int turbo = ps_inspect_turbo(root);
    return turbo >= 0 ? json_boolean(turbo) : NULL;
}

json_t *ps_fact_cpu_limit(const char *root)
{
    double limit = ps_inspect_cpu_limit(root);
    return limit > 0 ? json_real(limit) : NULL;
}

static json_t *word_of(const char *root, bool (*see)(const char *root, char *word, size_t room))
{
    char word[128];
    return see(root, word, sizeof word) ? json_string(word) : NULL;
}

json_t *ps_fact_virtualization(const char *root)
{
    return word_of(root, ps_inspect_virtualization);
}

json_t *ps_fact_container(const char *root)
{
    return word_of(root, ps_inspect_container);
}

json_t *ps_fact_emulation(const char *root)
{
    return word_of(root, ps_inspect_emulation);
}

static void add_software(void *data, const char *name)
{
    json_array_append_new(data, json_string(name));
}

json_t *ps_fact_security(const char *root)
{
    json_t *software = json_array();
    if (software != NULL && ps_inspect_security(root, add_software, software) >= 0)
        return software;
    json_decref(software);
    return NULL;
}

static int compare_ns(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

int64_t ps_clock_read_ns(void)
{
    /* A batch takes some 20 us, so that most are not interrupted; the median leaves out those that were. */
    enum { batches = 15, readings = 1000 };
    int64_t took[batches];
    for (int batch = 0; batch < batches; batch++) {
        int64_t begin = ps_clock_ns(), end = begin;
        for (int i = 0; i < readings; i++)
            end = ps_clock_ns();
        took[batch] = end - begin;
    }
    qsort(took, batches, sizeof *took, compare_ns);
    return (took[batches / 2] + readings / 2) / readings;
}

int ps_found(struct ps_finding *finding, enum ps_level level, const char *advice, const char *value, ...)
{
    finding->level = level;
    snprintf(finding->advice, sizeof finding->advice, "%s", level == PS_GOOD ? "" : advice);
    va_list args;
    va_start(args, value);
    vsnprintf(finding->value, sizeof finding->value, value, args);
    va_end(args);
    return 0;
}

int ps_found_smt(struct ps_finding *finding, const char *root, const char *advice, struct ps_error *err)
{
    int processors = ps_inspect_processors(root), cores = ps_inspect_cores(root);
    if (processors == 0 || cores == 0)
        return ps_unknown(err, "the system does not say which processors share a core");
    bool shares = processors > cores;
    return ps_found(finding, shares ? PS_NOTE : PS_GOOD, advice, "%s: %d processors on %d cores", shares ? "on" : "off",
                    processors, cores);
}

int ps_found_turbo(struct ps_finding *finding, const char *root, const char *advice, struct ps_error *err)
{
    int turbo = ps_inspect_turbo(root);
    if (turbo < 0)
        return ps_unknown(err, "the system does not say; hardware or hypervisor decides");
    return ps_found(finding, turbo ? PS_NOTE : PS_GOOD, advice, turbo ? "on" : "off");
}

int ps_found_seen(struct ps_finding *finding, const char *root, bool (*see)(const char *root, char *word, size_t room),
                  enum ps_level level, const char *advice)
{
    char word[128];
    if (!see(root, word, sizeof word))
        return ps_found(finding, PS_GOOD, "", "none seen");
    return ps_found(finding, level, advice, "%s", word);
}

struct names {
    char text[200];
};

static void add_name(void *data, const char *name)
{
    struct names *names = data;
    size_t used = strlen(names->text);
    snprintf(names->text + used, sizeof names->text - used, "%s%s", used > 0 ? ", " : "", name);
}

int ps_found_security(struct ps_finding *finding, const char *root, const char *advice, struct ps_error *err)
{
    struct names names = {""};
    int n = ps_inspect_security(root, add_name, &names);
    if (n < 0)
        return ps_unknown(err, "the services cannot be asked");
    if (n == 0)
        return ps_found(finding, PS_GOOD, "", "none seen");
    return ps_found(finding, PS_NOTE, advice, "%s", names.text);
}

int ps_unknown(struct ps_error *err, const char *why)
{
    return ps_fail(err, PS_EXIT_IMPOSSIBLE, "%s", why);
}

enum ps_level ps_grade(double value, double good, double bad)
{
    if (bad < good)
        return ps_grade(-value, -good, -bad);
    return value <= good ? PS_GOOD : value < bad ? PS_NOTE : PS_BAD;
}
