#include "platform/process_id.h"

#include <windows.h>

int64_t ps_process_self(void)
{
    return GetCurrentProcessId();
}

/* Somebody may still have a handle of a process that has ended. */
bool ps_process_exists(int64_t id)
{
    HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, (DWORD)id);
    if (process == NULL)
        return GetLastError() == ERROR_ACCESS_DENIED;
    bool exists = WaitForSingleObject(process, 0) == WAIT_TIMEOUT;
    CloseHandle(process);
    return exists;
}

int64_t ps_process_parent(void)
{
    return 0;
}

void ps_process_stop(int64_t id)
{
    (void)id;
}

void ps_process_kill(int64_t id)
{
    HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, (DWORD)id);
    if (process == NULL)
        return;
    TerminateProcess(process, 1);
    CloseHandle(process);
}
