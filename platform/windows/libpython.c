#include "platform/libpython.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/answers.h"
#include "platform/windows/alias.h"
#include "platform/windows/image.h"
#include "platform/windows/text.h"

const char ps_libpython_exe[] = "python.exe";
const char ps_libpython_bin[] = "Scripts";

int ps_libpython_check(const char *path, struct ps_error *err)
{
    wchar_t wide[PS_WINDOWS_PATH];
    if (ps_wide_path(path, wide, PS_WINDOWS_PATH, err) != 0)
        return -1;
    enum ps_alias alias = ps_alias_of(wide);
    if (alias == PS_ALIAS_OF_STORE) {
        ps_fail(err, PS_EXIT_USAGE, "%s is no Python: it only opens the Microsoft Store, which offers one", path);
        return ps_error_hint(err, "install Python (python.org, winget, or the Store's), or name another one with --python");
    }
    const char *machine = ps_image_machine(wide);
    if (alias == PS_ALIAS_NONE && machine == NULL) {
        ps_fail(err, PS_EXIT_USAGE, "%s is no program", path);
        return ps_error_hint(err, "--python takes an interpreter (or its name on PATH), a venv, or a prefix");
    }
    if (machine != NULL && strcmp(machine, ps_own_machine) != 0) {
        ps_fail(err, PS_EXIT_USAGE, "%s is for %s processors, and this procstart for %s", path, machine, ps_own_machine);
        return ps_error_hint(err, "name a Python for %s with --python, or use a procstart for %s", ps_own_machine, machine);
    }
    return 0;
}

static bool has_suffix(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && _stricmp(name + n - 4, ".exe") == 0;
}

int ps_libpython_on_path(const char *name, char *path, size_t room)
{
    size_t folders_room = 3 * 32767;
    char *folders = malloc(folders_room);
    int found = 0;
    if (folders == NULL || ps_wide_variable(L"PATH", folders, folders_room) != 0)
        folders_room = 0;
    const char *at = folders_room > 0 ? folders : "";
    while (*at != '\0' && !found) {
        size_t length = strcspn(at, ";");
        bool quoted = length > 2 && *at == '"';
        int n = snprintf(path, room, "%.*s\\%s%s", (int)(quoted ? length - 2 : length), quoted ? at + 1 : at, name,
                         has_suffix(name) ? "" : ".exe");
        /* An empty or a relative folder means another place for each directory that one is in. The Store's stand-in is there on
         * machines that have no Python at all. */
        bool absolute = length > 1 && (path[1] == ':' || (path[0] == '\\' && path[1] == '\\'));
        found = absolute && n > 0 && (size_t)n < room && ps_libpython_check(path, NULL) == 0;
        at += length;
        at += *at == ';';
    }
    free(folders);
    return found;
}

/* Libraries beside a program are found by themselves. */
int ps_libpython_library_path(const char *interpreter, char *set, size_t room)
{
    (void)interpreter, (void)set, (void)room;
    return 0;
}

int ps_libpython_shadow(const void *answers, const char *host, const char *folder, char *interpreter, size_t room,
                        struct ps_error *err)
{
    (void)answers, (void)folder;
    if ((size_t)snprintf(interpreter, room, "%s", host) < room)
        return 0;
    return ps_fail(err, PS_EXIT_USAGE, "the path %s is too long", host);
}

void ps_libpython_shadow_remove(const char *folder)
{
    (void)folder;
}

/* By this the small python.exe of a venv tells the Python that it starts who it is to be; multiprocessing hands it on to
 * children. Python takes it out of its environment when it has read it. */
int ps_libpython_shadow_variable(const void *answers, char *set, size_t room)
{
    return (size_t)snprintf(set, room, "__PYVENV_LAUNCHER__=%s", ps_answer(answers, "executable")) < room;
}
