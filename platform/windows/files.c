#include "platform/files.h"

#include <fcntl.h>
#include <io.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "platform/windows/text.h"
/* after windows.h */
#include <aclapi.h>

FILE *ps_file_open(const char *path, const char *mode)
{
    wchar_t wide[PS_WINDOWS_PATH], wide_mode[8];
    if (ps_wide_path(path, wide, PS_WINDOWS_PATH, NULL) != 0 || ps_to_wide(mode, wide_mode, sizeof wide_mode / sizeof *wide_mode))
        return NULL;
    return _wfopen(wide, wide_mode);
}

int64_t ps_file_size(FILE *stream)
{
    HANDLE file = (HANDLE)_get_osfhandle(_fileno(stream));
    LARGE_INTEGER size;
    return GetFileType(file) == FILE_TYPE_DISK && GetFileSizeEx(file, &size) ? size.QuadPart : -1;
}

int ps_file_seek(FILE *stream, int64_t to)
{
    return _fseeki64(stream, to, SEEK_SET);
}

/* ---- the file that a path names ---- */

/* Opens what is there, a folder too, only to ask about it. */
static HANDLE open_to_ask(const wchar_t *path)
{
    const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    return CreateFileW(path, FILE_READ_ATTRIBUTES, share, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
}

static int refuse_existing(const char *path, HANDLE file, struct ps_error *err)
{
    BY_HANDLE_FILE_INFORMATION info;
    if (GetFileType(file) != FILE_TYPE_DISK || !GetFileInformationByHandle(file, &info)) {
        ps_fail(err, PS_EXIT_USAGE, "%s: is no regular file and cannot be replaced as a whole", path);
        return ps_error_hint(err, "name a regular file, or leave -o out and take standard output");
    }
    if (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) {
        ps_fail(err, PS_EXIT_USAGE, "%s: is a folder", path);
        return ps_error_hint(err, "name a file in it");
    }
    if (info.dwFileAttributes & FILE_ATTRIBUTE_READONLY)
        return ps_fail(err, PS_EXIT_USAGE, "%s: cannot be written: it is marked as read-only", path);
    return 0;
}

/* The path by which an open file or folder is known in the end, in the usual form. Some file systems cannot tell: then it is as
 * it was named. */
static int final_path(HANDLE file, const wchar_t *named, wchar_t *path)
{
    static const wchar_t literal[] = L"\\\\?\\", network[] = L"\\\\?\\UNC\\";
    wchar_t full[PS_WINDOWS_PATH];
    DWORD length = GetFinalPathNameByHandleW(file, full, PS_WINDOWS_PATH, FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
    if (length == 0 || length >= PS_WINDOWS_PATH)
        length = GetFullPathNameW(named, PS_WINDOWS_PATH, full, NULL);
    if (length == 0 || length >= PS_WINDOWS_PATH)
        return -1;
    if (wcsncmp(full, network, wcslen(network)) == 0)
        swprintf(path, PS_WINDOWS_PATH, L"\\\\%ls", full + wcslen(network));
    else
        wcscpy(path, wcsncmp(full, literal, wcslen(literal)) == 0 ? full + wcslen(literal) : full);
    return 0;
}

static int too_long(const char *path, struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_USAGE, "%.60s...: the path is too long", path);
}

/* Of a file that is not there yet: its folder's path and its name. */
static int resolve_new(const char *path, wchar_t *wide, wchar_t *result, struct ps_error *err)
{
    wchar_t full[PS_WINDOWS_PATH], *name = NULL;
    DWORD length = GetFullPathNameW(wide, PS_WINDOWS_PATH, full, &name);
    if (length == 0 || length >= PS_WINDOWS_PATH)
        return too_long(path, err);
    if (name == NULL) {
        ps_fail(err, PS_EXIT_USAGE, "%s: is a folder's name", path);
        return ps_error_hint(err, "name a file in it");
    }
    wchar_t last[MAX_PATH];
    if (wcslen(name) >= MAX_PATH)
        return too_long(path, err);
    wcscpy(last, name);
    *name = L'\0';
    HANDLE folder = open_to_ask(full);
    if (folder == INVALID_HANDLE_VALUE)
        return ps_fail_windows(err, PS_EXIT_USAGE, GetLastError(), "%s: its folder cannot be entered", path);
    int rc = final_path(folder, full, result);
    CloseHandle(folder);
    size_t used = rc == 0 ? wcslen(result) : 0;
    if (rc != 0 || used + wcslen(last) + 2 > PS_WINDOWS_PATH)
        return too_long(path, err);
    swprintf(result + used, PS_WINDOWS_PATH - used, L"%ls%ls", result[used - 1] == L'\\' ? L"" : L"\\", last);
    return 0;
}

int ps_file_target(const char *path, char *target, size_t room, struct ps_error *err)
{
    wchar_t wide[PS_WINDOWS_PATH], result[PS_WINDOWS_PATH];
    if (*path == '\0')
        return ps_fail(err, PS_EXIT_USAGE, "the name of a file is empty");
    if (ps_wide_path(path, wide, PS_WINDOWS_PATH, err) != 0)
        return -1;
    HANDLE file = open_to_ask(wide);
    int rc;
    if (file != INVALID_HANDLE_VALUE) {
        rc = refuse_existing(path, file, err);
        if (rc == 0 && final_path(file, wide, result) != 0)
            rc = too_long(path, err);
        CloseHandle(file);
    } else if (GetLastError() == ERROR_FILE_NOT_FOUND) {
        rc = resolve_new(path, wide, result, err);
    } else {
        rc = ps_fail_windows(err, PS_EXIT_USAGE, GetLastError(), "%s", path);
    }
    return rc != 0 || ps_from_wide(result, target, room) == 0 ? rc : too_long(path, err);
}

/* ---- owning one ---- */

/* Others may read it, and ask for its removal, which waits until it is closed; but who writes or owns it is alone. */
static HANDLE open_alone(const wchar_t *path, enum ps_own how)
{
    const DWORD access = GENERIC_READ | GENERIC_WRITE | DELETE | WRITE_DAC;
    const DWORD make = how == PS_OWN_EXISTING ? OPEN_EXISTING : OPEN_ALWAYS;
    return CreateFileW(path, access, FILE_SHARE_READ, NULL, make, FILE_FLAG_OPEN_REPARSE_POINT, NULL);
}

static HANDLE handle_of(const struct ps_owned_file *file)
{
    return (HANDLE)_get_osfhandle(_fileno(file->stream));
}

/* Makes a stream of a file that is ours. Closes the handle on failure. */
static enum ps_owned take(struct ps_owned_file *file, HANDLE handle, const char *path, enum ps_own how, struct ps_error *err)
{
    BY_HANDLE_FILE_INFORMATION info;
    int fd = -1, n = snprintf(file->path, sizeof file->path, "%s", path);
    if (n < 0 || (size_t)n >= sizeof file->path) {
        too_long(path, err);
    } else if (GetFileType(handle) != FILE_TYPE_DISK || !GetFileInformationByHandle(handle, &info) ||
               info.dwFileAttributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT)) {
        ps_fail(err, PS_EXIT_USAGE, "%s: is no regular file", path);
    } else if (how == PS_OWN_EMPTIED && !SetEndOfFile(handle)) {
        ps_fail_windows(err, PS_EXIT_USAGE, GetLastError(), "%s", path);
    } else if ((fd = _open_osfhandle((intptr_t)handle, _O_RDWR | _O_BINARY)) < 0 || (file->stream = _fdopen(fd, "r+b")) == NULL) {
        ps_fail(err, PS_EXIT_USAGE, "%s: too many files are open", path);
    } else {
        setvbuf(file->stream, NULL, _IONBF, 0);
        return PS_OWNED;
    }
    if (fd >= 0)
        _close(fd);
    else
        CloseHandle(handle);
    return PS_OWNED_FAILED;
}

