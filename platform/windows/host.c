#include "platform/host.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "platform/windows/text.h"

/* multiprocessing opens os.devnull, which is this on Windows. */
const char ps_null_device[] = "nul";

int ps_after_fork(void (*child)(void *data), void *data, struct ps_error *err)
{
    (void)child, (void)data, (void)err;
    return 0;
}

int ps_host_publish(const char *name, unsigned number, struct ps_error *err)
{
    wchar_t wide[64], text[16];
    swprintf(text, sizeof text / sizeof *text, L"%u", number);
    if (ps_to_wide(name, wide, sizeof wide / sizeof *wide) == 0 && SetEnvironmentVariableW(wide, text))
        return 0;
    return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot set %s", name);
}

char *ps_host_setting(const char *name)
{
    wchar_t wide[64];
    size_t room = 3 * PS_WINDOWS_PATH;
    char *value = malloc(room);
    if (value == NULL || ps_to_wide(name, wide, sizeof wide / sizeof *wide) != 0 || ps_wide_variable(wide, value, room) != 0) {
        free(value);
        return NULL;
    }
    return value;
}

/* The arguments as the system gave them: UTF-8 in between would lose what is no text. */
int ps_host_run(struct ps_library *python, int argc, char **argv, int *status, struct ps_error *err)
{
    (void)argv;
    int (*python_main)(int, wchar_t **);
    void *symbol = ps_library_symbol(python, "Py_Main");
    if (symbol == NULL)
        return ps_fail(err, PS_EXIT_USAGE, "the library has no Py_Main: it is no Python");
    memcpy(&python_main, &symbol, sizeof python_main);
    *status = python_main(argc, __wargv);
    return 0;
}
