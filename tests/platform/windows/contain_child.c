/* What the tests of containment contain.
 *
 *     sleep NAME             sets the event NAME and sleeps
 *     leave NAME             starts `sleep NAME`, waits for the event, ends with 7
 *     keep NAME              likewise, but sleeps then
 *     escape NAME            starts `sleep NAME` outside of its job if it may: ends with 5 (ERROR_ACCESS_DENIED) if it may not
 *     args ARG..             ends with 0 if the arguments are those of the test
 */
#include "contain_child.h"

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

/* To the end of the process. */
static void hold_name(const wchar_t *name)
{
    wchar_t own[128];
    for (int i = 0; i < CONTAIN_CHILD_MOST; i++) {
        swprintf(own, sizeof own / sizeof *own, L"%ls.%d", name, i);
        HANDLE held = CreateEventW(NULL, TRUE, FALSE, own);
        if (held != NULL && GetLastError() != ERROR_ALREADY_EXISTS)
            return;
        CloseHandle(held);
    }
    ExitProcess(94);
}

static void signal_event(const wchar_t *name)
{
    HANDLE event = OpenEventW(EVENT_MODIFY_STATE, FALSE, name);
    if (event == NULL || !SetEvent(event))
        ExitProcess(90);
}

static int start_sleeper(const wchar_t *self, const wchar_t *name, DWORD flags)
{
    wchar_t line[1024];
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION info;
    swprintf(line, sizeof line / sizeof *line, L"child sleep %ls", name);
    if (!CreateProcessW(self, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, &info))
        return (int)GetLastError();
    HANDLE event = OpenEventW(SYNCHRONIZE, FALSE, name);
    WaitForSingleObject(event, INFINITE);
    return 0;
}

static int check_args(int argc, wchar_t **argv)
{
    static const wchar_t *const expected[] = CONTAIN_CHILD_ARGS(L);
    int n = sizeof expected / sizeof *expected;
    if (argc != n)
        return 91;
    for (int i = 0; i < n; i++) {
        if (wcscmp(argv[i], expected[i]) != 0)
            return 92 + i;
    }
    return 0;
}

int wmain(int argc, wchar_t **argv);

int wmain(int argc, wchar_t **argv)
{
    wchar_t self[1024];
    GetModuleFileNameW(NULL, self, 1024);
    if (argc < 3)
        return 2;
    if (wcscmp(argv[1], L"args") == 0)
        return check_args(argc - 2, argv + 2);
    if (wcscmp(argv[1], L"escape") == 0)
        return start_sleeper(self, argv[2], CREATE_BREAKAWAY_FROM_JOB);
    hold_name(argv[2]);
    if (wcscmp(argv[1], L"sleep") == 0)
        signal_event(argv[2]);
    else if (start_sleeper(self, argv[2], 0) != 0)
        return 93;
    if (wcscmp(argv[1], L"leave") == 0)
        return 7;
    Sleep(INFINITE);
    return 0;
}
