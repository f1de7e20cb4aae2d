#include "platform/windows/job.h"

#include <stdlib.h>

#include "platform/windows/text.h"

int ps_job_make(HANDLE *job, DWORD limits, struct ps_error *err)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION info = {0};
    info.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | limits;
    *job = CreateJobObjectW(NULL, NULL);
    if (*job == NULL)
        return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot make a job");
    if (SetInformationJobObject(*job, JobObjectExtendedLimitInformation, &info, sizeof info))
        return 0;
    ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot limit a job");
    CloseHandle(*job);
    *job = NULL;
    return -1;
}

void ps_job_release(HANDLE job)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION none = {0};
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &none, sizeof none);
    CloseHandle(job);
}

int ps_job_add(HANDLE job, HANDLE process, struct ps_error *err)
{
    if (AssignProcessToJobObject(job, process))
        return 0;
    DWORD why = GetLastError();
    if (WaitForSingleObject(process, 0) == WAIT_OBJECT_0)
        return 0;
    if (why != ERROR_ACCESS_DENIED)
        return ps_fail_windows(err, PS_EXIT_FAILED, why, "cannot put a process into a job");
    ps_fail(err, PS_EXIT_IMPOSSIBLE, "procstart runs in a job that allows no job within it, and so could leave processes behind");
    return ps_error_hint(err, "start it outside of that job (of a service, a sandbox, or a task with restrictions)");
}

size_t ps_job_list(HANDLE job, DWORD *id, size_t room)
{
    enum { MOST = 1024 };
    size_t size = sizeof(JOBOBJECT_BASIC_PROCESS_ID_LIST) + MOST * sizeof(ULONG_PTR), n = 0;
    JOBOBJECT_BASIC_PROCESS_ID_LIST *list = malloc(size);
    if (list == NULL)
        return 0;
    /* A list that is cut short is filled in as well. */
    if (QueryInformationJobObject(job, JobObjectBasicProcessIdList, list, (DWORD)size, NULL) ||
        GetLastError() == ERROR_MORE_DATA) {
        for (; n < list->NumberOfProcessIdsInList && n < room; n++)
            id[n] = (DWORD)list->ProcessIdList[n];
    }
    free(list);
    return n;
}

void ps_job_kill(HANDLE job)
{
    enum { PATIENCE_MS = 5000 };
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION info;
    TerminateJobObject(job, 1);
    for (int waited = 0; waited < PATIENCE_MS; waited++) {
        if (!QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &info, sizeof info, NULL) ||
            info.ActiveProcesses == 0)
            return;
        Sleep(1);
    }
}
