/* Processors are those of the process's own group, of which Windows makes one for each 64: a process that was not told otherwise
 * runs in one group, and so do its children. */
#include <stdbool.h>

#include "platform/runner.h"
#include "platform/windows/text.h"

static DWORD_PTR at_first;
static bool known;

static int remember_affinity(struct ps_error *err)
{
    DWORD_PTR system;
    if (known)
        return 0;
    if (!GetProcessAffinityMask(GetCurrentProcess(), &at_first, &system))
        return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "GetProcessAffinityMask");
    known = true;
    return 0;
}

int ps_pin(intptr_t process, int cpu, struct ps_error *err)
{
    if (remember_affinity(err) != 0)
        return -1;
    if (cpu < -1 || cpu >= (int)(8 * sizeof at_first))
        return ps_fail(err, PS_EXIT_USAGE, "there is no processor %d", cpu);
    HANDLE whose = process == 0 ? GetCurrentProcess() : (HANDLE)process;
    if (!SetProcessAffinityMask(whose, cpu >= 0 ? (DWORD_PTR)1 << cpu : at_first))
        return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot pin to processor %d", cpu);
    return 0;
}
