#include "platform/console.h"

#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <windows.h>

/* What the console was set to before, to be put back: it outlives this program. */
static UINT output_code_page;
static struct {
    HANDLE console;
    DWORD mode;
} before[2];

static HANDLE handle_of(FILE *stream)
{
    return (HANDLE)_get_osfhandle(_fileno(stream));
}

static void restore_console(void)
{
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        if (before[i].console != NULL)
            SetConsoleMode(before[i].console, before[i].mode);
    }
    if (output_code_page != 0)
        SetConsoleOutputCP(output_code_page);
}

/* Ctrl-C ends most commands without their exit handlers. */
static BOOL WINAPI restore_on_interrupt(DWORD event)
{
    (void)event;
    restore_console();
    return FALSE;
}

static void understand_escapes(FILE *stream, size_t i)
{
    DWORD mode;
    HANDLE console = handle_of(stream);
    if (!GetConsoleMode(console, &mode))
        return;
    if (SetConsoleMode(console, mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING)) {
        before[i].console = console;
        before[i].mode = mode;
    }
}

int ps_console_prepare(struct ps_error *err)
{
    (void)err;
    /* The same bytes everywhere, and lines that files of other systems have too. */
    _setmode(_fileno(stdout), _O_BINARY);
    _setmode(_fileno(stderr), _O_BINARY);
    /* A console puts characters together from whole writes only. */
    if (ps_console_is(stdout))
        setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
    understand_escapes(stdout, 0);
    understand_escapes(stderr, 1);
    UINT page = GetConsoleOutputCP();
    if (page != 0 && page != CP_UTF8 && SetConsoleOutputCP(CP_UTF8))
        output_code_page = page;
    atexit(restore_console);
    SetConsoleCtrlHandler(restore_on_interrupt, TRUE);
    return 0;
}

bool ps_console_is(FILE *stream)
{
    DWORD mode;
    return GetConsoleMode(handle_of(stream), &mode) != 0;
}

int ps_console_columns(FILE *stream)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    return GetConsoleScreenBufferInfo(handle_of(stream), &info) ? info.srWindow.Right - info.srWindow.Left + 1 : 0;
}

bool ps_console_hangup_ignored(void)
{
    return false;
}

/* Files and pipes are read by programs, and those expect UTF-8 by now. */
bool ps_console_utf8(void)
{
    UINT page = GetConsoleOutputCP();
    return page == 0 || page == CP_UTF8;
}
