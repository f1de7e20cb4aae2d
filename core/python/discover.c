#include "python/discover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "platform/libpython.h"
#include "python/ask.h"
#include "python/facts.h"

#define WHAT_TO_NAME "--python takes an interpreter (or its name on PATH), a venv, or a prefix"

/* ---- from what was named to an interpreter ---- */

enum kind { NOTHING, DANGLING, A_FOLDER, A_FILE };

static enum kind kind_of(const char *path)
{
    uv_fs_t request;
    int rc = uv_fs_stat(NULL, &request, path, NULL);
    bool folder = rc == 0 && (request.statbuf.st_mode & 0170000) == 0040000;
    uv_fs_req_cleanup(&request);
    if (rc == 0)
        return folder ? A_FOLDER : A_FILE;
    bool followed = rc != UV_ENOENT;
    rc = uv_fs_lstat(NULL, &request, path, NULL);
    uv_fs_req_cleanup(&request);
    if (rc != 0)
        return NOTHING;
    return followed ? A_FILE : DANGLING;
}

static int fail_dangling(const char *path, struct ps_error *err)
{
    uv_fs_t request;
    int rc = uv_fs_readlink(NULL, &request, path, NULL);
    ps_fail(err, PS_EXIT_USAGE, "%s is a link to %s, which is gone", path, rc == 0 ? (const char *)request.ptr : "something");
    uv_fs_req_cleanup(&request);
    return ps_error_hint(err, "make the venv anew with a Python that is there, or name another one with --python");
}

/* A venv or a prefix; on Windows the interpreter of a prefix lies in it, not in a folder below. */
static int resolve_folder(const char *folder, char *path, size_t room, struct ps_error *err)
{
    const char *between[] = {ps_libpython_bin, "."};
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        int n = snprintf(path, room, "%s/%s/%s", folder, between[i], ps_libpython_exe);
        if (n < 0 || (size_t)n >= room)
            return ps_fail(err, PS_EXIT_USAGE, "the path %s is too long", folder);
        enum kind kind = kind_of(path);
        if (kind == DANGLING)
            return fail_dangling(path, err);
        if (kind == A_FILE)
            return 0;
    }
    ps_fail(err, PS_EXIT_USAGE, "no Python in the folder %s: there is no %s/%s", folder, ps_libpython_bin, ps_libpython_exe);
    return ps_error_hint(err, "%s", WHAT_TO_NAME);
}

/* Absolute, since what is measured runs in other folders; links stay, since a venv is known by its own path. */
static int make_absolute(const char *named, char *path, size_t room, struct ps_error *err)
{
    char here[4096] = "";
    size_t length = sizeof here;
    bool absolute = named[0] == '/' || named[0] == '\\' || (named[0] != '\0' && named[1] == ':');
    int rc = absolute ? 0 : uv_cwd(here, &length);
    if (rc != 0)
        return ps_fail(err, PS_EXIT_FAILED, "cannot tell the current folder: %s", uv_strerror(rc));
    if ((size_t)snprintf(path, room, "%s%s%s", here, absolute ? "" : "/", named) >= room)
        return ps_fail(err, PS_EXIT_USAGE, "the path %s is too long", named);
    return 0;
}

static int resolve(const char *named, char *path, size_t room, struct ps_error *err)
{
    if (strpbrk(named, "/\\") == NULL && kind_of(named) == NOTHING && ps_libpython_on_path(named, path, room))
        return 0;
    if (*named == '\0' || kind_of(named) == NOTHING) {
        ps_fail(err, PS_EXIT_USAGE, "no such file or folder: %s", *named != '\0' ? named : "(empty)");
        return ps_error_hint(err, "%s", WHAT_TO_NAME);
    }
    char absolute[4096];
    if (make_absolute(named, absolute, sizeof absolute, err) != 0)
        return -1;
    switch (kind_of(absolute)) {
    case A_FOLDER:
        return resolve_folder(absolute, path, room, err);
    case A_FILE:
        snprintf(path, room, "%s", absolute);
        return ps_libpython_check(path, err);
    default:
        return fail_dangling(absolute, err);
    }
}

/* ---- its answers ---- */

