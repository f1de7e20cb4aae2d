#include <string.h>

#include "platform/libpython.h"
#include "platform/windows/image.h"
#include "platform/windows/text.h"

int ps_library_open(struct ps_library **library, const char *path, struct ps_error *err)
{
    wchar_t wide[PS_WINDOWS_PATH];
    if (ps_wide_path(path, wide, PS_WINDOWS_PATH, err) != 0)
        return -1;
    /* By its path it brings along what lies beside it. A bare name is looked for as Windows does. */
    DWORD flags = strpbrk(path, "/\\") != NULL ? LOAD_WITH_ALTERED_SEARCH_PATH : 0;
    HMODULE module = LoadLibraryExW(wide, NULL, flags);
    if (module != NULL) {
        *library = (struct ps_library *)module;
        return 0;
    }
    DWORD why = GetLastError();
    const char *machine = ps_image_machine(wide);
    if (why == ERROR_BAD_EXE_FORMAT && machine != NULL && strcmp(machine, ps_own_machine) != 0)
        return ps_fail(err, PS_EXIT_USAGE, "cannot load %s: it is for %s processors, and this program for %s", path, machine,
                       ps_own_machine);
    return ps_fail_windows(err, PS_EXIT_USAGE, why, "cannot load %s", path);
}

void *ps_library_symbol(struct ps_library *library, const char *name)
{
    FARPROC found = GetProcAddress((HMODULE)library, name);
    void *symbol;
    memcpy(&symbol, &found, sizeof symbol);
    return symbol;
}
