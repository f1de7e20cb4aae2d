#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include "platform/macos/doctor.h"
#include "platform/macos/machine.h"

int ps_check_virtualization(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    return ps_found_seen(
        finding, root, ps_inspect_virtualization, PS_NOTE,
        "Changes of page tables, which fork and exec live on, cost more in a guest, and neighbours are not seen: "
        "compare only with guests of the same kind.");
}

int ps_check_emulation(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    return ps_found_seen(
        finding, root, ps_inspect_emulation, PS_BAD,
        "Each start pays for the translation; tables mark such figures. Use the arm64 build, with an arm64 Python.");
}

static void format_limit(char *text, size_t room, rlim_t limit)
{
    if (limit == RLIM_INFINITY)
        snprintf(text, room, "no limit");
    else
        snprintf(text, room, "%" PRIu64, (uint64_t)limit);
}

static int check_limit(int resource, double few, double too_few, const char *advice, struct ps_finding *finding,
                       struct ps_error *err)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0)
        return ps_unknown(err, "the system does not say");
    char text[32];
    format_limit(text, sizeof text, limit.rlim_cur);
    double value = limit.rlim_cur == RLIM_INFINITY ? few : (double)limit.rlim_cur;
    return ps_found(finding, ps_grade(value, few, too_few), advice, "%s", text);
}

int ps_check_processes(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    return check_limit(RLIMIT_NPROC, 1000, 200,
                       "Starts may fail with \"Resource temporarily unavailable\": ulimit -u, or sudo sysctl kern.maxprocperuid",
                       finding, err);
}

int ps_check_descriptors(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    return check_limit(RLIMIT_NOFILE, 1024, 128, "With many cells runners may not start: ulimit -n 4096", finding, err);
}

int ps_check_security(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    return ps_found_security(
        finding, root,
        "They are asked about starts: syspolicyd at a program's first only, others at each. Compare only machines with "
        "the same software (the result lists it).",
        err);
}

int ps_check_first_run(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    char text[64];
    if (ps_machine_tool("/usr/sbin/spctl --status 2>&1", "assessments", text, sizeof text) != 0)
        return ps_unknown(err, "spctl does not say");
    bool on = strstr(text, "enabled") != NULL;
    return ps_found(finding, on ? PS_NOTE : PS_GOOD,
                    "Gatekeeper and XProtect look at each new program when it first runs; procstart runs its own once before it "
                    "measures. Programs built between starts pay each time.",
                    "%s", on ? "enabled" : "disabled");
}

int ps_check_sip(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    char text[64];
    if (ps_machine_tool("/usr/bin/csrutil status", "System Integrity Protection status", text, sizeof text) != 0)
        return ps_unknown(err, "csrutil does not say");
    bool on = strncmp(text, "enabled", strlen("enabled")) == 0;
    return ps_found(finding, on ? PS_GOOD : PS_NOTE,
                    "Checks at exec are not those of other machines: compare only with the like.", "%s",
                    on ? "enabled" : "not fully enabled");
}

int ps_check_traced(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    struct kinfo_proc process;
    size_t size = sizeof process;
    int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, getpid()};
    if (sysctl(name, sizeof name / sizeof *name, &process, &size, NULL, 0) != 0)
        return ps_unknown(err, "the system does not say");
    bool traced = (process.kp_proc.p_flag & P_TRACED) != 0;
    return ps_found(finding, traced ? PS_BAD : PS_GOOD, "A debugger stops every start, several times: run without it.", "%s",
                    traced ? "yes" : "no");
}

int ps_check_preload(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root, (void)err;
    const char *libraries = getenv("DYLD_INSERT_LIBRARIES");
    if (libraries == NULL || *libraries == '\0')
        return ps_found(finding, PS_GOOD, "", "none");
    return ps_found(finding, PS_BAD, "Every child loads it: unset DYLD_INSERT_LIBRARIES.", "%s", libraries);
}

/* Always the same: what docs/platforms.md says is to be seen by those who run scripts, too. */
int ps_check_containment(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root, (void)err;
    return ps_found(finding, PS_NOTE,
                    "A process that makes itself a session of its own and whose parent ends within a second may outlive the run: "
                    "look with `ps -axo pid,ppid,sess,command` after scripts that make daemons.",
                    "best effort for processes that leave their session");
}
