#include "platform/posix/libpython_names.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char ps_libpython_path_variable[] = "DYLD_LIBRARY_PATH";

/* A framework (python.org, Homebrew, pyenv with --enable-framework) has its library in Versions/X.Y, without an ending; all
 * others (uv, conda, pyenv with --enable-shared) in lib. */
int ps_libpython_usual_name(int k, int major, int minor, const char *abi_flags, char *name, size_t room)
{
    int n;
    if (k == 0)
        n = snprintf(name, room, "libpython%d.%d%s.dylib", major, minor, abi_flags);
    else
        n = snprintf(name, room, "%s", strchr(abi_flags, 't') != NULL ? "PythonT" : "Python");
    return k < 2 && n > 0 && (size_t)n < room;
}

bool ps_libpython_is_loadable(const char *name)
{
    return strstr(name, ".dylib") != NULL || strstr(name, ".framework/") != NULL;
}

/* /usr/bin/python3 belongs to the developer tools; without them it opens a window that offers to install them. */
bool ps_libpython_is_placeholder(const char *path)
{
    static const char *const tools[] = {"/Library/Developer/CommandLineTools/usr/bin/python3",
                                        "/Applications/Xcode.app/Contents/Developer/usr/bin/python3",
                                        "/var/db/xcode_select_link"};
    if (strcmp(path, "/usr/bin/python3") != 0)
        return false;
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++) {
        if (access(tools[i], F_OK) == 0)
            return false;
    }
    return true;
}
