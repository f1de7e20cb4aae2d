#include "platform/facts_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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
