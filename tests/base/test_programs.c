#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/programs.h"

Test(programs, a_build_tree_takes_its_python_files_from_the_source)
{
    struct ps_programs programs;
    struct ps_error err = {0};
    cr_assert(zero(int, ps_programs_find(&programs, &err)), "%s", err.what);
    cr_assert(zero(int, strncmp(programs.self, programs.folder, strlen(programs.folder))));
    cr_assert(eq(str, programs.share, PS_TEST_SOURCE "/core"));
    cr_assert(eq(str, programs.python, PS_TEST_SOURCE "/core/python"));
}

Test(programs, a_program_that_is_missing_is_named_and_the_installation_blamed)
{
    struct ps_programs programs = {.folder = "/nowhere"};
    struct ps_error err = {0};
    char path[256];
    cr_assert(eq(int, ps_programs_path(&programs, PS_PROGRAM_HOST, path, sizeof path, &err), -1));
    cr_assert(ne(ptr, strstr(err.what, PS_PROGRAM_HOST), NULL));
    cr_assert(ne(ptr, strstr(err.what, " is missing"), NULL));
    cr_assert(ne(ptr, strstr(err.hint, "install"), NULL));
}

Test(programs, a_path_that_does_not_fit_is_an_error)
{
    struct ps_programs programs = {.folder = PS_TEST_PROGRAMS};
    struct ps_error err = {0};
    char path[8];
    cr_assert(eq(int, ps_programs_path(&programs, PS_PROGRAM_HOST, path, sizeof path, &err), -1));
    cr_assert(ne(ptr, strstr(err.what, "too long"), NULL));
}
