/* procstart bench from end to end: what options add to the cells. */
#include <criterion/criterion.h>

#include "tests/commands/cells.h"

TestSuite(cells, .init = enter_folder, .fini = leave_folder, .timeout = 240);

Test(cells, have_the_factors_that_were_asked_for)
{
    json_t *result = bench("--api native --method fork --ballast 0,16M --threads 0,2 --fds 0,40", NULL);
    cr_expect_eq(json_array_size(json_object_get(result, "cells")), 8);
    const json_t *factors = json_object_get(cell_of(result, "native/fork,ballast=16M,threads=2,fds=40"), "factors");
    cr_expect_eq(json_integer_value(json_object_get(factors, "ballast_bytes")), 16 << 20);
    cr_expect_eq(json_integer_value(json_object_get(factors, "threads")), 2);
    cr_expect_eq(json_integer_value(json_object_get(factors, "fds")), 40);
    size_t i;
    json_t *cell;
    json_array_foreach(json_object_get(result, "cells"), i, cell) expect_measured(cell, STUB);
    json_decref(result);
}

Test(cells, have_a_users_main)
{
    test_write("users.py", "import json\n", 0644);
    json_t *result = bench("--api python --method spawn --child stock --main users.py", NULL);
    const json_t *cell = json_array_get(json_object_get(result, "cells"), 0);
    const char *main = text_of(json_object_get(cell, "factors"), "main");
    cr_expect(strlen(main) > 9 && strcmp(main + strlen(main) - 9, "/users.py") == 0, "%s", main);
    cr_expect(strstr(text_of(cell, "id"), ",main=users.py") != NULL, "%s", text_of(cell, "id"));
    cr_expect_str_eq(text_of(cell, "status"), "ok", "%s", text_of(cell, "reason"));
    json_decref(result);
}

Test(cells, are_entered_twice_for_a_self_check_or_another_build)
{
    json_t *result = bench("--api native --method fork --self-check", NULL);
    const json_t *check = json_object_get(result, "self_check");
    cr_expect_str_eq(text_of(check, "cell"), "native/fork,twin=1");
    cr_expect_gt(json_number_value(json_object_get(check, "ratio")), 0);
    expect_measured(cell_of(result, "native/fork,twin=1"), STUB);
    expect_all_keys(result);
    json_decref(result);

    result = bench("--api native --method fork --against " PS_TEST_PROGRAMS, NULL);
    expect_measured(cell_of(result, "native/fork,build=B"), STUB);
    bool compared = false;
    size_t i;
    json_t *contrast;
    json_array_foreach(json_object_get(result, "contrasts"), i, contrast) compared |=
        strcmp(text_of(contrast, "cell"), "native/fork,build=B") == 0 && strcmp(text_of(contrast, "against"), "native/fork") == 0;
    cr_expect(compared);
    json_decref(result);
}

/* Two Pythons side by side; here it is the same one twice. */
Test(cells, are_measured_against_another_python)
{
    json_t *result = bench("--api python --method spawn --child stock", NULL);
    char arguments[4200];
    snprintf(arguments, sizeof arguments, "--method spawn --child stock --against '%s'",
             text_of(json_array_get(json_object_get(result, "pythons"), 0), "path"));
    json_decref(result);
    result = bench(arguments, NULL);
    const json_t *cells = json_object_get(result, "cells"), *cell = json_array_get(cells, 0), *other = json_array_get(cells, 1);
    cr_expect_eq(json_array_size(cells), 2);
    cr_expect_eq(json_array_size(json_object_get(result, "pythons")), 2);
    cr_expect_str_eq(text_of(cell, "status"), "ok", "%s", text_of(cell, "reason"));
    cr_expect_str_eq(text_of(other, "status"), "ok", "%s", text_of(other, "reason"));
    cr_expect(strstr(text_of(other, "id"), ",build=B") != NULL, "%s", text_of(other, "id"));
    cr_expect_str_neq(text_of(cell, "python"), text_of(other, "python"));
    const json_t *contrast = json_array_get(json_object_get(result, "contrasts"), 0);
    cr_expect_str_eq(text_of(contrast, "cell"), text_of(other, "id"));
    cr_expect_str_eq(text_of(contrast, "against"), text_of(cell, "id"));
    cr_assert_eq(json_dump_file(result, "against.json", 0), 0);
    json_decref(result);
    struct said *said = run(PROCSTART "compare against.json");
    cr_expect(said->exit == 0 || said->exit == 1, "exit %d: %s", said->exit, said->out);
    cr_expect(strstr(said->out, "paired within rounds of one run") != NULL, "%s", said->out);
    free(said);
}

static void expect_debts(const json_t *cell, size_t bytes)
{
    const json_t *dirty = json_object_get(cell, "dirty");
    cr_expect_str_eq(text_of(cell, "status"), "ok", "%s", text_of(cell, "reason"));
    cr_assert_not_null(dirty);
    cr_expect_eq((size_t)json_integer_value(json_object_get(dirty, "bytes")), bytes);
    const json_t *epochs = json_object_get(dirty, "epoch"), *written = json_object_get(dirty, "written_ns");
    cr_expect_geq(json_array_size(epochs), 1);
    cr_expect_eq(json_array_size(written), json_array_size(epochs));
    cr_expect_eq(json_array_size(json_object_get(dirty, "alone_ns")), json_array_size(epochs));
    cr_expect_gt(json_integer_value(json_array_get(written, 0)), 0);
}

Test(cells, show_what_writing_beside_a_child_costs)
{
    json_t *result = bench("--method fork --child none,stock --ballast 0,4M --dirty", NULL);
    size_t i, owing = 0;
    json_t *cell;
    json_array_foreach(json_object_get(result, "cells"), i, cell)
    {
        bool owes = strstr(text_of(cell, "id"), ",ballast=4M") != NULL;
        if (owes)
            expect_debts(cell, 4 << 20);
        else
            cr_expect_null(json_object_get(cell, "dirty"), "%s", text_of(cell, "id"));
        owing += owes;
    }
    cr_expect_eq(owing, 2);
    cr_assert_eq(json_dump_file(result, "dirty.json", 0), 0);
    json_decref(result);
    struct said *said = run(PROCSTART "report dirty.json");
    cr_expect(strstr(said->out, "copy-on-write debt: native/fork,ballast=4M: beside a start of ") != NULL, "%s", said->out);
    free(said);
}

Test(cells, of_a_sweep_are_few)
{
    json_t *result = bench("--api native --method fork --ballast 0..4M --threads 1..4", NULL);
    cr_expect_eq(json_array_size(json_object_get(result, "cells")), 9);
    cell_of(result, "native/fork,ballast=1M,threads=2");
    json_decref(result);
}

Test(cells, are_placed_as_asked)
{
    json_t *result = bench("--api native --method fork --placement free", NULL);
    cr_expect_str_eq(text_of(result, "placement"), "free");
    json_decref(result);
    result = bench("--api native --method fork,forkserver --cpus 0", NULL);
    cr_expect_str_eq(text_of(result, "placement"), "pinned");
    expect_measured(cell_of(result, "native/fork"), STUB);
    json_decref(result);
}
