/* procstart bench from end to end: every cell of the default table, with every Python that is here. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "tests/commands/cells.h"

TestSuite(cells, .init = enter_folder, .fini = leave_folder, .timeout = 240);

/* ---- native ---- */

Test(cells, of_every_native_method_and_mechanism)
{
    static const struct {
        const char *id;
        unsigned phases;
    } expected[] = {
        {"native/floor", ENDS},
        {"native/fork", STUB},
        {"native/spawn/posix_spawn+stub-static", STUB},
        {"native/spawn/posix_spawn+stub-dynamic", STUB},
        {"native/spawn/vfork+exec+stub-static", STUB},
        {"native/spawn/vfork+exec+stub-dynamic", STUB},
        {"native/spawn/fork+exec+stub-static", STUB},
        {"native/spawn/fork+exec+stub-dynamic", STUB},
        {"native/spawn/clone_vm+stub-static", STUB},
        {"native/spawn/clone_vm+stub-dynamic", STUB},
        {"native/spawn/uv_spawn+stub-static", STUB},
        {"native/spawn/uv_spawn+stub-dynamic", STUB},
        {"native/forkserver", STUB},
    };
    json_t *result = bench("--api native", NULL);
    cr_expect_eq(json_array_size(json_object_get(result, "cells")), sizeof expected / sizeof *expected);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const json_t *cell = cell_of(result, expected[i].id);
        expect_measured(cell, expected[i].phases);
        cr_expect_eq(phases_of(json_object_get(cell, "first"), expected[i].id), expected[i].phases);
        expect_order(json_object_get(cell, "first"), 0, expected[i].id);
        cr_expect(text_of(cell, "mechanism")[0] != '\0', "%s", expected[i].id);
    }
    expect_all_keys(result);
    json_decref(result);
}

/* ---- Python ---- */

/* Criterion hands parameters to another process: text only. */
struct path {
    char text[512];
};

static size_t fill_paths(struct path *paths, size_t room)
{
    size_t n = 0;
    while (n < room && test_python((int)n, paths[n].text, sizeof paths[n].text))
        n++;
    return n;
}

/* docs/python.md: what shows of a child, by its method. Whether a forkserver imports main itself differs up to 3.13. */
static unsigned expected_phases(const json_t *cell, bool preloads)
{
    const char *method = text_of(cell, "method");
    bool host = strcmp(text_of(cell, "child"), "host") == 0;
    if (strcmp(method, "floor") == 0)
        return ENDS;
    if (strcmp(method, "fork") == 0)
        return host ? STUB : ENDS | BIT(READY);
    if (strcmp(method, "spawn") == 0)
        return host ? ALL : ENDS | BIT(READY) | BIT(MAIN_IMPORTED);
    unsigned imported = preloads ? 0 : BIT(MAIN_IMPORTED);
    return ENDS | BIT(READY) | imported | (host ? BIT(RUNNING) | BIT(UNPICKLED) : 0);
}

static void expect_python_cell(const json_t *cell, int minor)
{
    const char *id = text_of(cell, "id");
    const json_t *samples = json_object_get(cell, "samples"), *first = json_object_get(cell, "first");
    bool server = strcmp(text_of(cell, "method"), "forkserver") == 0, host = strcmp(text_of(cell, "child"), "host") == 0;
    bool preloads = column(samples, PS_MAIN_IMPORTED) == NULL;
    cr_expect(!server || preloads || minor < 14, "%s: its server does not import main", id);
    unsigned phases = expected_phases(cell, preloads);
    expect_measured(cell, phases);
    /* The first start has the server's own in it, which is up before the child runs. */
    unsigned servers = server && host ? BIT(INITIALIZED) : 0;
    cr_expect_eq(phases_of(first, id), phases | servers, "%s: first %x", id, phases_of(first, id));
    expect_order(first, servers, id);
}

static void expect_python_cells(const json_t *result, const char *child)
{
    static const char *const methods[] = {"floor", "fork", "spawn", "forkserver"};
    const json_t *python = json_array_get(json_object_get(result, "pythons"), 0), *cells = json_object_get(result, "cells");
    int minor = 0;
    cr_assert_eq(sscanf(text_of(python, "version"), "%*d.%d", &minor), 1);
    cr_assert_eq(json_array_size(cells), 4);
    for (size_t i = 0; i < 4; i++) {
        const json_t *cell = json_array_get(cells, i);
        cr_expect_str_eq(text_of(cell, "method"), methods[i]);
        cr_expect_str_eq(text_of(cell, "child"), child);
        cr_expect_str_eq(text_of(cell, "python"), text_of(python, "id"));
        expect_python_cell(cell, minor);
    }
    expect_all_keys(result);
}

ParameterizedTestParameters(cells, of_every_python)
{
    static struct path paths[32];
    return cr_make_param_array(struct path, paths, fill_paths(paths, 32));
}

ParameterizedTest(struct path *path, cells, of_every_python, .timeout = 240)
{
    char arguments[600];
    struct said *failed;
    snprintf(arguments, sizeof arguments, "--api python --python '%s'", path->text);
    json_t *result = bench(arguments, &failed);
    if (result == NULL) {
        cr_assert(failed->exit == 2 && strstr(failed->out, "is too old") != NULL, "%s", failed->out);
        free(failed);
        return;
    }
    const json_t *python = json_array_get(json_object_get(result, "pythons"), 0);
    expect_python_cells(result, json_is_string(json_object_get(python, "libpython")) ? "host" : "stock");
    json_decref(result);
}

Test(cells, of_stock_children)
{
    json_t *result = bench("--api python --child stock", NULL);
    expect_python_cells(result, "stock");
    json_decref(result);
}

/* ---- several Pythons ---- */

Test(cells, of_two_pythons_stand_in_one_result)
{
    struct path paths[32];
    char arguments[1200];
    size_t n = fill_paths(paths, 32);
    cr_assert_geq(n, 1);
    snprintf(arguments, sizeof arguments, "--api python --method fork --child host,stock --python '%s' --python '%s'",
             paths[0].text, paths[n > 1 ? 1 : 0].text);
    struct said *failed;
    json_t *result = bench(arguments, &failed);
    if (result == NULL)
        cr_skip_test("%s", failed->out);
    const json_t *pythons = json_object_get(result, "pythons"), *cells = json_object_get(result, "cells");
    cr_assert_eq(json_array_size(pythons), 2);
    const char *one = text_of(json_array_get(pythons, 0), "id"), *other = text_of(json_array_get(pythons, 1), "id");
    cr_expect_str_neq(one, other);
    size_t of_one = 0, of_other = 0, i;
    json_t *cell;
    json_array_foreach(cells, i, cell)
    {
        of_one += strcmp(text_of(cell, "python"), one) == 0;
        of_other += strcmp(text_of(cell, "python"), other) == 0;
        cr_expect_str_eq(text_of(cell, "status"), "ok", "%s", text_of(cell, "reason"));
    }
    cr_expect_geq(of_one, 1);
    cr_expect_geq(of_other, 1);
    json_decref(result);
}
