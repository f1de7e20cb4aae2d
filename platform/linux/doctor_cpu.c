#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "platform/clock.h"
#include "platform/linux/doctor.h"
#include "platform/linux/inspect.h"
#include "platform/linux/machine.h"

/* "powersave on 6 of 8 processors, performance on 2 of 8 processors" */
static void describe(const struct ps_tally *tally, char *text, size_t room)
{
    text[0] = '\0';
    for (int i = 0; i < tally->n; i++) {
        size_t used = strlen(text);
        snprintf(text + used, room - used, "%s%s on %d of %d processors", i == 0 ? "" : ", ", tally->of[i].value,
                 tally->of[i].cpus, tally->cpus);
    }
}

int ps_check_governor(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    struct ps_tally tally;
    if (ps_machine_tally(root, &tally, "cpufreq/scaling_governor") != 0)
        return ps_unknown(err, "no frequency control here: hardware or hypervisor decides");
    char value[sizeof finding->value];
    describe(&tally, value, sizeof value);
    bool steady = tally.n == 1 && (strcmp(tally.of[0].value, "performance") == 0 || strcmp(tally.of[0].value, "userspace") == 0);
    return ps_found(finding, steady ? PS_GOOD : PS_BAD,
                    "The frequency follows the load, so short starts run slow and vary: "
                    "sudo cpupower frequency-set -g performance",
                    "%s", value);
}

int ps_check_turbo(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    bool intel = ps_machine_has(root, "/sys/devices/system/cpu/intel_pstate/no_turbo");
    return ps_found_turbo(finding, root,
                          intel ? "The frequency depends on heat and neighbours; for steady figures: "
                                  "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo"
                                : "The frequency depends on heat and neighbours; for steady figures: "
                                  "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost",
                          err);
}

int ps_check_idle_states(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    /* Waking a processor that sleeps so deep costs as much as a small start. */
    static const int64_t dear_us = 50;
    int64_t deepest = -1;
    char name[64] = "";
    for (int state = 0; state < 16; state++) {
        int64_t latency, disabled;
        static const char folder[] = "/sys/devices/system/cpu/cpu0/cpuidle/state";
        if (ps_machine_number(root, &latency, "%s%d/latency", folder, state) != 0)
            break;
        if (ps_machine_number(root, &disabled, "%s%d/disable", folder, state) == 0 && disabled != 0)
            continue;
        if (latency > deepest) {
            deepest = latency;
            if (ps_machine_read(root, name, sizeof name, "%s%d/name", folder, state) != 0)
                name[0] = '\0';
        }
    }
    if (deepest < 0)
        return ps_unknown(err, "no idle states here: hardware or hypervisor decides");
    bool dear = deepest >= dear_us;
    return ps_found(finding, dear ? PS_NOTE : PS_GOOD,
                    "Wake-ups of children and waiting parents may take that long: sudo cpupower idle-set -D 50",
                    "%s, %" PRId64 " us to wake up", name, deepest);
}

int ps_check_smt(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    return ps_found_smt(finding, root,
                        "A busy neighbour on the same core slows a start down: keep the machine idle, "
                        "or echo off | sudo tee /sys/devices/system/cpu/smt/control",
                        err);
}

struct list {
    char text[200];
    int n;
};

static void add_mitigated(void *data, const char *name, const char *status)
{
    struct list *list = data;
    if (strncmp(status, "Mitigation", strlen("Mitigation")) != 0)
        return;
    size_t used = strlen(list->text);
    snprintf(list->text + used, sizeof list->text - used, "%s%s", list->n++ == 0 ? "" : ", ", name);
}

int ps_check_mitigations(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    struct list list = {0};
    int affecting = ps_inspect_vulnerabilities(root, add_mitigated, &list);
    if (affecting < 0)
        return ps_unknown(err, "the kernel does not say");
    if (list.n == 0)
        return ps_found(finding, PS_GOOD, "", affecting == 0 ? "none needed" : "none active");
    return ps_found(
        finding, PS_NOTE,
        "They make every system call and switch dearer: compare only machines with the same ones (the result lists them).",
        "%d active: %s", list.n, list.text);
}

int ps_check_isolated(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    char isolated[128], tickless[128] = "";
    if (ps_machine_read(root, isolated, sizeof isolated, "/sys/devices/system/cpu/isolated") != 0)
        return ps_unknown(err, "the kernel does not say");
    if (ps_machine_read(root, tickless, sizeof tickless, "/sys/devices/system/cpu/nohz_full") != 0 ||
        strcmp(tickless, "(null)") == 0)
        tickless[0] = '\0';
    if (isolated[0] == '\0' && tickless[0] == '\0')
        return ps_found(finding, PS_GOOD, "", "none");
    return ps_found(finding, PS_NOTE,
                    "Nothing is moved to isolated processors by itself; measure on them by --cpus, "
                    "or leave them out; tickless ones make system calls dearer.",
                    "isolated %s, tickless %s", isolated[0] ? isolated : "none", tickless[0] ? tickless : "none");
}

int ps_check_clock(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    static const char *const fast[] = {"tsc",      "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page",
                                       "timebase", "tod",       "riscv_clocksource"};
    char source[64];
    if (ps_machine_read(root, source, sizeof source, "/sys/devices/system/clocksource/clocksource0/current_clocksource") != 0)
        return ps_unknown(err, "the kernel does not say");
    bool read_here = false;
    for (size_t i = 0; i < sizeof fast / sizeof *fast; i++)
        read_here |= strcmp(source, fast[i]) == 0;
    char cost[48] = "";
    if (root[0] == '\0')
        snprintf(cost, sizeof cost, ", %" PRId64 " ns a reading", ps_clock_read_ns());
    return ps_found(finding, read_here ? PS_GOOD : PS_BAD,
                    "Each reading is a system call, on both sides of what is timed. "
                    "See dmesg for why the processor's own counter is not trusted; tsc=reliable may help.",
                    "%s%s", source, cost);
}
