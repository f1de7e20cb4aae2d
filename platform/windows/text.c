#include "platform/windows/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Beyond this many characters only a prefixed path works everywhere: a folder's name has to leave room for a file of 8.3. */
enum { SHORT_PATH = MAX_PATH - 12 };

int ps_to_wide(const char *text, wchar_t *wide, size_t room)
{
    return MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, (int)room) > 0 ? 0 : -1;
}

int ps_from_wide(const wchar_t *wide, char *text, size_t room)
{
    return WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, (int)room, NULL, NULL) > 0 ? 0 : -1;
}

static void use_backslashes(wchar_t *path)
{
    for (; *path != L'\0'; path++) {
        if (*path == L'/')
            *path = L'\\';
    }
}

/* \\?\C:\.. or \\?\UNC\server\share\..: taken literally by the system, so it has to be absolute and without . and .. before. */
static int prefix(wchar_t *path, size_t room)
{
    wchar_t full[PS_WINDOWS_PATH];
    DWORD length = GetFullPathNameW(path, PS_WINDOWS_PATH, full, NULL);
    bool network = wcsncmp(full, L"\\\\", 2) == 0;
    const wchar_t *start = network ? L"\\\\?\\UNC" : L"\\\\?\\";
    const wchar_t *rest = network ? full + 1 : full;
    if (length == 0 || length >= PS_WINDOWS_PATH || wcslen(start) + wcslen(rest) >= room)
        return -1;
    wcscpy(path, start);
    wcscat(path, rest);
    return 0;
}

int ps_wide_path(const char *path, wchar_t *wide, size_t room, struct ps_error *err)
{
    if (ps_to_wide(path, wide, room) != 0)
        return ps_fail(err, PS_EXIT_USAGE, "%.60s...: the path is too long", path);
    use_backslashes(wide);
    if (wcslen(wide) <= SHORT_PATH || wcsncmp(wide, L"\\\\?\\", 4) == 0 || wcsncmp(wide, L"\\\\.\\", 4) == 0)
        return 0;
    return prefix(wide, room) == 0 ? 0 : ps_fail(err, PS_EXIT_USAGE, "%.60s...: the path is too long", path);
}

int ps_wide_variable(const wchar_t *name, char *text, size_t room)
{
    wchar_t value[32767]; /* the most that a variable can have */
    DWORD length = GetEnvironmentVariableW(name, value, sizeof value / sizeof *value);
    return length > 0 && length < sizeof value / sizeof *value ? ps_from_wide(value, text, room) : -1;
}

static void describe(DWORD code, char *text, size_t room)
{
    wchar_t wide[512];
    DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK;
    DWORD length = FormatMessageW(flags, NULL, code, 0, wide, sizeof wide / sizeof *wide, NULL);
    while (length > 0 && (wide[length - 1] == L' ' || wide[length - 1] == L'.'))
        wide[--length] = L'\0';
    if (length == 0 || ps_from_wide(wide, text, room) != 0)
        snprintf(text, room, "error %lu", code);
}

int ps_fail_windows(struct ps_error *err, enum ps_exit exit, DWORD code, const char *fmt, ...)
{
    char what[sizeof err->what], why[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    describe(code, why, sizeof why);
    ps_fail(err, exit, "%s: %s", what, why);
    if (err != NULL)
        err->os = (int)code;
    return -1;
}

/* Codes of processes that did not end by themselves (ntstatus.h), and what they mean to a user. */
static const struct {
    DWORD code;
    const char *name;
} exceptions[] = {
    {0xC0000005, "access violation"},
    {0xC0000017, "out of memory"},
    {0xC000001D, "illegal instruction"},
    {0xC000007B, "a DLL is for another processor"},
    {0xC0000094, "division by zero"},
    {0xC00000FD, "stack overflow"},
    {0xC0000135, "a DLL was not found"},
    {0xC0000139, "a DLL lacks a function"},
    {0xC000013A, "Ctrl-C"},
    {0xC0000142, "a DLL could not be initialised"},
    {0xC0000374, "heap corruption"},
    {0xC0000409, "abort, or a stack that was overrun"},
};

void ps_describe_exit(DWORD code, char *text, size_t room)
{
    const char *name = "unknown";
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
        if (exceptions[i].code == code)
            name = exceptions[i].name;
    }
    if (code >= 0xC0000000)
        snprintf(text, room, "died of exception 0x%08lX (%s)", code, name);
    else
        snprintf(text, room, "exited with %lu", code);
}
