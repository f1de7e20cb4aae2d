#include <inttypes.h>
#include <sys/sysctl.h>

#include "platform/macos/doctor.h"
#include "platform/macos/machine.h"

#define MIB (1024.0 * 1024.0)

int ps_check_memory(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    static const double too_little_mib = 512, little_mib = 2048;
    uint64_t available = ps_machine_available_memory();
    if (available == 0)
        return ps_unknown(err, "the system does not say");
    double mib = (double)available / MIB;
    return ps_found(finding, ps_grade(mib, little_mib, too_little_mib),
                    "Cells with ballast are taken in small groups, or not at all (runners get half of it): free some, or ask for "
                    "less --ballast.",
                    "%.0f MiB", mib);
}

int ps_check_memory_pressure(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    enum { NORMAL = 1, WARNING = 2 }; /* and 4, critical: as of dispatch/source.h */
    int64_t level;
    if (ps_sysctl_number("kern.memorystatus_vm_pressure_level", &level) != 0)
        return ps_unknown(err, "the system does not say");
    return ps_found(finding,
                    level <= NORMAL    ? PS_GOOD
                    : level == WARNING ? PS_NOTE
                                       : PS_BAD,
                    "Memory is compressed and programs are asked to give some back; forks that copy pages wait: quit some.", "%s",
                    level <= NORMAL    ? "normal"
                    : level == WARNING ? "warning"
                                       : "critical");
}

int ps_check_swap(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    struct xsw_usage swap;
    size_t size = sizeof swap;
    if (sysctlbyname("vm.swapusage", &swap, &size, NULL, 0) != 0)
        return ps_unknown(err, "the system does not say");
    double used = (double)swap.xsu_used / MIB;
    return ps_found(finding, used > 16 ? PS_NOTE : PS_GOOD,
                    "Pages of a runner that were swapped out come back while it is timed: quit what takes the memory.",
                    "%.0f of %.0f MiB used", used, (double)swap.xsu_total / MIB);
}