enum ps_owned ps_file_own(struct ps_owned_file *file, const char *path, enum ps_own how, int64_t patience_ns,
                          struct ps_error *err)
{
    const int64_t step_ms = 10;
    wchar_t wide[PS_WINDOWS_PATH];
    *file = (struct ps_owned_file){0};
    if (ps_wide_path(path, wide, PS_WINDOWS_PATH, err) != 0)
        return PS_OWNED_FAILED;
    for (;; patience_ns -= step_ms * 1000000) {
        HANDLE handle = open_alone(wide, how);
        if (handle != INVALID_HANDLE_VALUE)
            return take(file, handle, path, how, err);
        DWORD why = GetLastError();
        if (why == ERROR_FILE_NOT_FOUND && how == PS_OWN_EXISTING)
            return PS_OWNED_NOT_THERE;
        /* One that its owner has removed, and that is still open somewhere, is refused like one without permission. */
        if (why != ERROR_SHARING_VIOLATION && (why != ERROR_ACCESS_DENIED || patience_ns <= 0)) {
            ps_fail_windows(err, PS_EXIT_USAGE, why, "%s: cannot be opened for writing", path);
            return PS_OWNED_FAILED;
        }
        if (patience_ns <= 0) {
            ps_fail(err, PS_EXIT_USAGE, "%s: another procstart is writing it", path);
            ps_error_hint(err, "wait until it has ended, or choose another file");
            return PS_OWNED_BY_OTHER;
        }
        Sleep((DWORD)step_ms);
    }
}

