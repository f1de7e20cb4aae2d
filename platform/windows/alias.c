#include "platform/windows/alias.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <windows.h>
/* after windows.h */
#include <winioctl.h>

/* ntifs.h, which is for drivers, has these. The data of an alias are texts, each ended by a 0, of which the third is the
 * program. */
#define TAG_ALIAS 0x8000001B /* IO_REPARSE_TAG_APPEXECLINK */

struct reparse {
    DWORD tag;
    WORD bytes, reserved;
    DWORD version;
    wchar_t texts[MAXIMUM_REPARSE_DATA_BUFFER_SIZE / sizeof(wchar_t)];
};

/* "AppInstallerPythonRedirector.exe" is what the Store puts there for a Python that is not installed. */
static enum ps_alias judge(const struct reparse *data, DWORD got)
{
    if (got < offsetof(struct reparse, texts) || data->tag != TAG_ALIAS)
        return PS_ALIAS_NONE;
    const wchar_t *text = data->texts, *end = (const wchar_t *)((const char *)data + got);
    for (int i = 0; i < 2 && text < end; i++)
        text += wcsnlen(text, (size_t)(end - text)) + 1;
    for (; text < end && *text != L'\0'; text++) {
        if (_wcsnicmp(text, L"PythonRedirector", wcslen(L"PythonRedirector")) == 0)
            return PS_ALIAS_OF_STORE;
    }
    return PS_ALIAS_OF_PROGRAM;
}

enum ps_alias ps_alias_of(const wchar_t *path)
{
    DWORD attributes = GetFileAttributesW(path), got = 0;
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_REPARSE_POINT))
        return PS_ALIAS_NONE;
    const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    HANDLE file =
        CreateFileW(path, 0, share, NULL, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return PS_ALIAS_NONE;
    struct reparse data;
    bool read = DeviceIoControl(file, FSCTL_GET_REPARSE_POINT, NULL, 0, &data, sizeof data, &got, NULL);
    CloseHandle(file);
    return read ? judge(&data, got) : PS_ALIAS_NONE;
}
