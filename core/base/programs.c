#include "base/programs.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "platform/files.h"

static bool exists(const char *path)
{
    uv_fs_t request;
    int status = uv_fs_access(NULL, &request, path, 0 /* F_OK */, NULL);
    uv_fs_req_cleanup(&request);
    return status == 0;
}

static int join(char *to, const char *folder, const char *name, struct ps_error *err)
{
    enum { ROOM = sizeof((struct ps_programs *)0)->folder };
    int n = snprintf(to, ROOM, "%s/%s", folder, name);
    if (n < 0 || n >= ROOM)
        return ps_fail(err, PS_EXIT_USAGE, "%.60s...: the path is too long", folder);
    return 0;
}

/* Up to the last separator; Windows has two of them. */
static void folder_of(const char *path, char *folder)
{
    size_t length = 0;
    for (size_t i = 0; path[i] != '\0'; i++) {
        if (path[i] == '/' || path[i] == '\\')
            length = i;
    }
    memcpy(folder, path, length);
    folder[length] = '\0';
}

int ps_programs_find(struct ps_programs *programs, struct ps_error *err)
{
    char beside[sizeof programs->folder], keeper[sizeof programs->folder];
    size_t room = sizeof programs->self;
    int status = uv_exepath(programs->self, &room);
    if (status != 0)
        return ps_fail(err, PS_EXIT_FAILED, "where procstart itself lies cannot be found: %s", uv_strerror(status));
    folder_of(programs->self, beside);

    if (join(keeper, beside, PS_PROGRAM_KEEPER PS_SUFFIX, err) != 0)
        return -1;
    if (exists(keeper)) { /* a build tree */
        memcpy(programs->folder, beside, sizeof beside);
        snprintf(programs->share, sizeof programs->share, "%s", PS_SOURCE);
    } else if (join(programs->folder, beside, PS_LIBEXEC, err) != 0 || join(programs->share, beside, PS_SHARE, err) != 0) {
        return -1;
    }
    return join(programs->python, programs->share, "python", err);
}

bool ps_programs_built(const char *name)
{
    return PS_STATIC_STUB || strcmp(name, PS_PROGRAM_STUB_STATIC) != 0;
}

int ps_programs_path(const struct ps_programs *programs, const char *name, char *path, size_t room, struct ps_error *err)
{
    int n = snprintf(path, room, "%s/%s" PS_SUFFIX, programs->folder, name);
    if (n < 0 || (size_t)n >= room)
        return ps_fail(err, PS_EXIT_USAGE, "%.60s...: the path is too long", programs->folder);
    if (!exists(path)) {
        ps_fail(err, PS_EXIT_FAILED, "%s is missing", path);
        return ps_error_hint(err, "procstart is not installed completely: install it again");
    }
    return 0;
}

char *ps_programs_python(const struct ps_programs *programs, const char *name, size_t most, struct ps_error *err)
{
    char path[sizeof programs->python + 64];
    snprintf(path, sizeof path, "%s/%s", programs->python, name);
    FILE *file = ps_file_open(path, "rb");
    char *text = malloc(most);
    size_t n = file != NULL && text != NULL ? fread(text, 1, most, file) : 0;
    bool whole = file != NULL && !ferror(file) && n > 0 && n < most;
    if (file != NULL)
        fclose(file);
    if (whole) {
        text[n] = '\0';
        return text;
    }
    free(text);
    ps_fail(err, PS_EXIT_FAILED, "%s cannot be read", path);
    ps_error_hint(err, "procstart is not installed completely: install it again");
    return NULL;
}
