#include "files.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void test_folder_make(char *path, size_t room)
{
    const char *base = getenv("TMPDIR");
    snprintf(path, room, "%s/procstart-test-XXXXXX", base != NULL ? base : "/tmp");
    cr_assert_not_null(mkdtemp(path));
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *walk)
{
    (void)st;
    (void)walk;
    return type == FTW_DP ? rmdir(path) : unlink(path);
}

void test_folder_remove(const char *path)
{
    cr_assert_eq(nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int test_folder_entries(const char *path)
{
    DIR *folder = opendir(path);
    cr_assert_not_null(folder);
    int n = -2; /* . and .. */
    while (readdir(folder) != NULL)
        n++;
    closedir(folder);
    return n;
}

char *test_file_read(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file, "%s", path);
    fseek(file, 0, SEEK_END);
    *n = (size_t)ftell(file);
    rewind(file);
    char *text = calloc(*n + 1, 1);
    cr_assert_eq(fread(text, 1, *n, file), *n);
    fclose(file);
    return text;
}

void test_file_write(const char *path, const char *text, size_t n)
{
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file, "%s", path);
    cr_assert_eq(fwrite(text, 1, n, file), n);
    cr_assert_eq(fclose(file), 0);
}
