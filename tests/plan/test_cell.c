#include <criterion/criterion.h>
#include <string.h>

#include "plan/cell.h"

static const char *id_of(struct ps_cell cell, const char *python)
{
    static struct ps_cell kept;
    kept = cell;
    ps_cell_id(&kept, python);
    return kept.id;
}

Test(cell, ids_read_like_the_design)
{
    cr_expect_str_eq(id_of((struct ps_cell){.method = PS_FORK, .mechanism = "fork"}, NULL), "native/fork");
    cr_expect_str_eq(
        id_of((struct ps_cell){.method = PS_SPAWN, .mechanism = "posix_spawn", .child = PS_CHILD_STUB_DYNAMIC}, NULL),
        "native/spawn/posix_spawn+stub-dynamic");
    cr_expect_str_eq(
        id_of((struct ps_cell){.api = PS_PYTHON, .method = PS_FORKSERVER, .mechanism = "", .child = PS_CHILD_HOST}, "3.14.2"),
        "python/forkserver@3.14.2");
    cr_expect_str_eq(
        id_of((struct ps_cell){.api = PS_PYTHON, .method = PS_SPAWN, .mechanism = "", .child = PS_CHILD_STOCK}, "3.11.7#2"),
        "python/spawn@3.11.7#2+stock");
}

Test(cell, factors_and_twins_are_in_the_id)
{
    struct ps_factors factors = {64 << 20, 3, 100, 4, "/tmp/a/main script.py"};
    struct ps_cell cell = {
        .api = PS_PYTHON, .method = PS_FORK, .mechanism = "", .child = PS_CHILD_HOST, .factors = factors, .twin = 1};
    cr_expect_str_eq(id_of(cell, "3.13.5t"),
                     "python/fork@3.13.5t,ballast=64M,threads=3,fds=100,workers=4,main=main script.py,twin=1");
    cell.factors = (struct ps_factors){.ballast_bytes = 1000001, .workers = 1};
    cell.twin = 0;
    cr_expect_str_eq(id_of(cell, "3.13.5t"), "python/fork@3.13.5t,ballast=1000001");
}

Test(cell, a_name_that_is_too_long_is_cut)
{
    char main[400];
    memset(main, 'x', sizeof main - 1);
    main[sizeof main - 1] = '\0';
    struct ps_cell cell = {.method = PS_FORK, .mechanism = "fork", .factors = {.main = main, .ballast_bytes = 1}, .twin = 1};
    ps_cell_id(&cell, NULL);
    cr_expect_eq(strlen(cell.id), sizeof cell.id - 1);
}

Test(cell, names_are_read_back)
{
    for (int i = 0; i < PS_APIS; i++)
        cr_expect_eq(ps_api_parse(ps_api_name((enum ps_api)i)), i);
    for (int i = 0; i < PS_METHODS; i++)
        cr_expect_eq(ps_method_parse(ps_method_name((enum ps_method)i)), i);
    for (int i = 0; i < PS_CHILDREN; i++)
        cr_expect_eq(ps_child_parse(ps_child_name((enum ps_child)i)), i);
    for (int i = 0; i < PS_PHASES; i++)
        cr_expect_eq(ps_phase_parse(ps_phase_name((enum ps_phase)i)), i);
    cr_expect_eq(ps_api_parse("Native"), -1);
    cr_expect_eq(ps_method_parse("spawn "), -1);
    cr_expect_eq(ps_child_parse(""), -1);
    cr_expect_eq(ps_phase_parse("asked"), -1);
}