/* Trees that were moved or unpacked find their own libraries only when told where; others must not be told. */
static int ask(struct ps_python *python, struct ps_asker *asker, struct ps_error *err)
{
    int rc = ps_ask(asker, python->path, PS_ASK_ALL, NULL, &python->answers, err);
    if (rc == 0)
        return 0;
    const char *set[] = {python->set_libraries, NULL};
    if (rc != PS_ASK_TIMED_OUT && ps_libpython_library_path(python->path, python->set_libraries, sizeof python->set_libraries) &&
        ps_ask(asker, python->path, PS_ASK_ALL, set, &python->answers, NULL) == 0)
        return 0;
    python->set_libraries[0] = '\0';
    return ps_error_hint(err, "%s", WHAT_TO_NAME);
}

/* ---- its libpython ---- */

/* What two processes that run the same build of the same tree say alike. */
static const char *const same[] = {"full_version", "extension_suffixes", "git", "base_prefix"};

static int compare(const json_t *stock, const json_t *host, struct ps_error *err)
{
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        json_t *one = json_object_get(stock, same[i]), *other = json_object_get(host, same[i]);
        if (json_equal(one, other))
            continue;
        if (json_is_string(one) && json_is_string(other))
            return ps_fail(err, PS_EXIT_USAGE, "its %s is %.120s, not %.120s", same[i], json_string_value(other),
                           json_string_value(one));
        return ps_fail(err, PS_EXIT_USAGE, "its %s is another one", same[i]);
    }
    return 0;
}

/* Asks the host, which is started as `shadow`, with this library. */
static int ask_host(const struct ps_python *python, struct ps_asker *asker, const char *shadow, const char *library,
                    enum ps_question question, json_t **answers, struct ps_error *err)
{
    char set_library[4200];
    snprintf(set_library, sizeof set_library, "PROCSTART_LIBPYTHON=%s", library);
    const char *set[5] = {"PROCSTART_PAGE=", set_library};
    size_t n = 2;
    if (python->set_libraries[0] != '\0')
        set[n++] = python->set_libraries;
    if (python->set_shadow[0] != '\0')
        set[n++] = python->set_shadow;
    return ps_ask(asker, shadow, question, set, answers, err);
}

static size_t count_broken(const json_t *answers)
{
    return json_array_size(json_object_get(answers, "broken_extensions"));
}

/* Whether more modules are broken in the host, as it answered, than in the Python. That one is asked only where there are any. */
static bool lacks_extensions(const struct ps_python *python, struct ps_asker *asker, const json_t *host)
{
    json_t *stock;
    if (count_broken(host) == 0 || ps_ask(asker, python->path, PS_ASK_EXTENSIONS, NULL, &stock, NULL) != 0)
        return false;
    bool lacks = count_broken(host) > count_broken(stock);
    json_decref(stock);
    return lacks;
}

/* The search path that an interpreter has in itself (RPATH) holds for its modules, too; the host has to be told. */
static void find_libraries(struct ps_python *python, struct ps_asker *asker, const char *shadow, const char *library)
{
    json_t *answers;
    if (!ps_libpython_library_path(python->path, python->set_libraries, sizeof python->set_libraries) ||
        ask_host(python, asker, shadow, library, PS_ASK_EXTENSIONS, &answers, NULL) != 0) {
        python->set_libraries[0] = '\0';
        return;
    }
    if (lacks_extensions(python, asker, answers))
        python->set_libraries[0] = '\0';
    json_decref(answers);
}

static int try_library(struct ps_python *python, struct ps_asker *asker, const char *shadow, const char *library,
                       struct ps_error *err)
{
    json_t *answers;
    bool told = python->set_libraries[0] != '\0';
    if (ask_host(python, asker, shadow, library, told ? PS_ASK_IDENTITY : PS_ASK_EXTENSIONS, &answers, err) != 0)
        return -1;
    int rc = compare(python->answers, answers, err);
    if (rc == 0 && !told && lacks_extensions(python, asker, answers))
        find_libraries(python, asker, shadow, library);
    json_decref(answers);
    return rc;
}

