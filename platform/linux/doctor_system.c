#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/linux/doctor.h"
#include "platform/linux/inspect.h"
#include "platform/linux/machine.h"

int ps_check_virtualization(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    return ps_found_seen(
        finding, root, ps_inspect_virtualization, PS_NOTE,
        "Changes of page tables, which fork and exec live on, cost more in a guest, and neighbours are not seen: compare "
        "only with guests of the same kind.");
}

int ps_check_container(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    return ps_found_seen(
        finding, root, ps_inspect_container, PS_NOTE,
        "Starts cost the same, but limits, layered file systems and system call filters come with it, and load of other "
        "containers is not seen.");
}

int ps_check_emulation(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    return ps_found_seen(
        finding, root, ps_inspect_emulation, PS_BAD,
        "Its figures say nothing about the real system; tables mark them. Use a build for this machine, or a real kernel.");
}

int ps_check_security(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    return ps_found_security(
        finding, root,
        "It is asked at each exec or fork: exempt procstart's folder, or compare only machines with the same software "
        "(the result lists it).",
        err);
}

int ps_check_seccomp(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    int64_t mode, filters = 1;
    if (ps_machine_field_number(root, "/proc/self/status", "Seccomp", &mode) != 0)
        return ps_unknown(err, "the kernel does not say");
    if (mode == 0)
        return ps_found(finding, PS_GOOD, "", "none");
    if (ps_machine_field_number(root, "/proc/self/status", "Seccomp_filters", &filters) != 0)
        filters = 1;
    return ps_found(finding, PS_NOTE,
                    "Each system call runs through the filter, and some may be refused (docker run --security-opt "
                    "seccomp=unconfined shows the difference).",
                    "%" PRId64 " filter%s", filters, filters == 1 ? "" : "s");
}

int ps_check_traced(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    int64_t tracer;
    if (ps_machine_field_number(root, "/proc/self/status", "TracerPid", &tracer) != 0)
        return ps_unknown(err, "the kernel does not say");
    if (tracer == 0)
        return ps_found(finding, PS_GOOD, "", "no");
    return ps_found(finding, PS_BAD, "A debugger or strace stops every start, several times: run without it.",
                    "by process %" PRId64, tracer);
}

int ps_check_preload(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    char file[200] = "";
    if (ps_machine_read(root, file, sizeof file, "/etc/ld.so.preload") != 0)
        file[0] = '\0';
    const char *variable = root[0] == '\0' ? getenv("LD_PRELOAD") : NULL;
    bool by_variable = variable != NULL && variable[0] != '\0';
    if (file[0] == '\0' && !by_variable)
        return ps_found(finding, PS_GOOD, "", "none");
    file[strcspn(file, "\n")] = '\0';
    return ps_found(finding, PS_BAD,
                    "Every dynamically linked child loads it: unset LD_PRELOAD; see what /etc/ld.so.preload is there for.",
                    "%s%s%s", by_variable ? variable : "", by_variable && file[0] ? ", " : "", file);
}

int ps_check_shm(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    static const char folder[] = "/dev/shm";
    if (!ps_folder_usable(root, folder))
        return ps_found(
            finding, PS_NOTE,
            "Times are shared by files in TMPDIR instead, which a disk may write back while a start is timed: mount a tmpfs "
            "at /dev/shm.",
            "%s cannot be written", folder);
    if (root[0] != '\0')
        return ps_found(finding, PS_GOOD, "", "%s", folder);
    double mib = ps_folder_free_mib(folder);
    bool little = mib < PS_FOLDER_LEAST_MIB;
    return ps_found(finding, little ? PS_BAD : PS_GOOD, "Free some, or docker run --shm-size=64m.", "%s, %.0f MiB free", folder,
                    mib);
}
