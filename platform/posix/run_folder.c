#include "platform/posix/run_folder.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

int ps_run_folder_tmpdir(char *path, size_t room, struct ps_error *err)
{
    char named[PATH_MAX], resolved[PATH_MAX];
    size_t named_room = sizeof named;
    int rc = uv_os_tmpdir(named, &named_room);
    if (rc != 0 || realpath(named, resolved) == NULL) {
        ps_fail_os(err, PS_EXIT_USAGE, rc != 0 ? -rc : errno, "no folder for temporary files");
        return ps_error_hint(err, "set TMPDIR to a folder that can be written");
    }
    /* A link above it may be what keeps the path short enough for a socket. */
    const char *shorter = *named == '/' ? named : resolved;
    int n = snprintf(path, room, "%s", shorter);
    return n > 0 && (size_t)n < room ? 0 : ps_fail(err, PS_EXIT_USAGE, "TMPDIR is too long: %.80s...", shorter);
}
