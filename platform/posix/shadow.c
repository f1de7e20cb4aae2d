#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "platform/answers.h"
#include "platform/libpython.h"

/* What a venv has beside its interpreter, as far as Python looks there. */
static const char *const linked[] = {"lib", "lib64", "include"};

static int join(char *path, size_t room, const char *folder, const char *name, struct ps_error *err)
{
    if ((size_t)snprintf(path, room, "%s/%s", folder, name) < room)
        return 0;
    return ps_fail(err, PS_EXIT_USAGE, "the path %s/%s is too long", folder, name);
}

static int make_folder(const char *path, struct ps_error *err)
{
    uv_fs_t request;
    int rc = uv_fs_mkdir(NULL, &request, path, 0700, NULL);
    uv_fs_req_cleanup(&request);
    return rc == 0 ? 0 : ps_fail(err, PS_EXIT_FAILED, "cannot make %s: %s", path, uv_strerror(rc));
}

static int make_link(const char *from, const char *at, struct ps_error *err)
{
    if (symlink(from, at) != 0)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot make the link %s", at);
    return 0;
}

static int exists(const char *path)
{
    uv_fs_t request;
    int rc = uv_fs_stat(NULL, &request, path, NULL);
    uv_fs_req_cleanup(&request);
    return rc == 0;
}

/* Closed on every way; what could not be written shows at the end at the latest. */
static int finish(FILE *file, const char *path, struct ps_error *err)
{
    int failed = ferror(file);
    if (fclose(file) != 0 || failed)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot write %s", path);
    return 0;
}

/* A venv's own settings, or those of a venv in which everything is the base's. */
static int write_settings(const json_t *answers, const char *venv, const char *path, struct ps_error *err)
{
    uv_fs_t request;
    if (venv != NULL) {
        char from[4096];
        if (join(from, sizeof from, venv, "pyvenv.cfg", err) != 0)
            return -1;
        int rc = uv_fs_copyfile(NULL, &request, from, path, UV_FS_COPYFILE_EXCL, NULL);
        uv_fs_req_cleanup(&request);
        return rc == 0 ? 0 : ps_fail(err, PS_EXIT_FAILED, "cannot copy %s: %s", from, uv_strerror(rc));
    }
    const char *base = ps_answer(answers, "base_executable");
    const char *end = strrchr(base, '/');
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot write %s", path);
    fprintf(file, "home = %.*s\ninclude-system-site-packages = true\n", end != NULL ? (int)(end - base) : 0, base);
    return finish(file, path, err);
}

static int link_contents(const char *venv, const char *folder, struct ps_error *err)
{
    for (size_t i = 0; i < sizeof linked / sizeof *linked; i++) {
        char from[4096], to[4096];
        if (join(from, sizeof from, venv, linked[i], err) != 0 || join(to, sizeof to, folder, linked[i], err) != 0)
            return -1;
        if (exists(from) && make_link(from, to, err) != 0)
            return -1;
    }
    return 0;
}

static int fill(const json_t *answers, const char *host, const char *folder, char *interpreter, size_t room, struct ps_error *err)
{
    char bin[4096], settings[4096];
    if (join(bin, sizeof bin, folder, ps_libpython_bin, err) != 0 || join(interpreter, room, bin, ps_libpython_exe, err) != 0 ||
        join(settings, sizeof settings, folder, "pyvenv.cfg", err) != 0)
        return -1;
    const char *prefix = ps_answer(answers, "prefix");
    const char *venv = strcmp(prefix, ps_answer(answers, "base_prefix")) != 0 ? prefix : NULL;
    if (make_folder(bin, err) != 0 || make_link(host, interpreter, err) != 0 || write_settings(answers, venv, settings, err) != 0)
        return -1;
    return venv != NULL ? link_contents(venv, folder, err) : 0;
}

int ps_libpython_shadow(const void *answers, const char *host, const char *folder, char *interpreter, size_t room,
                        struct ps_error *err)
{
    if (make_folder(folder, err) != 0)
        return -1;
    if (fill(answers, host, folder, interpreter, room, err) == 0)
        return 0;
    ps_libpython_shadow_remove(folder);
    return -1;
}

/* The folder says it all. */
int ps_libpython_shadow_variable(const void *answers, char *set, size_t room)
{
    (void)answers, (void)set, (void)room;
    return 0;
}

static void remove_file(const char *folder, const char *name)
{
    char path[4096];
    uv_fs_t request;
    if (join(path, sizeof path, folder, name, NULL) == 0)
        uv_fs_unlink(NULL, &request, path, NULL);
    uv_fs_req_cleanup(&request);
}

static void remove_folder(const char *path)
{
    uv_fs_t request;
    uv_fs_rmdir(NULL, &request, path, NULL);
    uv_fs_req_cleanup(&request);
}

/* File by file, since behind the links lies the user's own venv. */
void ps_libpython_shadow_remove(const char *folder)
{
    char bin[4096];
    if (join(bin, sizeof bin, folder, ps_libpython_bin, NULL) != 0)
        return;
    remove_file(bin, ps_libpython_exe);
    remove_folder(bin);
    remove_file(folder, "pyvenv.cfg");
    for (size_t i = 0; i < sizeof linked / sizeof *linked; i++)
        remove_file(folder, linked[i]);
    remove_folder(folder);
}
