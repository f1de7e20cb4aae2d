#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "platform/windows/doctor.h"
#include "platform/windows/inspect.h"
#include "platform/windows/registry.h"
#include "platform/windows/text.h"

int ps_check_virtualization(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    return ps_found_seen(
        finding, root, ps_inspect_virtualization, PS_NOTE,
        "Page tables are handled twice, so that starts and page faults cost more: compare guests of the same kind.");
}

int ps_check_container(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    return ps_found_seen(finding, root, ps_inspect_container, PS_NOTE,
                         "Limits and layered file systems come with it: compare like with like.");
}

int ps_check_emulation(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    return ps_found_seen(
        finding, root, ps_inspect_emulation, PS_BAD,
        "Its figures say nothing about the real system; tables mark them. Use a build for this machine, or a real "
        "Windows.");
}

int ps_check_memory(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    uint64_t available = ps_facts_available_memory();
    if (available == 0)
        return ps_unknown(err, "the system does not say");
    double mib = (double)available / (1024 * 1024);
    return ps_found(
        finding, ps_grade(mib, 2048, 512),
        "Runners get half of it: cells with ballast are taken in more groups, which are then not paired. Free some, or "
        "take less --ballast.",
        "%.0f MiB", mib);
}

int ps_check_security(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    return ps_found_security(
        finding, root,
        "It looks at each program that starts, up to milliseconds: exempt procstart's folder and the Pythons', or "
        "compare only machines with the same software (the result lists it).",
        err);
}

int ps_check_traced(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root, (void)err;
    BOOL remote = FALSE;
    CheckRemoteDebuggerPresent(GetCurrentProcess(), &remote);
    bool traced = IsDebuggerPresent() || remote;
    return ps_found(finding, traced ? PS_BAD : PS_GOOD, "A debugger stops every start, several times: run without it.",
                    traced ? "yes" : "no");
}

int ps_check_long_paths(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root, (void)err;
    uint32_t enabled = 0;
    ps_registry_number(HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Control\\FileSystem", L"LongPathsEnabled", &enabled);
    return ps_found(finding, enabled ? PS_GOOD : PS_NOTE,
                    "Scripts, Pythons and results in paths of more than 260 characters are not found: set LongPathsEnabled to 1, "
                    "or move them.",
                    enabled ? "allowed" : "not allowed");
}

int ps_check_job(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root;
    BOOL inside = FALSE;
    if (!IsProcessInJob(GetCurrentProcess(), NULL, &inside))
        return ps_unknown(err, "the system does not say");
    if (!inside)
        return ps_found(finding, PS_GOOD, "", "none");
    JOBOBJECT_BASIC_UI_RESTRICTIONS restrictions = {0};
    QueryInformationJobObject(NULL, JobObjectBasicUIRestrictions, &restrictions, sizeof restrictions, NULL);
    if (restrictions.UIRestrictionsClass != 0)
        return ps_found(finding, PS_BAD, "It allows no job within it, and bench needs some: start it outside of that job.",
                        "one with restrictions of the user interface");
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    QueryInformationJobObject(NULL, JobObjectExtendedLimitInformation, &limits, sizeof limits, NULL);
    const DWORD leaves = JOB_OBJECT_LIMIT_BREAKAWAY_OK | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    bool may_leave = limits.BasicLimitInformation.LimitFlags & leaves;
    return ps_found(finding, may_leave ? PS_GOOD : PS_NOTE,
                    "If it is ended as a whole, nobody is left to finish a result and to remove the run's folder in TEMP.",
                    may_leave ? "one that can be left" : "one that cannot be left");
}

int ps_check_tmpdir(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)root, (void)err;
    const double least_mib = 16;
    wchar_t wide[MAX_PATH + 2];
    char folder[200];
    ULARGE_INTEGER left;
    DWORD length = GetTempPathW(sizeof wide / sizeof *wide, wide);
    if (length == 0 || length >= sizeof wide / sizeof *wide || ps_from_wide(wide, folder, sizeof folder) != 0 ||
        !GetDiskFreeSpaceExW(wide, &left, NULL, NULL))
        return ps_found(finding, PS_BAD, "Set TEMP to a folder that can be written: runs keep their private files there.",
                        "TEMP names none");
    double mib = (double)left.QuadPart / (1024 * 1024);
    return ps_found(finding, mib < least_mib ? PS_BAD : PS_GOOD, "Free some, or set TEMP to another place.", "%s, %.0f MiB free",
                    folder, mib);
}
