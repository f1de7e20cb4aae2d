#include "platform/resources.h"

#include <windows.h>
/* after windows.h */
#include <psapi.h>

/* Windows counts times of processes in 100 ns. */
static int64_t to_ns(FILETIME time)
{
    return (int64_t)((uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime) * 100;
}

/* Its page faults are all that there were; only few of a child's need the disk. */
void ps_resources_read(struct ps_resources *resources)
{
    *resources = (struct ps_resources){PS_MISSING, PS_MISSING, PS_MISSING, PS_MISSING, PS_MISSING};
    PROCESS_MEMORY_COUNTERS memory;
    if (K32GetProcessMemoryInfo(GetCurrentProcess(), &memory, sizeof memory)) {
        resources->peak_rss_bytes = (int64_t)memory.PeakWorkingSetSize;
        resources->minor_faults = (int64_t)memory.PageFaultCount;
    }
    FILETIME created, ended, kernel, user;
    if (GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user)) {
        resources->user_ns = to_ns(user);
        resources->system_ns = to_ns(kernel);
    }
}
