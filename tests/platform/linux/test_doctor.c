/* Each check on machines where it has something to say, and on one that says nothing. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "platform/facts.h"
#include "platform/linux/doctor.h"
#include "tests/platform/linux/recorded.h"

static const struct ps_check *find(const char *name)
{
    for (const struct ps_check *check = ps_checks; check->name != NULL; check++) {
        if (strcmp(check->name, name) == 0)
            return check;
    }
    cr_fatal("no check %s", name);
    return NULL;
}

static int run(const struct ps_check *check, const char *root, struct ps_finding *finding, struct ps_error *err)
{
    recorded_for_hwloc(root);
    return check->run(root, finding, err);
}

#define UNKNOWN (-1)

static const struct expectation {
    const char *check, *root;
    int level;
    const char *value; /* part of it, or of the reason why it is unknown */
} expected[] = {
    {"governor", MACHINE("laptop"), PS_BAD, "powersave on 8 of 8 processors"},
    {"governor", MACHINE("server"), PS_BAD, "schedutil on 1 of 4 processors, performance on 3 of 4 processors"},
    {"governor", MACHINE("arm64"), UNKNOWN, "hypervisor"},
    {"turbo", MACHINE("laptop"), PS_NOTE, "on"},
    {"turbo", MACHINE("server"), PS_GOOD, "off"},
    {"turbo", MACHINE("arm64"), UNKNOWN, "does not say"},
    {"idle-states", MACHINE("laptop"), PS_NOTE, "C2_ACPI, 253 us"}, /* the deeper C3_ACPI is disabled there */
    {"thermal", MACHINE("laptop"), PS_NOTE, "362 events"},
    {"smt", MACHINE("laptop"), PS_NOTE, "on: 8 processors on 4 cores"},
    {"smt", MACHINE("kvm-epyc"), PS_GOOD, "off: 2 processors on 2 cores"},
    {"smt", MACHINE("server"), PS_GOOD, "off: 4 processors on 4 cores"},
    {"mitigations", MACHINE("laptop"), PS_NOTE, "2 active: gather_data_sampling, spectre_v2"},
    {"mitigations", MACHINE("server"), PS_GOOD, "none active"},
    {"isolated", MACHINE("server"), PS_NOTE, "isolated 2-3, tickless 2-3"},
    {"isolated", MACHINE("laptop"), PS_GOOD, "none"},
    {"affinity", MACHINE("laptop"), PS_GOOD, "0-7: 8 of 8"},
    {"affinity", MACHINE("container-v2"), PS_NOTE, "1-2: 2 of 4"},
    {"affinity", MACHINE("arm64"), PS_BAD, "2: 1 of 4"},
    {"load", MACHINE("laptop"), PS_NOTE, "2.31 over the last minute, on 8 processors"},
    {"load", MACHINE("arm64"), PS_GOOD, "0.00"},
    {"load", MACHINE("kvm-epyc"), PS_BAD, "14.57 over the last minute, on 2 processors"},
    {"steal", MACHINE("kvm-guest"), PS_BAD, "4.76 %"},
    {"steal", MACHINE("laptop"), PS_GOOD, "0.00 %"},
    {"cpu-limit", MACHINE("container-v1"), PS_BAD, "1.5 processors' worth of time; stopped in 30 of 400 periods"},
    {"cpu-limit", MACHINE("container-v2"), PS_BAD, "0.5 processors"},
    {"cpu-limit", MACHINE("server"), PS_BAD, "2 processors"},
    {"cpu-limit", MACHINE("laptop"), PS_GOOD, "none"},
    {"virtualization", MACHINE("kvm-guest"), PS_NOTE, "kvm"},
    {"virtualization", MACHINE("laptop"), PS_GOOD, "none"},
    {"container", MACHINE("container-v1"), PS_NOTE, "docker"},
    {"container", MACHINE("kvm-guest"), PS_GOOD, "none"},
    {"emulation", MACHINE("wsl1"), PS_BAD, "wsl1"},
    {"emulation", MACHINE("server"), PS_GOOD, "none"},
    {"clock", MACHINE("server"), PS_BAD, "hpet"},
    {"clock", MACHINE("kvm-guest"), PS_GOOD, "kvm-clock"},
    {"clock", MACHINE("arm64"), PS_GOOD, "arch_sys_counter"},
    {"memory", MACHINE("server"), PS_BAD, "100 MiB; the control group's limit is 1024 MiB"},
    {"memory", MACHINE("laptop"), PS_GOOD, "5082 MiB"},
    {"memory-pressure", MACHINE("container-v2"), PS_BAD, "4.50 %"},
    {"memory-pressure", MACHINE("laptop"), PS_GOOD, "0.00 %"},
    {"swap", MACHINE("laptop"), PS_NOTE, "1024 of 8192 MiB"},
    {"swap", MACHINE("server"), PS_GOOD, "0 of 8192 MiB"},
    {"swap", MACHINE("arm64"), PS_GOOD, "none"},
    {"overcommit", MACHINE("server"), PS_NOTE, "never"},
    {"overcommit", MACHINE("laptop"), PS_GOOD, "heuristic"},
    {"thp", MACHINE("laptop"), PS_NOTE, "always"},
    {"thp", MACHINE("server"), PS_GOOD, "madvise"},
    {"aslr", MACHINE("server"), PS_NOTE, "off"},
    {"aslr", MACHINE("laptop"), PS_GOOD, "full"},
    {"processes", MACHINE("container-v1"), PS_BAD, "of the user: no limit; left in the control group: 88"},
    {"processes", MACHINE("server"), PS_BAD, "of the user: 150; left in the control group: no limit"},
    {"processes", MACHINE("laptop"), PS_GOOD, "of the user: 63041; left in the control group: 19403"},
    {"descriptors", MACHINE("server"), PS_BAD, "64"},
    {"descriptors", MACHINE("laptop"), PS_GOOD, "1024"},
    {"security", MACHINE("laptop"), PS_NOTE, "selinux, bpf, ima, auditd"},
    {"security", MACHINE("arm64"), PS_GOOD, "none"},
    {"seccomp", MACHINE("container-v2"), PS_NOTE, "2 filters"},
    {"seccomp", MACHINE("laptop"), PS_GOOD, "none"},
    {"traced", MACHINE("server"), PS_BAD, "by process 99"},
    {"traced", MACHINE("laptop"), PS_GOOD, "no"},
    {"preload", MACHINE("server"), PS_BAD, "/opt/agent/lib/hook.so"},
    {"preload", MACHINE("laptop"), PS_GOOD, "none"},
    {"shm", MACHINE("container-v2"), PS_NOTE, "/dev/shm cannot be written"},
    {"shm", MACHINE("laptop"), PS_GOOD, "/dev/shm"},
    {"tmpdir", MACHINE("laptop"), PS_GOOD, "/tmp"},
    {"tmpdir", NO_MACHINE, PS_BAD, "/tmp cannot be written"},
};

