#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "platform/answers.h"
#include "platform/libpython.h"
#include "platform/windows/text.h"

static bool exists(const char *path)
{
    wchar_t wide[PS_WINDOWS_PATH];
    return ps_wide_path(path, wide, PS_WINDOWS_PATH, NULL) == 0 && GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
}

/* "python311.dll", "python313t.dll", "python314_d.dll": the same for all builds by Microsoft's compiler. */
static void name_library(const json_t *answers, char *name, size_t room)
{
    const json_t *version = json_object_get(answers, "version_info");
    snprintf(name, room, "python%d%d%s%s.dll", (int)json_integer_value(json_array_get(version, 0)),
             (int)json_integer_value(json_array_get(version, 1)),
             json_is_true(json_object_get(answers, "free_threaded")) ? "t" : "",
             json_is_true(json_object_get(answers, "debug")) ? "_d" : "");
}

/* What the Python itself has loaded; else, if it cannot tell, what lies beside its program or in its tree; else the bare name. */
int ps_libpython_candidate(const void *answers, int k, char *path, size_t room)
{
    const json_t *mapped = json_object_get(answers, "mapped");
    if (k < (int)json_array_size(mapped)) {
        int n = snprintf(path, room, "%s", json_string_value(json_array_get(mapped, (size_t)k)));
        return n > 0 && (size_t)n < room;
    }
    k -= (int)json_array_size(mapped);
    char name[64], folder[PS_WINDOWS_PATH];
    name_library(answers, name, sizeof name);
    const char *real = ps_answer(answers, "real_executable"), *end = strrchr(real, '\\');
    snprintf(folder, sizeof folder, "%.*s", end != NULL ? (int)(end - real) : 0, real);
    const char *folders[] = {folder, ps_answer(answers, "base_prefix")};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        int n = snprintf(path, room, "%s\\%s", folders[i], name);
        if (folders[i][0] != '\0' && n > 0 && (size_t)n < room && exists(path) && k-- == 0)
            return 1;
    }
    return k == 0 && (size_t)snprintf(path, room, "%s", name) < room;
}
