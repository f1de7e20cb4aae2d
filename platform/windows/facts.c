#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "platform/clock.h"
#include "platform/facts_parts.h"
#include "platform/windows/inspect.h"
#include "platform/windows/registry.h"

static const wchar_t of_windows[] = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

/* GetVersionExW() says what the manifest wants to hear. */
static void get_version(OSVERSIONINFOW *version)
{
    LONG(WINAPI * ask)(OSVERSIONINFOW *);
    *version = (OSVERSIONINFOW){.dwOSVersionInfoSize = sizeof *version};
    FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion");
    memcpy(&ask, &found, sizeof ask);
    if (found != NULL)
        ask(version);
}

/* The name says 10 for 11 too; builds tell. */
static json_t *get_os_version(const char *root)
{
    (void)root;
    char name[128], release[64] = "";
    OSVERSIONINFOW version;
    if (ps_registry_text(HKEY_LOCAL_MACHINE, of_windows, L"ProductName", name, sizeof name) != 0)
        return NULL;
    ps_registry_text(HKEY_LOCAL_MACHINE, of_windows, L"DisplayVersion", release, sizeof release);
    get_version(&version);
    char *ten = strstr(name, "Windows 10");
    if (ten != NULL && version.dwBuildNumber >= 22000)
        ten[strlen("Windows 1")] = '1';
    return json_sprintf("%s%s%s", name, release[0] != '\0' ? " " : "", release);
}

static json_t *get_kernel(const char *root)
{
    (void)root;
    OSVERSIONINFOW version;
    uint32_t revision = 0;
    get_version(&version);
    ps_registry_number(HKEY_LOCAL_MACHINE, of_windows, L"UBR", &revision);
    return json_sprintf("%d.%d.%d.%d", (int)version.dwMajorVersion, (int)version.dwMinorVersion, (int)version.dwBuildNumber,
                        (int)revision);
}

static json_t *get_libc(const char *root)
{
    (void)root;
#ifdef _UCRT
    return json_string("UCRT");
#else
    return json_string("msvcrt");
#endif
}

/* Of the machine, not of the program: under emulation `emulation` says which is which. */
static json_t *get_machine(const char *root)
{
    (void)root;
    SYSTEM_INFO system;
    GetNativeSystemInfo(&system);
    switch (system.wProcessorArchitecture) {
    case PROCESSOR_ARCHITECTURE_AMD64:
        return json_string("x86_64");
    case PROCESSOR_ARCHITECTURE_ARM64:
        return json_string("arm64");
    default:
        return NULL;
    }
}

static json_t *get_cpu_model(const char *root)
{
    (void)root;
    char text[256];
    if (ps_registry_text(HKEY_LOCAL_MACHINE, L"HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0", L"ProcessorNameString", text,
                         sizeof text) != 0)
        return NULL;
    return json_string(text + strspn(text, " "));
}

/* "0-3,8" of the bits. */
static json_t *get_affinity(const char *root)
{
    (void)root;
    uint64_t allowed = ps_inspect_allowed();
    char text[256] = "";
    for (int first = 0, last; first < 64; first = last + 1) {
        last = first;
        if (!(allowed >> first & 1))
            continue;
        while (last < 63 && allowed >> (last + 1) & 1)
            last++;
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, last > first ? "%s%d-%d" : "%s%d", used > 0 ? "," : "", first, last);
    }
    return text[0] != '\0' ? json_string(text) : NULL;
}

static json_t *get_page_size(const char *root)
{
    (void)root;
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    return json_integer(system.dwPageSize);
}

static json_t *get_governor(const char *root)
{
    (void)root;
    char text[256];
    return ps_inspect_power_plan(text, sizeof text) == 0 ? json_string(text) : NULL;
}

static const struct ps_fact facts[] = {
    {"os", ps_fact_os},
    {"os_version", get_os_version},
    {"kernel", get_kernel},
    {"libc", get_libc},
    {"machine", get_machine},
    {"cpu_model", get_cpu_model},
    {"logical_cpus", ps_fact_logical_cpus},
    {"physical_cpus", ps_fact_physical_cpus},
    {"affinity", get_affinity},
    {"memory_bytes", ps_fact_memory},
    {"page_size", get_page_size},
    {"governor", get_governor},
    {"turbo", ps_fact_turbo},
    {"security_software", ps_fact_security},
    {"virtualization", ps_fact_virtualization},
    {"container", ps_fact_container},
    {"emulation", ps_fact_emulation},
    {"cpu_limit", ps_fact_cpu_limit},
    {"clock", ps_fact_clock},
};

json_t *ps_facts_host(struct ps_error *err)
{
    return ps_facts_collect(facts, sizeof facts / sizeof *facts, "", err);
}
