#include "commands/pythons.h"

#include <stdlib.h>
#include <uv.h>

#include "platform/contain.h"
#include "platform/files.h"

enum { THREADS_MOST = 16 };

/* An empty PATH is a mistake of whoever set it; another Python than the one that is meant would hide it. */
static int find_default(char *path, size_t room, struct ps_error *err)
{
    const char *folders = getenv("PATH");
    if (folders != NULL && *folders != '\0')
        return ps_python_default(path, room, err);
    ps_fail(err, PS_EXIT_USAGE, "PATH is empty: there is no python3 to take");
    return ps_error_hint(err, "set PATH, or name one with --python");
}

/* ---- several at a time ---- */

struct search {
    struct ps_python *list;
    const char *const *paths;
    size_t n, threads;
    const struct ps_programs *programs;
    const char *scratch;
    struct outcome {
        int status;
        struct ps_error err;
    } * outcomes;
};

/* What one thread does of it: the first, and from there each that is as many further as there are threads. */
struct part {
    const struct search *search;
    size_t first;
    uv_thread_t thread;
    bool has_thread;
};

static void discover_part(void *data)
{
    const struct part *part = data;
    const struct search *search = part->search;
    for (size_t i = part->first; i < search->n; i += search->threads) {
        struct outcome *outcome = &search->outcomes[i];
        outcome->status =
            ps_python_discover(&search->list[i], search->paths[i], search->programs, search->scratch, &outcome->err);
    }
}

/* A part for which there is no thread is done here. */
static void discover_all(struct search *search)
{
    struct part parts[THREADS_MOST];
    size_t most = ps_contain_in_threads ? uv_available_parallelism() : 1;
    search->threads = search->n < most ? search->n : most;
    if (search->threads > THREADS_MOST)
        search->threads = THREADS_MOST;
    for (size_t i = 0; i < search->threads; i++) {
        parts[i] = (struct part){.search = search, .first = i};
        parts[i].has_thread = i > 0 && uv_thread_create(&parts[i].thread, discover_part, &parts[i]) == 0;
    }
    for (size_t i = 0; i < search->threads; i++) {
        if (!parts[i].has_thread)
            discover_part(&parts[i]);
    }
    for (size_t i = 0; i < search->threads; i++) {
        if (parts[i].has_thread)
            uv_thread_join(&parts[i].thread);
    }
}

static int find_all(struct ps_pythons *pythons, const char *const *paths, size_t n, const struct ps_programs *programs,
                    const char *scratch, struct ps_error *err)
{
    struct search search = {.paths = paths, .n = n, .programs = programs, .scratch = scratch};
    search.list = pythons->list = calloc(n, sizeof *pythons->list);
    search.outcomes = calloc(n, sizeof *search.outcomes);
    if (search.list == NULL || search.outcomes == NULL) {
        free(search.outcomes);
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    }
    pythons->n = n;
    discover_all(&search);
    int status = 0;
    for (size_t i = 0; i < n && status == 0; i++) {
        if ((status = search.outcomes[i].status) != 0 && err != NULL)
            *err = search.outcomes[i].err;
    }
    free(search.outcomes);
    return status;
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
    if (find_all(pythons, paths, n, programs, scratch, err) != 0)
        return ps_error_context(err, "--python");
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
