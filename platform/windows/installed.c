/* Pythons that are installed: those that the launcher `py` lists, which are in the registry (PEP 514), and those in folders in
 * which the tools that bring no such entries put them. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/libpython.h"
#include "platform/natural.h"
#include "platform/windows/registry.h"
#include "platform/windows/text.h"

enum { MOST = 128 };

struct installed {
    char version[64];
    char path[MAX_PATH * 3];
};

struct list {
    struct installed *one;
    size_t n;
};

static void add(struct list *list, const char *version, const char *path)
{
    for (size_t i = 0; i < list->n; i++) {
        if (_stricmp(list->one[i].path, path) == 0)
            return;
    }
    if (list->n == MOST || strlen(path) >= sizeof list->one->path || ps_libpython_check(path, NULL) != 0)
        return;
    snprintf(list->one[list->n].version, sizeof list->one->version, "%.60s", version);
    snprintf(list->one[list->n++].path, sizeof list->one->path, "%s", path);
}

/* ---- registry ---- */

static void add_tag(struct list *list, HKEY root, const wchar_t *company, const wchar_t *tag)
{
    wchar_t key[1024];
    char path[MAX_PATH * 3], version[64];
    if (swprintf(key, sizeof key / sizeof *key, L"Software\\Python\\%ls\\%ls\\InstallPath", company, tag) < 0 ||
        ps_from_wide(tag, version, sizeof version) != 0)
        return;
    if (ps_registry_text(root, key, L"ExecutablePath", path, sizeof path) == 0) {
        add(list, version, path);
        return;
    }
    /* Old ones only name the folder, with or without a backslash. */
    char folder[MAX_PATH * 3 - 16];
    if (ps_registry_text(root, key, NULL, folder, sizeof folder) != 0 || folder[0] == '\0')
        return;
    snprintf(path, sizeof path, "%s%spython.exe", folder, folder[strlen(folder) - 1] == '\\' ? "" : "\\");
    add(list, version, path);
}

/* Calls `each` for the keys below one. */
static void for_each_key(HKEY root, const wchar_t *key, REGSAM view, struct list *list, const wchar_t *company,
                         void (*each)(struct list *list, HKEY root, REGSAM view, const wchar_t *company, const wchar_t *name))
{
    HKEY open;
    if (RegOpenKeyExW(root, key, 0, KEY_READ | view, &open) != ERROR_SUCCESS)
        return;
    wchar_t name[256];
    DWORD length = sizeof name / sizeof *name;
    for (DWORD i = 0; RegEnumKeyExW(open, i, name, &length, NULL, NULL, NULL, NULL) == ERROR_SUCCESS; i++) {
        each(list, root, view, company, name);
        length = sizeof name / sizeof *name;
    }
    RegCloseKey(open);
}

static void on_tag(struct list *list, HKEY root, REGSAM view, const wchar_t *company, const wchar_t *tag)
{
    (void)view;
    add_tag(list, root, company, tag);
}

static void on_company(struct list *list, HKEY root, REGSAM view, const wchar_t *unused, const wchar_t *company)
{
    (void)unused;
    wchar_t key[512];
    if (swprintf(key, sizeof key / sizeof *key, L"Software\\Python\\%ls", company) > 0)
        for_each_key(root, key, view, list, company, on_tag);
}

/* ---- folders ---- */

static const struct {
    const wchar_t *variable;
    const char *below;
    const wchar_t *pattern;
} places[] = {
    {L"PROCSTART_PYTHONS", "", L"*"},           {L"LOCALAPPDATA", "\\Programs\\Python", L"Python3*"},
    {L"ProgramFiles", "", L"Python3*"},         {L"SystemDrive", "", L"Python3*"},
    {L"APPDATA", "\\uv\\python", L"cpython-*"}, {L"USERPROFILE", "\\.pyenv\\pyenv-win\\versions", L"3*"},
};

/* "3.11.7" of "cpython-3.11.7-windows"; "3.11" of "Python311". */
static void version_of(const char *folder, char *version, size_t room)
{
    const char *digits = folder + strcspn(folder, "0123456789");
    size_t n = strspn(digits, "0123456789");
    if (digits[n] == '.' || n < 2)
        snprintf(version, room, "%.*s", (int)strspn(digits, "0123456789."), digits);
    else
        snprintf(version, room, "%c.%.*s", digits[0], (int)n - 1, digits + 1);
}

static void add_place(struct list *list, const wchar_t *variable, const char *below, const wchar_t *pattern)
{
    char base[MAX_PATH * 2], folder[MAX_PATH * 3], path[MAX_PATH * 6], version[64];
    wchar_t wide[MAX_PATH * 3], search[MAX_PATH * 4];
    WIN32_FIND_DATAW found;
    if (ps_wide_variable(variable, base, sizeof base) != 0 ||
        (size_t)snprintf(folder, sizeof folder, "%s%s", base, below) >= sizeof folder ||
        ps_to_wide(folder, wide, sizeof wide / sizeof *wide) != 0 ||
        swprintf(search, sizeof search / sizeof *search, L"%ls\\%ls", wide, pattern) < 0)
        return;
    HANDLE handle = FindFirstFileW(search, &found);
    if (handle == INVALID_HANDLE_VALUE)
        return;
    do {
        char name[MAX_PATH * 3];
        if (ps_from_wide(found.cFileName, name, sizeof name) != 0 || name[0] == '.')
            continue;
        version_of(name, version, sizeof version);
        if ((size_t)snprintf(path, sizeof path, "%s\\%s\\python.exe", folder, name) < sizeof path)
            add(list, version, path);
    } while (FindNextFileW(handle, &found));
    FindClose(handle);
}

/* ---- all of them ---- */

static int newest_first(const void *a, const void *b)
{
    const struct installed *x = a, *y = b;
    int order = ps_compare_natural(y->version, x->version);
    return order != 0 ? order : strcmp(x->path, y->path);
}

int ps_libpython_installed(int k, char *path, size_t room)
{
    struct list list = {.one = calloc(MOST, sizeof *list.one)};
    if (list.one == NULL)
        return 0;
    for_each_key(HKEY_CURRENT_USER, L"Software\\Python", 0, &list, NULL, on_company);
    for_each_key(HKEY_LOCAL_MACHINE, L"Software\\Python", KEY_WOW64_64KEY, &list, NULL, on_company);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        add_place(&list, places[i].variable, places[i].below, places[i].pattern);
    if (list.n > 1)
        qsort(list.one, list.n, sizeof *list.one, newest_first);
    int found = k < (int)list.n && (size_t)snprintf(path, room, "%s", list.one[k].path) < room;
    free(list.one);
    return found;
}
