#include <stdbool.h>

#include "platform/windows/keeper.h"
#include "platform/windows/text.h"

enum { PATIENCE_MS = 10000, STEP_MS = 20 };

static bool is_gone(DWORD why)
{
    return why == ERROR_FILE_NOT_FOUND || why == ERROR_PATH_NOT_FOUND;
}

static int remove_once(const wchar_t *path, DWORD attributes);

/* What cannot be removed is left; the folder's own removal will say so. */
static void empty_folder(const wchar_t *folder)
{
    wchar_t pattern[PS_WINDOWS_PATH], path[PS_WINDOWS_PATH];
    WIN32_FIND_DATAW found;
    if (swprintf(pattern, PS_WINDOWS_PATH, L"%ls\\*", folder) < 0)
        return;
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE)
        return;
    do {
        if (wcscmp(found.cFileName, L".") != 0 && wcscmp(found.cFileName, L"..") != 0 &&
            swprintf(path, PS_WINDOWS_PATH, L"%ls\\%ls", folder, found.cFileName) >= 0)
            remove_once(path, found.dwFileAttributes);
    } while (FindNextFileW(search, &found));
    FindClose(search);
}

static int remove_once(const wchar_t *path, DWORD attributes)
{
    bool folder = attributes & FILE_ATTRIBUTE_DIRECTORY;
    if (folder && !(attributes & FILE_ATTRIBUTE_REPARSE_POINT))
        empty_folder(path);
    if (attributes & FILE_ATTRIBUTE_READONLY)
        SetFileAttributesW(path, attributes & ~(DWORD)FILE_ATTRIBUTE_READONLY);
    return (folder ? RemoveDirectoryW(path) : DeleteFileW(path)) || is_gone(GetLastError()) ? 0 : -1;
}

int ps_remove_tree(const wchar_t *named)
{
    /* What is below may have longer paths than calls take without the prefix. */
    wchar_t path[PS_WINDOWS_PATH];
    if (swprintf(path, PS_WINDOWS_PATH, L"%ls%ls", wcsncmp(named, L"\\\\", 2) == 0 ? L"" : L"\\\\?\\", named) < 0)
        return -1;
    for (int waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
        DWORD attributes = GetFileAttributesW(path);
        if (attributes == INVALID_FILE_ATTRIBUTES && is_gone(GetLastError()))
            return 0;
        if (remove_once(path, attributes) == 0)
            return 0;
        Sleep(STEP_MS);
    }
    return -1;
}
