#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/output.h"

static char folder[64];

static void enter_folder(void)
{
    strcpy(folder, "/tmp/test-cli-output-XXXXXX");
    cr_assert(ne(ptr, mkdtemp(folder), NULL));
    cr_assert(zero(int, chdir(folder)));
}

static void remove_folder(void)
{
    unlink("f");
    rmdir(folder);
}

TestSuite(output, .init = enter_folder, .fini = remove_folder);

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static char *read_file(const char *path)
{
    static char text[64];
    FILE *file = fopen(path, "r");
    cr_assert(ne(ptr, file, NULL));
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

Test(output, nothing_given_is_stdout)
{
    struct ps_output output;
    cr_assert(zero(int, ps_output_open(&output, NULL, NULL)));
    cr_assert(eq(ptr, output.to, stdout));
    cr_assert(zero(int, ps_output_close(&output, NULL)));
}

Test(output, a_file_appears_only_when_it_is_whole)
{
    struct ps_output output;
    write_file("f", "old");
    cr_assert(zero(int, ps_output_open(&output, "f", NULL)));
    fputs("new", output.to);
    fflush(output.to);
    cr_assert(eq(str, read_file("f"), "old"));
    cr_assert(zero(int, ps_output_close(&output, NULL)));
    cr_assert(eq(str, read_file("f"), "new"));
    cr_assert(ne(int, access("f.part", F_OK), 0));
}

Test(output, a_failure_leaves_the_old_file_and_nothing_else)
{
    struct ps_output output;
    write_file("f", "old");
    cr_assert(zero(int, ps_output_open(&output, "f", NULL)));
    fputs("half", output.to);
    cr_assert(eq(int, ps_output_abandon(&output, NULL), -1));
    cr_assert(eq(str, read_file("f"), "old"));
    cr_assert(ne(int, access("f.part", F_OK), 0));
}

Test(output, a_place_is_checked_before_long_work_and_nothing_is_made)
{
    struct ps_error err = {0};
    cr_assert(zero(int, ps_output_check(NULL, NULL)));
    cr_assert(zero(int, ps_output_check("f", NULL)));
    cr_assert(ne(int, access("f", F_OK), 0));
    cr_assert(eq(int, ps_output_check("nowhere/f", &err), -1));
    cr_assert(eq(int, err.exit, PS_EXIT_USAGE));
    cr_assert(eq(int, ps_output_check(folder, NULL), -1));
}

Test(output, a_folder_is_refused_before_anything_is_written)
{
    struct ps_output output;
    struct ps_error err = {0};
    cr_assert(eq(int, ps_output_open(&output, folder, &err), -1));
    cr_assert(eq(int, err.exit, PS_EXIT_USAGE));
    cr_assert(ne(ptr, strstr(err.what, "folder"), NULL));
}
