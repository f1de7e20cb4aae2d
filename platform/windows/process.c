#include "platform/windows/process.h"

#include <stdlib.h>

#include "platform/windows/command_line.h"
#include "platform/windows/text.h"

/* No handle may stand in the list twice. */
static int add_handle(struct ps_inherit *inherit, HANDLE handle, struct ps_error *err)
{
    if (handle == NULL || handle == INVALID_HANDLE_VALUE)
        return 0;
    for (DWORD i = 0; i < inherit->n; i++) {
        if (inherit->handle[i] == handle)
            return 0;
    }
    if (inherit->n == PS_INHERIT_MAX)
        return ps_fail(err, PS_EXIT_FAILED, "more than %d handles for a child", PS_INHERIT_MAX);
    if (!SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT))
        return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "a handle cannot be handed on");
    inherit->handle[inherit->n++] = handle;
    return 0;
}

static int set_attribute(struct ps_inherit *inherit, DWORD_PTR which, void *value, SIZE_T size, struct ps_error *err)
{
    if (size == 0 || UpdateProcThreadAttribute(inherit->startup.lpAttributeList, 0, which, value, size, NULL, NULL))
        return 0;
    return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "UpdateProcThreadAttribute");
}

/* Windows says how large a list is by refusing to make one. It keeps the addresses of the values only. */
static int make_list(struct ps_inherit *inherit, struct ps_error *err)
{
    const DWORD_PTR in_jobs = 0x0002000D; /* PROC_THREAD_ATTRIBUTE_JOB_LIST of Windows 10 */
    const DWORD most = 2;
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(NULL, most, 0, &size);
    LPPROC_THREAD_ATTRIBUTE_LIST list = malloc(size);
    if (list == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    if (!InitializeProcThreadAttributeList(list, most, 0, &size)) {
        free(list);
        return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "InitializeProcThreadAttributeList");
    }
    inherit->startup.lpAttributeList = list;
    SIZE_T handles = inherit->n * sizeof *inherit->handle, jobs = inherit->job != NULL ? sizeof inherit->job : 0;
    if (set_attribute(inherit, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, inherit->handle, handles, err) != 0)
        return -1;
    return set_attribute(inherit, in_jobs, &inherit->job, jobs, err);
}

int ps_inherit_open(struct ps_inherit *inherit, const HANDLE standard[3], const HANDLE *more, HANDLE job, struct ps_error *err)
{
    *inherit = (struct ps_inherit){.job = job};
    STARTUPINFOW *info = &inherit->startup.StartupInfo;
    info->cb = sizeof inherit->startup;
    info->dwFlags = STARTF_USESTDHANDLES;
    info->hStdInput = standard[0];
    info->hStdOutput = standard[1];
    info->hStdError = standard[2];
    int rc = 0;
    for (int i = 0; rc == 0 && i < 3; i++)
        rc = add_handle(inherit, standard[i], err);
    for (; rc == 0 && more != NULL && *more != NULL; more++)
        rc = add_handle(inherit, *more, err);
    if (rc == 0 && (inherit->n > 0 || job != NULL))
        rc = make_list(inherit, err);
    if (rc != 0)
        ps_inherit_close(inherit);
    return rc;
}

void ps_inherit_close(struct ps_inherit *inherit)
{
    if (inherit->startup.lpAttributeList != NULL) {
        DeleteProcThreadAttributeList(inherit->startup.lpAttributeList);
        free(inherit->startup.lpAttributeList);
    }
    inherit->startup.lpAttributeList = NULL;
}

static int create(const char *const *args, struct ps_inherit *inherit, DWORD flags, HANDLE *process, struct ps_error *err)
{
    wchar_t program[PS_WINDOWS_PATH], line[PS_COMMAND_LINE_MAX];
    if (ps_wide_path(args[0], program, PS_WINDOWS_PATH, err) != 0)
        return -1;
    if (ps_command_line(args, line, PS_COMMAND_LINE_MAX) != 0)
        return ps_fail(err, PS_EXIT_USAGE, "the command line of %s is too long", args[0]);
    PROCESS_INFORMATION info;
    if (!CreateProcessW(program, line, NULL, NULL, inherit->n > 0, flags | EXTENDED_STARTUPINFO_PRESENT | CREATE_NO_WINDOW, NULL,
                        NULL, &inherit->startup.StartupInfo, &info))
        return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot start %s", args[0]);
    CloseHandle(info.hThread);
    *process = info.hProcess;
    return 0;
}

int ps_process_start(const char *const *args, const HANDLE *more, DWORD flags, HANDLE job, HANDLE *process, struct ps_error *err)
{
    HANDLE null =
        CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (null == INVALID_HANDLE_VALUE)
        return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot open NUL");
    struct ps_inherit inherit;
    int rc = ps_inherit_open(&inherit, (HANDLE[]){null, null, null}, more, job, err);
    if (rc == 0) {
        rc = create(args, &inherit, flags, process, err);
        ps_inherit_close(&inherit);
    }
    CloseHandle(null);
    return rc;
}