int ps_file_close(struct ps_owned_file *file, struct ps_error *err)
{
    int result = 0;
    if (fclose(file->stream) != 0)
        result = ps_fail(err, PS_EXIT_USAGE, "%s: could not be written", file->path);
    file->stream = NULL;
    return result;
}

int ps_file_discard(struct ps_owned_file *file, struct ps_error *err)
{
    FILE_DISPOSITION_INFO removal = {.DeleteFile = TRUE};
    int result = 0;
    if (!SetFileInformationByHandle(handle_of(file), FileDispositionInfo, &removal, sizeof removal))
        result = ps_fail_windows(err, PS_EXIT_USAGE, GetLastError(), "%s: could not be removed", file->path);
    fclose(file->stream);
    file->stream = NULL;
    return result;
}

/* ---- replacing another ---- */

/* A new file has the permissions that its folder gives; one that is replaced keeps its own, as far as that is allowed. */
static DWORD take_over_permissions(HANDLE file, wchar_t *target)
{
    PACL list = NULL;
    PSECURITY_DESCRIPTOR descriptor = NULL;
    DWORD failed = GetNamedSecurityInfoW(target, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &list, NULL, &descriptor);
    if (failed == 0)
        failed = SetSecurityInfo(file, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, list, NULL);
    LocalFree(descriptor);
    return failed == ERROR_FILE_NOT_FOUND || failed == ERROR_ACCESS_DENIED ? 0 : failed;
}

/* The file itself is renamed, not what its path names by now: it is ours until that is done. */
static DWORD rename_to(HANDLE file, const wchar_t *target)
{
    size_t bytes = wcslen(target) * sizeof *target;
    FILE_RENAME_INFO *rename = calloc(1, sizeof *rename + bytes);
    if (rename == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rename->ReplaceIfExists = TRUE;
    rename->FileNameLength = (DWORD)bytes;
    memcpy(rename->FileName, target, bytes);
    BOOL done = SetFileInformationByHandle(file, FileRenameInfo, rename, (DWORD)(sizeof *rename + bytes));
    DWORD failed = done ? 0 : GetLastError();
    free(rename);
    return failed;
}

int ps_file_replace(struct ps_owned_file *file, const char *target, struct ps_error *err)
{
    wchar_t wide[PS_WINDOWS_PATH];
    HANDLE handle = handle_of(file);
    if (ps_wide_path(target, wide, PS_WINDOWS_PATH, err) != 0) {
        ps_file_discard(file, NULL);
        return -1;
    }
    DWORD failed = take_over_permissions(handle, wide);
    if (failed == 0 && (fflush(file->stream) != 0 || !FlushFileBuffers(handle)))
        failed = GetLastError();
    if (failed == 0)
        failed = rename_to(handle, wide);
    if (failed != 0) {
        ps_fail_windows(err, PS_EXIT_USAGE, failed, "%s: could not be put in place", target);
        if (failed == ERROR_ACCESS_DENIED || failed == ERROR_SHARING_VIOLATION)
            ps_error_hint(err, "another program may have it open");
        ps_file_discard(file, NULL);
        return -1;
    }
    snprintf(file->path, sizeof file->path, "%s", target);
    return ps_file_close(file, err);
}