Test(checks, find_on_recorded_machines_what_is_there)
{
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const struct expectation *e = &expected[i];
        struct ps_finding finding = {0};
        struct ps_error err;
        int status = run(find(e->check), e->root, &finding, &err);
        int level = status == 0 ? (int)finding.level : UNKNOWN;
        const char *said = status == 0 ? finding.value : err.what;
        cr_expect(eq(int, level, e->level), "%s of %s: %s", e->check, e->root, said);
        cr_expect(ne(ptr, strstr(said, e->value), NULL), "%s of %s: %s", e->check, e->root, said);
    }
}

Test(checks, each_is_tried_on_a_machine_where_it_is_good_or_unknown_and_where_it_is_not)
{
    for (const struct ps_check *check = ps_checks; check->name != NULL; check++) {
        int tried = 0;
        for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
            tried += strcmp(expected[i].check, check->name) == 0;
        cr_expect(ge(int, tried, 1), "%s", check->name);
    }
}

Test(checks, advise_where_it_is_not_good_and_only_there)
{
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const struct expectation *e = &expected[i];
        struct ps_finding finding = {0};
        struct ps_error err;
        if (run(find(e->check), e->root, &finding, &err) != 0)
            continue;
        cr_expect(eq(int, finding.advice[0] != '\0', finding.level != PS_GOOD), "%s of %s: \"%s\"", e->check, e->root,
                  finding.advice);
        cr_expect(lt(sz, strlen(finding.advice), sizeof finding.advice - 1), "%s: advice was cut", e->check);
        cr_expect(lt(sz, strlen(finding.value), sizeof finding.value - 1), "%s: value was cut", e->check);
    }
}

