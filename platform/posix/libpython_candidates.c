#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/answers.h"
#include "platform/libpython.h"
#include "platform/posix/libpython_names.h"

/* Takes candidates as they are made up, until the one that was asked for. */
struct search {
    int left; /* candidates to pass over */
    char *path;
    size_t room;
    bool found;
};

static void take(struct search *search, const char *candidate)
{
    if (search->found || search->left-- > 0)
        return;
    search->found = (size_t)snprintf(search->path, search->room, "%s", candidate) < search->room;
}

/* base + under + name, if there is such a file. */
static void take_file(struct search *search, const char *base, const char *under, const char *name)
{
    char path[PATH_MAX];
    if (*base == '\0' || *name == '\0' || (size_t)snprintf(path, sizeof path, "%s/%s%s", base, under, name) >= sizeof path)
        return;
    if (access(path, R_OK) == 0)
        take(search, path);
}

static const char *folder_of(const char *path, char *folder, size_t room)
{
    const char *slash = strrchr(path, '/');
    snprintf(folder, room, "%.*s", slash != NULL ? (int)(slash - path) : 0, path);
    return folder;
}

/* What a library of this name can be, nearest first. LIBDIR comes late: in a tree that was moved it names the place where that
 * was built, and a stranger's library may lie there. */
static void take_named(struct search *search, const json_t *answers, const char *name)
{
    char bin[PATH_MAX];
    folder_of(ps_answer(answers, "real_executable"), bin, sizeof bin);
    const char *libdir = ps_answer(answers, "library_folder");
    char multiarch[256];
    snprintf(multiarch, sizeof multiarch, "%s/", ps_answer(answers, "multiarch"));
    take_file(search, ps_answer(answers, "base_prefix"), "lib/", name);
    take_file(search, ps_answer(answers, "base_prefix"), "", name);
    take_file(search, bin, "../lib/", name);
    take_file(search, bin, "../", name);
    take_file(search, bin, "", name);
    take_file(search, libdir, "", name);
    take_file(search, libdir, multiarch, name);
}

int ps_libpython_candidate(const void *answers, int k, char *path, size_t room)
{
    struct search search = {.left = k, .room = room};
    search.path = path;
    const json_t *mapped = json_object_get(answers, "mapped"), *version = json_object_get(answers, "version_info"), *entry;
    size_t i;
    json_array_foreach(mapped, i, entry)
    {
        take(&search, json_string_value(entry));
    }
    /* That of a framework names the way to it as well: Python.framework/Versions/3.14/Python. */
    const char *configured = ps_answer(answers, "library_name"), *slash = strrchr(configured, '/');
    bool is_loadable = ps_libpython_is_loadable(configured);
    if (is_loadable)
        take_named(&search, answers, slash != NULL ? slash + 1 : configured);
    int major = (int)json_integer_value(json_array_get(version, 0)), minor = (int)json_integer_value(json_array_get(version, 1));
    char usual[64];
    for (int n = 0; ps_libpython_usual_name(n, major, minor, ps_answer(answers, "abi_flags"), usual, sizeof usual); n++) {
        if (strcmp(configured, usual) != 0)
            take_named(&search, answers, usual);
    }
    if (is_loadable && slash == NULL)
        take(&search, configured);
    else if (ps_libpython_usual_name(0, major, minor, ps_answer(answers, "abi_flags"), usual, sizeof usual))
        take(&search, usual);
    return search.found;
}

int ps_libpython_library_path(const char *interpreter, char *set, size_t room)
{
    char real[PATH_MAX], bin[PATH_MAX];
    if (realpath(interpreter, real) == NULL)
        return 0;
    folder_of(real, bin, sizeof bin);
    char prefix[PATH_MAX];
    folder_of(bin, prefix, sizeof prefix);
    const char *before = getenv(ps_libpython_path_variable);
    bool has_before = before != NULL && *before != '\0';
    int n = snprintf(set, room, "%s=%s/lib:%s%s%s", ps_libpython_path_variable, prefix, prefix, has_before ? ":" : "",
                     has_before ? before : "");
    return n > 0 && (size_t)n < room;
}
