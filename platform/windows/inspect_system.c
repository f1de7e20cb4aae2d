#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "platform/facts_parts.h"
#include "platform/windows/inspect.h"
#include "platform/windows/registry.h"
#include "platform/windows/text.h"

/* What firmware says of machines that are none. */
static const struct {
    const char *part, *name;
} hypervisors[] = {
    {"VMware", "vmware"},       {"VirtualBox", "virtualbox"}, {"Virtual Machine", "hyper-v"},      {"KVM", "kvm"},
    {"QEMU", "qemu"},           {"Amazon EC2", "amazon-ec2"}, {"Google Compute Engine", "google"}, {"Xen", "xen"},
    {"Parallels", "parallels"}, {"Bochs", "bochs"},
};

bool ps_inspect_virtualization(const char *root, char *text, size_t room)
{
    (void)root;
    static const wchar_t key[] = L"HARDWARE\\DESCRIPTION\\System\\BIOS";
    static const wchar_t *const names[] = {L"SystemProductName", L"SystemManufacturer", L"BIOSVendor"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char value[256];
        if (ps_registry_text(HKEY_LOCAL_MACHINE, key, names[i], value, sizeof value) != 0)
            continue;
        for (size_t j = 0; j < sizeof hypervisors / sizeof *hypervisors; j++) {
            if (strstr(value, hypervisors[j].part) != NULL)
                return (size_t)snprintf(text, room, "%s", hypervisors[j].name) < room;
        }
    }
    return false;
}

/* Only containers have the value. */
bool ps_inspect_container(const char *root, char *text, size_t room)
{
    (void)root;
    uint32_t kind;
    if (ps_registry_number(HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Control", L"ContainerType", &kind) != 0)
        return false;
    return (size_t)snprintf(text, room, "windows-container") < room;
}

static const char *machine_name(USHORT machine)
{
    return machine == IMAGE_FILE_MACHINE_ARM64 ? "arm64" : machine == IMAGE_FILE_MACHINE_AMD64 ? "x86-64" : "x86";
}

/* Wine tells its version by a function that Windows does not have. */
bool ps_inspect_emulation(const char *root, char *text, size_t room)
{
    (void)root;
    const char *(*wine_version)(void);
    FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version");
    if (found != NULL) {
        memcpy(&wine_version, &found, sizeof wine_version);
        return (size_t)snprintf(text, room, "wine-%s", wine_version()) < room;
    }
#if defined(__aarch64__)
    const USHORT own = IMAGE_FILE_MACHINE_ARM64;
#else
    const USHORT own = IMAGE_FILE_MACHINE_AMD64;
#endif
    USHORT process, native;
    if (!IsWow64Process2(GetCurrentProcess(), &process, &native) || native == own)
        return false;
    return (size_t)snprintf(text, room, "%s-on-%s", machine_name(own), machine_name(native)) < room;
}

static const struct {
    const wchar_t *service;
    const char *name;
} watchers[] = {
    {L"WinDefend", "Microsoft Defender"},
    {L"Sense", "Defender for Endpoint"},
    {L"CSFalconService", "CrowdStrike Falcon"},
    {L"SentinelAgent", "SentinelOne"},
    {L"CbDefense", "Carbon Black"},
    {L"CylanceSvc", "Cylance"},
    {L"Sophos Endpoint Defense Service", "Sophos"},
    {L"ekrn", "ESET"},
    {L"AVP", "Kaspersky"},
    {L"mfemms", "McAfee"},
    {L"SepMasterService", "Symantec"},
    {L"TmCCSF", "Trend Micro"},
    {L"avast! Antivirus", "Avast"},
    {L"AVGSvc", "AVG"},
    {L"bdservicehost", "Bitdefender"},
    {L"AppIDSvc", "AppLocker"},
};

static bool is_running(SC_HANDLE manager, const wchar_t *name)
{
    SC_HANDLE service = OpenServiceW(manager, name, SERVICE_QUERY_STATUS);
    if (service == NULL)
        return false;
    SERVICE_STATUS status;
    bool running = QueryServiceStatus(service, &status) && status.dwCurrentState == SERVICE_RUNNING;
    CloseServiceHandle(service);
    return running;
}

int ps_inspect_security(const char *root, void (*each)(void *data, const char *name), void *data)
{
    (void)root;
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    if (manager == NULL)
        return -1;
    int n = 0;
    for (size_t i = 0; i < sizeof watchers / sizeof *watchers; i++) {
        if (!is_running(manager, watchers[i].service))
            continue;
        n++;
        if (each != NULL)
            each(data, watchers[i].name);
    }
    CloseServiceHandle(manager);
    return n;
}

/* What is free, or left of what a job allows this process. */
uint64_t ps_inspect_available_memory(void)
{
    MEMORYSTATUSEX memory = {.dwLength = sizeof memory};
    uint64_t available = GlobalMemoryStatusEx(&memory) ? memory.ullAvailPhys : 0;
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION job;
    if (!QueryInformationJobObject(NULL, JobObjectExtendedLimitInformation, &job, sizeof job, NULL))
        return available;
    DWORD flags = job.BasicLimitInformation.LimitFlags;
    if ((flags & JOB_OBJECT_LIMIT_JOB_MEMORY) && job.JobMemoryLimit < available)
        available = job.JobMemoryLimit;
    if ((flags & JOB_OBJECT_LIMIT_PROCESS_MEMORY) && job.ProcessMemoryLimit < available)
        available = job.ProcessMemoryLimit;
    return available;
}