Test(checks, give_a_reason_where_nothing_can_be_known)
{
    for (const struct ps_check *check = ps_checks; check->name != NULL; check++) {
        struct ps_finding finding = {0};
        struct ps_error err = {0};
        if (run(check, NO_MACHINE, &finding, &err) != 0)
            cr_expect(ne(chr, err.what[0], '\0'), "%s", check->name);
        else
            cr_expect(ne(chr, finding.value[0], '\0'), "%s", check->name);
    }
}

Test(checks, run_on_this_machine)
{
    for (const struct ps_check *check = ps_checks; check->name != NULL; check++) {
        struct ps_finding finding = {0};
        struct ps_error err = {0};
        if (check->run("", &finding, &err) == 0)
            cr_expect(eq(int, finding.advice[0] != '\0', finding.level != PS_GOOD), "%s", check->name);
        else
            cr_expect(ne(chr, err.what[0], '\0'), "%s", check->name);
    }
}

Test(checks, stand_with_their_names_in_the_manual)
{
    static char manual[65536];
    FILE *file = fopen(PS_TEST_SOURCE "/docs/doctor.md", "r");
    cr_assert(ne(ptr, file, NULL));
    manual[fread(manual, 1, sizeof manual - 1, file)] = '\0';
    fclose(file);
    for (const struct ps_check *check = ps_checks; check->name != NULL; check++) {
        char row[64];
        snprintf(row, sizeof row, "| `%s` |", check->name);
        cr_expect(ne(ptr, strstr(manual, row), NULL), "docs/doctor.md has no row for %s", check->name);
    }
}

Test(preload, of_the_environment_is_seen)
{
    struct ps_finding finding;
    struct ps_error err;
    setenv("LD_PRELOAD", "libsomething.so", 1);
    cr_assert(zero(int, ps_check_preload("", &finding, &err)));
    cr_expect(eq(int, finding.level, PS_BAD));
    cr_expect(ne(ptr, strstr(finding.value, "libsomething.so"), NULL));
}

Test(tmpdir, that_cannot_be_written_is_seen)
{
    struct ps_finding finding;
    struct ps_error err;
    setenv("TMPDIR", "/nonexistent", 1);
    cr_assert(zero(int, ps_check_tmpdir("", &finding, &err)));
    cr_expect(eq(int, finding.level, PS_BAD));
    cr_expect(eq(str, finding.value, "/nonexistent cannot be written"));
}

Test(grade, knows_both_directions)
{
    cr_expect(eq(int, ps_grade(0.1, 0.1, 1), PS_GOOD));
    cr_expect(eq(int, ps_grade(0.5, 0.1, 1), PS_NOTE));
    cr_expect(eq(int, ps_grade(1, 0.1, 1), PS_BAD));
    cr_expect(eq(int, ps_grade(2048, 2048, 512), PS_GOOD));
    cr_expect(eq(int, ps_grade(1000, 2048, 512), PS_NOTE));
    cr_expect(eq(int, ps_grade(512, 2048, 512), PS_BAD));
}
