#include <fcntl.h>
#include <io.h>

#include "platform/runner.h"
#include "platform/windows/text.h"

/* The same pipe by a handle that programs started from here do not get. */
static HANDLE move_away(DWORD which)
{
    HANDLE copy = NULL, own = GetCurrentProcess();
    if (!DuplicateHandle(own, GetStdHandle(which), own, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS))
        return NULL;
    return copy;
}

/* The C runtime's descriptor, by which libuv hands it on, and the handle of that place in the system's eyes. */
static int replace(int fd, int by, DWORD which)
{
    if (_dup2(by, fd) != 0)
        return -1;
    HANDLE now = (HANDLE)_get_osfhandle(fd);
    return SetHandleInformation(now, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT) && SetStdHandle(which, now) ? 0 : -1;
}

int ps_channel_open(struct ps_channel *channel, struct ps_error *err)
{
    HANDLE in = move_away(STD_INPUT_HANDLE), out = move_away(STD_OUTPUT_HANDLE);
    if (in == NULL || out == NULL)
        return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "standard input and output are not those of a runner");
    int null = _wopen(L"NUL", _O_RDWR | _O_BINARY | _O_NOINHERIT);
    if (null < 0)
        return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot open NUL");
    int failed =
        replace(0, null, STD_INPUT_HANDLE) != 0 || replace(1, 2, STD_OUTPUT_HANDLE) != 0 || replace(2, 2, STD_ERROR_HANDLE) != 0;
    DWORD why = GetLastError();
    _close(null);
    if (failed)
        return ps_fail_windows(err, PS_EXIT_FAILED, why, "cannot replace standard input and output");
    *channel = (struct ps_channel){.in = (intptr_t)in, .out = (intptr_t)out};
    return 0;
}

int ps_channel_read(struct ps_channel *channel, void *to, size_t n, struct ps_error *err)
{
    size_t done = 0;
    while (done < n) {
        DWORD got = 0;
        if (!ReadFile((HANDLE)channel->in, (char *)to + done, (DWORD)(n - done), &got, NULL) &&
            GetLastError() != ERROR_BROKEN_PIPE)
            return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot read a request");
        if (got == 0 && done == 0)
            return 0;
        if (got == 0)
            return ps_fail(err, PS_EXIT_FAILED, "a request ended after %zu of %zu bytes", done, n);
        done += got;
    }
    return 1;
}

int ps_channel_write(struct ps_channel *channel, const void *from, size_t n, struct ps_error *err)
{
    size_t done = 0;
    while (done < n) {
        DWORD put = 0;
        if (!WriteFile((HANDLE)channel->out, (const char *)from + done, (DWORD)(n - done), &put, NULL))
            return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot write a reply");
        done += put;
    }
    return 0;
}
