#include "guard/paths.h"

#include <string.h>
#include <uv.h>

#include "platform/files.h"

enum { MODE_KIND = 0170000 };

int ps_path_kind(const char *path, uint64_t *kind)
{
    uv_fs_t request;
    int rc = uv_fs_stat(NULL, &request, path, NULL);
    *kind = rc == 0 ? request.statbuf.st_mode & MODE_KIND : 0;
    uv_fs_req_cleanup(&request);
    return rc;
}

bool ps_path_has(char *folder, size_t length, const char *name)
{
    uint64_t kind;
    if (length + strlen(name) >= PS_FILES_PATH)
        return false;
    strcpy(folder + length, name);
    bool there = ps_path_kind(folder, &kind) == 0;
    folder[length] = '\0';
    return there;
}

void ps_path_turn_slashes(char *path)
{
    for (; *path != '\0'; path++)
        *path = *path == '\\' ? '/' : *path;
}

int ps_path_resolve(char *absolute, const char *path, struct ps_error *err)
{
    uv_fs_t request;
    int rc = uv_fs_realpath(NULL, &request, path, NULL);
    size_t length = rc == 0 ? strlen(request.ptr) : 0;
    bool fits = length + 2 < PS_FILES_PATH;
    if (rc == 0 && fits)
        strcpy(absolute, request.ptr);
    uv_fs_req_cleanup(&request);
    if (rc != 0 || !fits)
        return ps_fail(err, PS_EXIT_USAGE, "%s", rc != 0 ? uv_strerror(rc) : "its path is too long");
    if (absolute[0] != '/')
        ps_path_turn_slashes(absolute);
    if (length == 0 || absolute[length - 1] != '/')
        strcpy(absolute + length, "/");
    return 0;
}
