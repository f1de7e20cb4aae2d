#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "platform/files.h"

static char folder[128], path[192];

static void make_folder(void)
{
    test_folder_make(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/file", folder);
}

static void remove_folder(void)
{
    test_folder_remove(folder);
}

TestSuite(files, .init = make_folder, .fini = remove_folder);

Test(files, are_owned_by_one_at_a_time)
{
    struct ps_owned_file mine, other;
    struct ps_error err;
    cr_expect_eq(ps_file_own(&mine, path, PS_OWN_EXISTING, 0, &err), PS_OWNED_NOT_THERE);
    cr_assert_eq(ps_file_own(&mine, path, PS_OWN_OR_CREATE, 0, &err), PS_OWNED);
    cr_expect_eq(ps_file_own(&other, path, PS_OWN_OR_CREATE, 0, &err), PS_OWNED_BY_OTHER);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_eq(ps_file_close(&mine, &err), 0);
    cr_assert_eq(ps_file_own(&other, path, PS_OWN_EXISTING, 0, &err), PS_OWNED);
    cr_expect_eq(ps_file_discard(&other, &err), 0);
    cr_expect_eq(test_folder_entries(folder), 0);
}

Test(files, keep_what_is_in_them_unless_it_is_not_wanted)
{
    struct ps_owned_file file;
    test_file_write(path, "text", 4);
    cr_assert_eq(ps_file_own(&file, path, PS_OWN_OR_CREATE, 0, NULL), PS_OWNED);
    cr_expect_eq(fgetc(file.stream), 't');
    cr_expect_eq(ps_file_close(&file, NULL), 0);
    cr_assert_eq(ps_file_own(&file, path, PS_OWN_EMPTIED, 0, NULL), PS_OWNED);
    cr_expect_eq(fgetc(file.stream), EOF);
    cr_expect_eq(ps_file_close(&file, NULL), 0);
}

/* Whoever can put links into a shared folder must not choose what is overwritten. */
Test(files, are_never_owned_through_a_link_nor_if_they_are_none)
{
    struct ps_owned_file file;
    struct ps_error err;
    char victim[192];
    snprintf(victim, sizeof victim, "%s/victim", folder);
    test_file_write(victim, "text", 4);
    cr_assert_eq(symlink("victim", path), 0);
    cr_expect_eq(ps_file_own(&file, path, PS_OWN_EMPTIED, 0, &err), PS_OWNED_FAILED);
    struct stat st;
    cr_assert_eq(stat(victim, &st), 0);
    cr_expect_eq(st.st_size, 4);
    unlink(path);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_expect_eq(ps_file_own(&file, path, PS_OWN_EMPTIED, 0, &err), PS_OWNED_FAILED);
    cr_expect_not_null(strstr(err.what, "no regular file"), "%s", err.what);
}

Test(files, are_not_inherited_by_programs_that_are_started)
{
    struct ps_owned_file file;
    cr_assert_eq(ps_file_own(&file, path, PS_OWN_OR_CREATE, 0, NULL), PS_OWNED);
    cr_expect(fcntl(fileno(file.stream), F_GETFD) & FD_CLOEXEC);
    ps_file_discard(&file, NULL);
}

/* The other one waits for the lock of a file that is then renamed away: what it gets must be at the path. */
Test(files, that_were_replaced_while_someone_waited_are_not_what_he_gets)
{
    struct ps_owned_file first, second;
    char target[192];
    const int64_t patience_ns = INT64_C(60) * 1000 * 1000 * 1000;
    snprintf(target, sizeof target, "%s/target", folder);
    int ready[2];
    char byte;
    cr_assert_eq(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        if (ps_file_own(&first, path, PS_OWN_EMPTIED, 0, NULL) != PS_OWNED || write(ready[1], "", 1) != 1)
            _exit(1);
        fputs("first", first.stream);
        _exit(ps_file_replace(&first, target, NULL) != 0);
    }
    cr_assert_eq(read(ready[0], &byte, 1), 1);
    cr_assert_eq(ps_file_own(&second, path, PS_OWN_EMPTIED, patience_ns, NULL), PS_OWNED);
    fputs("second", second.stream);
    cr_expect_eq(access(path, F_OK), 0);
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect_eq(status, 0);
    size_t n;
    char *text = test_file_read(target, &n);
    cr_expect_str_eq(text, "first");
    free(text);
    cr_expect_eq(ps_file_replace(&second, target, NULL), 0);
    text = test_file_read(target, &n);
    cr_expect_str_eq(text, "second");
    free(text);
    cr_expect_eq(test_folder_entries(folder), 1);
}

Test(files, that_cannot_be_put_in_place_leave_nothing)
{
    struct ps_owned_file file;
    struct ps_error err;
    char target[192];
    snprintf(target, sizeof target, "%s/target", folder);
    cr_assert_eq(mkdir(target, 0700), 0);
    cr_assert_eq(ps_file_own(&file, path, PS_OWN_EMPTIED, 0, NULL), PS_OWNED);
    cr_expect_eq(ps_file_replace(&file, target, &err), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_eq(err.os, EISDIR);
    cr_expect_eq(test_folder_entries(folder), 1);
}

Test(files, have_a_target_however_they_are_named)
{
    char target[PS_FILES_PATH], link[192], expected[PS_FILES_PATH];
    struct ps_error err;
    snprintf(link, sizeof link, "%s/link", folder);
    cr_assert_eq(mkdir(path, 0700), 0);
    cr_assert_eq(symlink("file/inside", link), 0);
    cr_assert_eq(ps_file_target(link, target, sizeof target, &err), 0, "%s", err.what);
    char *real = realpath(folder, NULL);
    snprintf(expected, sizeof expected, "%s/file/inside", real);
    cr_expect_str_eq(target, expected);
    cr_assert_eq(chdir(folder), 0);
    cr_assert_eq(ps_file_target("file/../new", target, sizeof target, &err), 0, "%s", err.what);
    snprintf(expected, sizeof expected, "%s/new", real);
    cr_expect_str_eq(target, expected);
    cr_expect_eq(ps_file_target("file", target, sizeof target, &err), -1);
    cr_expect_eq(ps_file_target("file/..", target, sizeof target, &err), -1);
    cr_expect_eq(ps_file_target("new", target, 5, &err), -1);
    free(real);
}
