/* A page is a section of memory with a name, the same for all processes of the user's session: opening it touches no disk, and so
 * no software that scans files. It lives as long as a process has it open. */
#include "platform/page.h"

#include <stdio.h>
#include <string.h>

#include "platform/windows/text.h"

/* The last two names of the path, "procstart-0123456789abcdef.page-3": the folder's is unlike any other. The names of objects
 * have no backslashes; Python's mmap takes them in the code page, so the user's name is not to be in there.
 * core/python/procstart_page.py makes the same. */
static void name_of(const char *path, wchar_t *name, size_t room)
{
    const char *last = path, *before = path;
    for (const char *c = path; *c != '\0'; c++) {
        if ((*c == '/' || *c == '\\') && c[1] != '\0') {
            before = last;
            last = c + 1;
        }
    }
    char text[256];
    int folder = last > before ? (int)(last - before) - 1 : 0;
    snprintf(text, sizeof text, "%.*s%s%s", folder, before, folder > 0 ? "." : "", last);
    if (ps_to_wide(text, name, room) != 0)
        name[0] = L'\0';
}

static int map(struct ps_page *page, HANDLE section, const char *path, size_t words, struct ps_error *err)
{
    void *at = MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, words * sizeof *page->word);
    if (at == NULL) {
        ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot map %s", path);
        CloseHandle(section);
        return -1;
    }
    *page = (struct ps_page){.word = at, .words = words, .handle = section};
    return 0;
}

int ps_page_create_of(struct ps_page *page, const char *path, size_t words, struct ps_error *err)
{
    wchar_t name[256];
    name_of(path, name, sizeof name / sizeof *name);
    DWORD bytes = (DWORD)(words * sizeof *page->word);
    HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, bytes, name);
    DWORD failed = GetLastError();
    if (section != NULL && failed != ERROR_ALREADY_EXISTS)
        return map(page, section, path, words, err);
    if (section != NULL)
        CloseHandle(section);
    return ps_fail_windows(err, PS_EXIT_FAILED, failed, "cannot make the page of stamps %s", path);
}

int ps_page_create(struct ps_page *page, const char *path, struct ps_error *err)
{
    return ps_page_create_of(page, path, PS_PAGE_WORDS, err);
}

int ps_page_open_of(struct ps_page *page, const char *path, size_t words, struct ps_error *err)
{
    wchar_t name[256];
    name_of(path, name, sizeof name / sizeof *name);
    HANDLE section = OpenFileMappingW(FILE_MAP_READ | FILE_MAP_WRITE, FALSE, name);
    if (section == NULL)
        return ps_fail_windows(err, PS_EXIT_FAILED, GetLastError(), "cannot open the page of stamps %s", path);
    return map(page, section, path, words, err);
}

int ps_page_open(struct ps_page *page, const char *path, struct ps_error *err)
{
    return ps_page_open_of(page, path, PS_PAGE_WORDS, err);
}

void ps_page_close(struct ps_page *page)
{
    if (page->word != NULL)
        UnmapViewOfFile((void *)page->word);
    if (page->handle != NULL)
        CloseHandle(page->handle);
    *page = (struct ps_page){0};
}
