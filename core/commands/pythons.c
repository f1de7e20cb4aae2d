#include "commands/pythons.h"

#include <stdlib.h>

#include "platform/files.h"

/* An empty PATH is a mistake of whoever set it; another Python than the one that is meant would hide it. */
static int find_default(char *path, size_t room, struct ps_error *err)
{
    const char *folders = getenv("PATH");
    if (folders != NULL && *folders != '\0')
        return ps_python_default(path, room, err);
    ps_fail(err, PS_EXIT_USAGE, "PATH is empty: there is no python3 to take");
    return ps_error_hint(err, "set PATH, or name one with --python");
}

int ps_pythons_find(struct ps_pythons *pythons, const char *const *paths, size_t n, const struct ps_programs *programs,
                    const char *scratch, struct ps_error *err)
{
    char found[PS_FILES_PATH];
    const char *only[] = {found};
    if (n == 0) {
        if (find_default(found, sizeof found, err) != 0)
            return -1;
        paths = only;
        n = 1;
    }
    pythons->list = calloc(n, sizeof *pythons->list);
    if (pythons->list == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    for (; pythons->n < n; pythons->n++) {
        if (ps_python_discover(&pythons->list[pythons->n], paths[pythons->n], programs, scratch, err) != 0)
            return ps_error_context(err, "--python");
    }
    ps_python_name_all(pythons->list, pythons->n);
    return 0;
}

int ps_pythons_add(struct ps_pythons *pythons, const char *path, const struct ps_programs *programs, const char *scratch,
                   struct ps_error *err)
{
    struct ps_python *list = realloc(pythons->list, (pythons->n + 1) * sizeof *list);
    if (list == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    pythons->list = list;
    if (ps_python_discover(&list[pythons->n], path, programs, scratch, err) != 0)
        return -1;
    pythons->n++;
    ps_python_name_all(pythons->list, pythons->n);
    return 0;
}

void ps_pythons_free(struct ps_pythons *pythons)
{
    for (size_t i = 0; i < pythons->n; i++)
        ps_python_free(&pythons->list[i]);
    free(pythons->list);
    *pythons = (struct ps_pythons){0};
}