/* The first candidate that the host gives the same answers with. None is no error. */
static void find_library(struct ps_python *python, struct ps_asker *asker, const char *shadow)
{
    char library[sizeof python->libpython];
    struct ps_error first = {.what = "no libpython of its version was found"}, problem;
    int k;
    for (k = 0; ps_libpython_candidate(python->answers, k, library, sizeof library); k++) {
        if (try_library(python, asker, shadow, library, &problem) == 0) {
            snprintf(python->libpython, sizeof python->libpython, "%s", library);
            snprintf(python->set_libpython, sizeof python->set_libpython, "PROCSTART_LIBPYTHON=%s", library);
            return;
        }
        ps_error_context(&problem, "%s", library);
        /* The likeliest is the first that is there; a bare name that the loader does not find says nothing. */
        if (k == 0 && strchr(library, '/') != NULL)
            first = problem;
    }
    snprintf(python->why_no_host, sizeof python->why_no_host, "%.500s", first.what);
}

static int find_host(struct ps_python *python, struct ps_asker *asker, const char *scratch, struct ps_error *err)
{
    if (strcmp(ps_answer(python->answers, "implementation"), "cpython") != 0) {
        snprintf(python->why_no_host, sizeof python->why_no_host, "it is %s, and the host runs CPython only",
                 ps_answer(python->answers, "implementation"));
        return 0;
    }
    char folder[4096], interpreter[4096];
    if (!ps_libpython_shadow_variable(python->answers, python->set_shadow, sizeof python->set_shadow))
        python->set_shadow[0] = '\0';
    /* Several may be asked at a time. */
    snprintf(folder, sizeof folder, "%s/shadow-%p", scratch, (void *)python);
    if (ps_python_shadow(python, asker->programs, folder, interpreter, sizeof interpreter, err) != 0)
        return -1;
    find_library(python, asker, interpreter);
    ps_libpython_shadow_remove(folder);
    return 0;
}

int ps_python_shadow(const struct ps_python *python, const struct ps_programs *programs, const char *folder, char *interpreter,
                     size_t room, struct ps_error *err)
{
    char host[4096];
    if (ps_programs_path(programs, PS_PROGRAM_HOST, host, sizeof host, err) != 0)
        return -1;
    return ps_libpython_shadow(python->answers, host, folder, interpreter, room, err);
}

/* ---- all of it ---- */

int ps_python_discover(struct ps_python *python, const char *path, const struct ps_programs *programs, const char *scratch,
                       struct ps_error *err)
{
    struct ps_asker asker;
    *python = (struct ps_python){0};
    if (resolve(path, python->path, sizeof python->path, err) != 0 || ps_asker_open(&asker, programs, err) != 0)
        return -1;
    int rc = ask(python, &asker, err);
    if (rc == 0)
        rc = ps_python_judge(python, err);
    if (rc == 0)
        rc = find_host(python, &asker, scratch, err);
    if (rc == 0)
        rc = ps_python_state_facts(python, err);
    if (ps_asker_close(&asker, rc == 0 ? err : NULL) != 0)
        rc = -1;
    if (rc != 0)
        ps_python_free(python);
    return rc;
}

int ps_python_default(char *path, size_t room, struct ps_error *err)
{
    if (ps_libpython_on_path(ps_libpython_exe, path, room) || ps_libpython_installed(0, path, room))
        return 0;
    ps_fail(err, PS_EXIT_IMPOSSIBLE, "no Python was found on PATH nor where Pythons are usually installed");
    return ps_error_hint(err, "install Python 3.10 or later, or name one with --python");
}

void ps_python_name_all(struct ps_python *pythons, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        int nth = 1;
        for (size_t k = 0; k < i; k++)
            nth += strncmp(pythons[k].id, pythons[i].id, strcspn(pythons[k].id, "#")) == 0 &&
                   strcspn(pythons[k].id, "#") == strlen(pythons[i].id);
        if (nth > 1) {
            size_t used = strlen(pythons[i].id);
            snprintf(pythons[i].id + used, sizeof pythons[i].id - used, "#%d", nth);
        }
    }
}

int ps_python_environment(const struct ps_python *python, bool host, const char **env, size_t room)
{
    const char *const all[] = {python->set_libraries, host ? python->set_libpython : "", host ? python->set_shadow : ""};
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i][0] == '\0')
            continue;
        if (n + 1 >= room)
            return -1;
        env[n++] = all[i];
    }
    if (room == 0)
        return -1;
    env[n] = NULL;
    return (int)n;
}

void ps_python_free(struct ps_python *python)
{
    json_decref(python->facts);
    json_decref(python->answers);
    python->facts = python->answers = NULL;
}
