#include "platform/posix/libpython_names.h"

#include <stdio.h>
#include <string.h>

const char ps_libpython_path_variable[] = "LD_LIBRARY_PATH";

int ps_libpython_usual_name(int k, int major, int minor, const char *abi_flags, char *name, size_t room)
{
    int n = snprintf(name, room, "libpython%d.%d%s.so.1.0", major, minor, abi_flags);
    return k == 0 && n > 0 && (size_t)n < room;
}

bool ps_libpython_is_loadable(const char *name)
{
    return strstr(name, ".so") != NULL;
}

bool ps_libpython_is_placeholder(const char *path)
{
    (void)path;
    return false;
}
