#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "platform/posix/facts.h"

bool ps_folder_usable(const char *root, const char *folder)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s%s", root, folder);
    return n > 0 && (size_t)n < sizeof path && access(path, root[0] != '\0' ? F_OK : R_OK | W_OK | X_OK) == 0;
}

double ps_folder_free_mib(const char *folder)
{
    struct statvfs space;
    return statvfs(folder, &space) == 0 ? (double)space.f_bavail * (double)space.f_frsize / (1024 * 1024) : 0;
}

int ps_check_tmpdir(const char *root, struct ps_finding *finding, struct ps_error *err)
{
    (void)err;
    const char *named = root[0] == '\0' ? getenv("TMPDIR") : NULL;
    const char *folder = named != NULL && named[0] != '\0' ? named : "/tmp";
    if (!ps_folder_usable(root, folder))
        return ps_found(finding, PS_BAD,
                        "Set TMPDIR to a folder that can be written: runs keep their private files there, unless there is a "
                        "memory file system.",
                        "%s cannot be written", folder);
    if (root[0] != '\0')
        return ps_found(finding, PS_GOOD, "", "%s", folder);
    double mib = ps_folder_free_mib(folder);
    bool little = mib < PS_FOLDER_LEAST_MIB;
    return ps_found(finding, little ? PS_BAD : PS_GOOD, "Free some, or set TMPDIR to another place.", "%s, %.0f MiB free", folder,
                    mib);
}
