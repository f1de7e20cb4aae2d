#include "platform/libpython.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/posix/libpython_names.h"

const char ps_libpython_exe[] = "python3";
const char ps_libpython_bin[] = "bin";

int ps_libpython_check(const char *path, struct ps_error *err)
{
    if (access(path, X_OK) != 0)
        ps_fail(err, PS_EXIT_USAGE, "%s is no program: it may not be executed", path);
    else if (ps_libpython_is_placeholder(path))
        ps_fail(err, PS_EXIT_USAGE, "%s is no Python: it only offers to install one", path);
    else
        return 0;
    return ps_error_hint(err, "--python takes an interpreter (or its name on PATH), a venv, or a prefix");
}

static int is_program(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

int ps_libpython_on_path(const char *name, char *path, size_t room)
{
    const char *folders = getenv("PATH");
    for (const char *at = folders; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ":");
        int n = snprintf(path, room, "%.*s/%s", (int)length, at, name);
        /* An empty or a relative folder means another place for each directory that one is in. */
        if (*at == '/' && n > 0 && (size_t)n < room && is_program(path) && !ps_libpython_is_placeholder(path))
            return 1;
        at += length;
        at += *at == ':';
    }
    return 0;
}
