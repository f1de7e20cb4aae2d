#include "claims/setup.h"

#include <stdio.h>
#include <string.h>

#include "claims/workload.h"
#include "platform/answers.h"
#include "platform/libpython.h"

/* A venv without pip's own is seconds; a download may be slow. */
enum { IMPORT_MS = 60000, VENV_MS = 300000, INSTALL_MS = 900000 };

void ps_setup_folder(const struct ps_python *python, char *folder, size_t room)
{
    char home[3000];
    size_t length = sizeof home;
    const char *soabi = ps_answer(python->answers, "soabi");
    folder[0] = '\0';
    if (uv_os_homedir(home, &length) != 0)
        return;
    snprintf(folder, room, "%s/.cache/procstart/claims/%s-%s", home, ps_answer(python->answers, "version"),
             soabi[0] != '\0' ? soabi : "python");
}

static int run(const struct ps_lab_request *request, const struct ps_python *python, const char *const *args, int64_t limit_ms,
               struct ps_error *err)
{
    const char *add[4];
    if (ps_python_environment(python, false, add, 4) < 0)
        return ps_fail(err, PS_EXIT_FAILED, "the environment of %s is too large", python->id);
    const struct ps_workload work = {
        .loop = request->loop, .contain = request->contain, .args = args, .add = add, .limit_ms = limit_ms};
    struct ps_workload_end end;
    return ps_workload_run(&work, &end, err) != 0 ? -1 : ps_workload_judge(&end, err);
}

static bool has_numpy(const struct ps_lab_request *request, const struct ps_python *python, const char *interpreter)
{
    const char *args[] = {interpreter, "-c", "import numpy", NULL};
    return run(request, python, args, IMPORT_MS, NULL) == 0;
}

static int set_up(const struct ps_lab_request *request, const struct ps_python *python, bool quiet, struct ps_error *err)
{
    char folder[4096], interpreter[8192];
    ps_setup_folder(python, folder, sizeof folder);
    if (folder[0] == '\0')
        return ps_fail(err, PS_EXIT_FAILED, "there is no home folder to make the venv in");
    snprintf(interpreter, sizeof interpreter, "%s/%s/%s", folder, ps_libpython_bin, ps_libpython_exe);
    if (has_numpy(request, python, python->path) || has_numpy(request, python, interpreter))
        return 0;
    if (!quiet)
        fprintf(stderr, "procstart: %s: making a venv with numpy in %s\n", python->id, folder);
    const char *const venv[] = {python->path, "-m", "venv", folder, NULL};
    if (run(request, python, venv, VENV_MS, err) != 0)
        return ps_error_context(err, "%s: the venv could not be made", python->id);
    const char *const install[] = {
        interpreter,     "-m",    "pip",   "install", "--quiet", "--no-input", "--disable-pip-version-check",
        "--only-binary", ":all:", "numpy", NULL};
    if (run(request, python, install, INSTALL_MS, err) != 0)
        return ps_error_context(err, "%s: pip could not install numpy", python->id);
    return 0;
}

int ps_setup_numpy(const struct ps_lab_request *request, bool quiet, struct ps_error *err)
{
    for (size_t i = 0; i < request->pythons_n; i++) {
        if (set_up(request, &request->pythons[i], quiet, err) != 0)
            return ps_error_context(err, "--setup");
    }
    return 0;
}
