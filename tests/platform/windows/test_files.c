/* Files with one owner, seen only whole; and the paths by which they are known. */
#include "platform/files.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/windows/keeper.h"
#include "platform/windows/text.h"

static char folder[1024];
static struct ps_error err;

static void setup(void)
{
    wchar_t temp[MAX_PATH + 1], wide[1024];
    GetTempPathW(MAX_PATH + 1, temp);
    swprintf(wide, 1024, L"%lsprocst\x00e4rt files %lu", temp, GetCurrentProcessId());
    cr_assert(CreateDirectoryW(wide, NULL));
    cr_assert_eq(ps_from_wide(wide, folder, sizeof folder), 0);
}

/* Good until three more were made. */
static const char *in_folder(const char *name)
{
    static char paths[4][1200];
    static unsigned calls;
    char *path = paths[calls++ % 4];
    snprintf(path, sizeof paths[0], "%s\\%s", folder, name);
    return path;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = ps_file_open(path, "wb");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    fclose(file);
}

static void expect_file(const char *path, const char *text)
{
    char got[64] = "";
    FILE *file = ps_file_open(path, "rb");
    cr_assert_not_null(file, "%s", path);
    got[fread(got, 1, sizeof got - 1, file)] = '\0';
    fclose(file);
    cr_expect_str_eq(got, text);
}

static bool exists(const char *path)
{
    FILE *file = ps_file_open(path, "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

static void teardown(void)
{
    wchar_t wide[PS_WINDOWS_PATH];
    cr_assert_eq(ps_to_wide(folder, wide, PS_WINDOWS_PATH), 0);
    cr_expect_eq(ps_remove_tree(wide), 0);
}

TestSuite(files, .init = setup, .fini = teardown);

Test(files, a_path_of_unicode_is_made_absolute)
{
    char target[PS_FILES_PATH];
    cr_assert_eq(ps_file_target(in_folder("neu \xe6\x97\xa5.json"), target, sizeof target, &err), 0, "%s", err.what);
    cr_expect_str_eq(strrchr(target, '\\'), "\\neu \xe6\x97\xa5.json");
    cr_expect_eq(target[1], ':');
    write_file(target, "x");
    char again[PS_FILES_PATH];
    cr_assert_eq(ps_file_target(target, again, sizeof again, &err), 0, "%s", err.what);
    cr_expect_str_eq(again, target);
}

Test(files, what_cannot_be_replaced_is_refused)
{
    char target[PS_FILES_PATH];
    cr_expect_eq(ps_file_target(folder, target, sizeof target, &err), -1);
    cr_expect_not_null(strstr(err.what, "is a folder"), "%s", err.what);
    cr_expect_eq(ps_file_target("NUL", target, sizeof target, &err), -1);
    cr_expect_not_null(strstr(err.what, "no regular file"), "%s", err.what);
    cr_expect_eq(ps_file_target("", target, sizeof target, &err), -1);
    cr_expect_eq(ps_file_target(in_folder("gone\\x.json"), target, sizeof target, &err), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    const char *locked = in_folder("locked.json");
    write_file(locked, "x");
    wchar_t wide[PS_WINDOWS_PATH];
    cr_assert_eq(ps_wide_path(locked, wide, PS_WINDOWS_PATH, &err), 0);
    cr_assert(SetFileAttributesW(wide, FILE_ATTRIBUTE_READONLY));
    cr_expect_eq(ps_file_target(locked, target, sizeof target, &err), -1);
    cr_expect_not_null(strstr(err.what, "read-only"), "%s", err.what);
}

Test(files, the_second_owner_is_refused_until_the_first_has_closed)
{
    struct ps_owned_file first, second;
    const char *path = in_folder("j");
    cr_expect_eq(ps_file_own(&first, path, PS_OWN_EXISTING, 0, &err), PS_OWNED_NOT_THERE);
    cr_assert_eq(ps_file_own(&first, path, PS_OWN_OR_CREATE, 0, &err), PS_OWNED, "%s", err.what);
    cr_assert_geq(fputs("kept", first.stream), 0);
    cr_expect_eq(ps_file_own(&second, path, PS_OWN_EMPTIED, 0, &err), PS_OWNED_BY_OTHER);
    cr_expect_not_null(strstr(err.what, "another procstart"), "%s", err.what);
    cr_assert_eq(ps_file_close(&first, &err), 0);
    expect_file(path, "kept");
    cr_assert_eq(ps_file_own(&second, path, PS_OWN_EXISTING, 0, &err), PS_OWNED, "%s", err.what);
    cr_assert_eq(ps_file_discard(&second, &err), 0, "%s", err.what);
    cr_expect_not(exists(path));
}

Test(files, a_file_takes_the_place_of_another)
{
    struct ps_owned_file file;
    char target[1200];
    snprintf(target, sizeof target, "%s", in_folder("r \xc3\xbc.json"));
    for (int round = 0; round < 2; round++) { /* there is none at first, then there is one */
        cr_assert_eq(ps_file_own(&file, in_folder("r.part"), PS_OWN_EMPTIED, 0, &err), PS_OWNED, "%s", err.what);
        cr_assert_geq(fprintf(file.stream, "%d\n", round), 0);
        cr_assert_eq(ps_file_replace(&file, target, &err), 0, "%s", err.what);
        expect_file(target, round == 0 ? "0\n" : "1\n");
        cr_expect_not(exists(in_folder("r.part")));
    }
}

Test(files, a_target_that_is_in_use_stays_as_it_is)
{
    struct ps_owned_file file;
    char target[1200];
    snprintf(target, sizeof target, "%s", in_folder("r.json"));
    write_file(target, "old");
    wchar_t wide[PS_WINDOWS_PATH];
    ps_wide_path(target, wide, PS_WINDOWS_PATH, NULL);
    HANDLE user = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    cr_assert_neq(user, INVALID_HANDLE_VALUE);
    cr_assert_eq(ps_file_own(&file, in_folder("r.part"), PS_OWN_EMPTIED, 0, &err), PS_OWNED, "%s", err.what);
    cr_expect_eq(ps_file_replace(&file, target, &err), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    CloseHandle(user);
    expect_file(target, "old");
    cr_expect_not(exists(in_folder("r.part")));
}

Test(files, long_paths_are_no_hindrance)
{
    char path[2000];
    wchar_t wide[PS_WINDOWS_PATH];
    snprintf(path, sizeof path, "%s", folder);
    for (int i = 0; i < 3; i++) {
        size_t used = strlen(path);
        snprintf(path + used, sizeof path - used, "\\%0100d", i);
        cr_assert_eq(ps_wide_path(path, wide, PS_WINDOWS_PATH, &err), 0);
        cr_assert(CreateDirectoryW(wide, NULL));
    }
    size_t used = strlen(path);
    snprintf(path + used, sizeof path - used, "\\r.json");
    char target[PS_FILES_PATH];
    cr_assert_eq(ps_file_target(path, target, sizeof target, &err), 0, "%s", err.what);
    struct ps_owned_file file;
    char part[PS_FILES_PATH + 8];
    snprintf(part, sizeof part, "%s.part", target);
    cr_assert_eq(ps_file_own(&file, part, PS_OWN_EMPTIED, 0, &err), PS_OWNED, "%s", err.what);
    fputs("long", file.stream);
    cr_assert_eq(ps_file_replace(&file, target, &err), 0, "%s", err.what);
    expect_file(target, "long");
}
