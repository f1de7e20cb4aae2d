#include <uv.h>
#include <windows.h>

#include "platform/launch_uv.h"

const char *ps_uv_mechanism(void)
{
    return "uv_spawn (CreateProcessW)";
}

/* libuv keeps no number of the system's: those that starts fail with, back from its own. */
int ps_uv_os_error(int uv_error)
{
    static const struct {
        int uv;
        DWORD windows;
    } numbers[] = {
        {UV_ENOENT, ERROR_FILE_NOT_FOUND},      {UV_EACCES, ERROR_ACCESS_DENIED},
        {UV_EPERM, ERROR_ACCESS_DENIED},        {UV_ENOMEM, ERROR_NOT_ENOUGH_MEMORY},
        {UV_EMFILE, ERROR_TOO_MANY_OPEN_FILES}, {UV_EINVAL, ERROR_INVALID_PARAMETER},
        {UV_EBUSY, ERROR_SHARING_VIOLATION},    {UV_ENOTSUP, ERROR_NOT_SUPPORTED},
        {UV_EBADF, ERROR_INVALID_HANDLE},       {UV_ENAMETOOLONG, ERROR_FILENAME_EXCED_RANGE},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (numbers[i].uv == uv_error)
            return (int)numbers[i].windows;
    }
    return ERROR_INVALID_FUNCTION;
}
