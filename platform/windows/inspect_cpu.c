#include <stdlib.h>
#include <windows.h>
/* after windows.h */
#include <powrprof.h>

#include "platform/facts_parts.h"
#include "platform/windows/inspect.h"
#include "platform/windows/text.h"

const char ps_inspect_os[] = "Windows";

int ps_inspect_processors(const char *root)
{
    (void)root;
    return (int)GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
}

/* Entries are of different lengths. */
static int count_cores(const char *at, const char *end)
{
    int n = 0;
    for (; at < end; n++)
        at += ((const SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *)at)->Size;
    return n;
}

int ps_inspect_cores(const char *root)
{
    (void)root;
    DWORD bytes = 0;
    GetLogicalProcessorInformationEx(RelationProcessorCore, NULL, &bytes);
    void *cores = malloc(bytes);
    int n = 0;
    if (cores != NULL && GetLogicalProcessorInformationEx(RelationProcessorCore, cores, &bytes))
        n = count_cores(cores, (const char *)cores + bytes);
    free(cores);
    return n;
}

uint64_t ps_inspect_allowed(void)
{
    DWORD_PTR own, system;
    return GetProcessAffinityMask(GetCurrentProcess(), &own, &system) ? own : 0;
}

int ps_inspect_power_plan(char *text, size_t room)
{
    GUID *scheme;
    wchar_t name[256];
    DWORD bytes = sizeof name;
    if (PowerGetActiveScheme(NULL, &scheme) != ERROR_SUCCESS)
        return -1;
    DWORD failed = PowerReadFriendlyName(NULL, scheme, NULL, NULL, (UCHAR *)name, &bytes);
    LocalFree(scheme);
    return failed == ERROR_SUCCESS ? ps_from_wide(name, text, room) : -1;
}

/* winnt.h of mingw does not have these two. */
static const GUID processor_settings = {0x54533251, 0x82be, 0x4824, {0x96, 0xc1, 0x47, 0xb6, 0x0b, 0x74, 0x0d, 0x00}};
static const GUID boost_mode = {0xbe337238, 0x0d82, 0x4146, {0xa9, 0x60, 0x4f, 0x37, 0x49, 0xd4, 0x70, 0xc7}};

int ps_inspect_turbo(const char *root)
{
    (void)root;
    GUID *scheme;
    DWORD mode;
    if (PowerGetActiveScheme(NULL, &scheme) != ERROR_SUCCESS)
        return -1;
    DWORD failed = PowerReadACValueIndex(NULL, scheme, &processor_settings, &boost_mode, &mode);
    LocalFree(scheme);
    return failed == ERROR_SUCCESS ? mode != 0 : -1;
}

static int64_t to_ns(FILETIME time)
{
    return (int64_t)((uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime) * 100;
}

/* The kernel's time has the idle one in it. */
int ps_inspect_times(int64_t *busy_ns, int64_t *idle_ns)
{
    FILETIME idle, kernel, user;
    if (!GetSystemTimes(&idle, &kernel, &user))
        return -1;
    *idle_ns = to_ns(idle);
    *busy_ns = to_ns(kernel) + to_ns(user) - *idle_ns;
    return 0;
}

int64_t ps_inspect_memory(const char *root)
{
    (void)root;
    MEMORYSTATUSEX memory = {.dwLength = sizeof memory};
    return GlobalMemoryStatusEx(&memory) ? (int64_t)memory.ullTotalPhys : 0;
}

double ps_inspect_cpu_limit(const char *root)
{
    JOBOBJECT_CPU_RATE_CONTROL_INFORMATION rate = {0};
    const DWORD capped = JOB_OBJECT_CPU_RATE_CONTROL_ENABLE | JOB_OBJECT_CPU_RATE_CONTROL_HARD_CAP;
    if (!QueryInformationJobObject(NULL, JobObjectCpuRateControlInformation, &rate, sizeof rate, NULL) ||
        (rate.ControlFlags & capped) != capped)
        return 0;
    /* Hundredths of a per cent of all processors together. */
    return rate.CpuRate / 10000.0 * ps_inspect_processors(root);
}
