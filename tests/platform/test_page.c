#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/page.h"

static char folder[] = "/tmp/procstart-page-XXXXXX";
static char path[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/page", folder);
}

static void remove_folder(void)
{
    unlink(path);
    cr_assert_eq(rmdir(folder), 0, "something else was left in the folder");
}

TestSuite(page, .init = make_folder, .fini = remove_folder);

Test(page, is_made_of_zeros_and_for_its_owner_only)
{
    umask(0);
    struct ps_page page;
    cr_assert_eq(ps_page_create(&page, path, NULL), 0);
    for (int i = 0; i < PS_PAGE_WORDS; i++)
        cr_assert_eq(page.word[i], 0);
    struct stat st;
    cr_assert_eq(stat(path, &st), 0);
    cr_assert_eq(st.st_mode & 07777, 0600);
    ps_page_close(&page);
}

Test(page, is_shared_by_all_who_open_it)
{
    struct ps_page made, opened;
    cr_assert_eq(ps_page_create(&made, path, NULL), 0);
    cr_assert_eq(ps_page_open(&opened, path, NULL), 0);
    opened.word[PS_PAGE_WORDS - 1] = 42;
    cr_assert_eq(made.word[PS_PAGE_WORDS - 1], 42);
    ps_page_close(&opened);
    cr_assert_null(opened.word);
    ps_page_close(&opened);
    ps_page_close(&made);
    cr_assert_eq(access(path, F_OK), 0, "closing removed the path");
}

Test(page, is_never_made_over_a_file)
{
    struct ps_page page = {0};
    struct ps_error err;
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    cr_assert_eq(write(fd, "mine", 4), 4);
    close(fd);
    cr_assert_eq(ps_page_create(&page, path, &err), -1);
    cr_assert_not_null(strstr(err.what, path));
    struct stat st;
    cr_assert_eq(stat(path, &st), 0);
    cr_assert_eq(st.st_size, 4);
}

Test(page, is_not_a_file_that_is_too_short)
{
    struct ps_page page = {0};
    struct ps_error err;
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    cr_assert_eq(write(fd, "short", 5), 5);
    close(fd);
    cr_assert_eq(ps_page_open(&page, path, &err), -1);
    cr_assert_not_null(strstr(err.what, "not a page"));
}

Test(page, that_is_missing_is_an_error)
{
    struct ps_page page = {0};
    struct ps_error err;
    cr_assert_eq(ps_page_open(&page, path, &err), -1);
    cr_assert_not_null(strstr(err.what, path));
    cr_assert_eq(ps_page_create(&page, "/nonexistent/page", &err), -1);
    cr_assert_not_null(strstr(err.what, "/nonexistent/page"));
}
