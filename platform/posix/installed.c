#include <ctype.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/libpython.h"
#include "platform/natural.h"

/* Where Pythons are put, by whom; "~" is the home folder, "$NAME" a variable's value. A pattern of a variable that is not set is
 * left out. */
static const char *const places[] = {
    "/usr/bin/python3.[0-9]*",
    "/usr/local/bin/python3.[0-9]*",
    "~/.pyenv/versions/*/bin/python3",
    "$PYENV_ROOT/versions/*/bin/python3",
    "~/.local/share/uv/python/*/bin/python3",
    "/opt/*/bin/python3",
    "/opt/homebrew/bin/python3.[0-9]*",
    "/Library/Frameworks/Python.framework/Versions/*/bin/python3",
    "$PROCSTART_PYTHONS/*/bin/python3",
    "~/.cache/procstart/pythons/*/bin/python3",
};

static bool expand(const char *place, char *pattern, size_t room)
{
    if (*place == '/')
        return (size_t)snprintf(pattern, room, "%s", place) < room;
    char name[32];
    size_t length = strcspn(place, "/");
    snprintf(name, sizeof name, "%.*s", (int)length, place);
    const char *value = getenv(*name == '~' ? "HOME" : name + 1);
    return value != NULL && *value == '/' && (size_t)snprintf(pattern, room, "%s%s", value, place + length) < room;
}

/* The first number with a point in it is the version: of a folder, as in "versions/3.13.0", or of the program, "python3.13". */
static const char *version_of(const char *path)
{
    for (const char *c = path; *c != '\0'; c++) {
        if (isdigit((unsigned char)*c) && c[strspn(c, "0123456789")] == '.')
            return c;
    }
    return "";
}

static int newest_first(const void *a, const void *b)
{
    const char *x = *(char *const *)a, *y = *(char *const *)b;
    int order = ps_compare_natural(version_of(y), version_of(x));
    return order != 0 ? order : strcmp(x, y);
}

/* python3.11-config and its like have the same beginning. */
static bool is_interpreter(const char *path)
{
    const char *name = strrchr(path, '/') + 1 + strlen("python3");
    return name[strspn(name, ".0123456789t")] == '\0';
}

int ps_libpython_installed(int k, char *path, size_t room)
{
    glob_t found = {0};
    int flags = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char pattern[4096];
        if (!expand(places[i], pattern, sizeof pattern))
            continue;
        glob(pattern, flags, NULL, &found);
        flags = GLOB_APPEND;
    }
    if (found.gl_pathc > 1)
        qsort(found.gl_pathv, found.gl_pathc, sizeof *found.gl_pathv, newest_first);
    int result = 0;
    const char *before = "";
    for (size_t i = 0; i < found.gl_pathc && !result; i++) {
        const char *one = found.gl_pathv[i];
        bool same = strcmp(one, before) == 0;
        before = one;
        if (!same && is_interpreter(one) && k-- == 0)
            result = (size_t)snprintf(path, room, "%s", one) < room;
    }
    globfree(&found);
    return result;
}
