/* procstart bench from end to end: every cell of the default table, with every Python that is here, and what options add. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "tests/commands/procstart.h"
#include "tests/python/support.h"

#define BENCH PROCSTART "bench -q -o r.json --epochs 2 "

static char folder[256];

static void enter_folder(void)
{
    test_make_folder(folder, sizeof folder);
    cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
    cr_expect_eq(chdir("/"), 0);
    test_remove_folder(folder);
}

TestSuite(cells, .init = enter_folder, .fini = leave_folder, .timeout = 240);

/* ---- a result ---- */

static json_t *load(const char *path)
{
    json_error_t error;
    json_t *document = json_load_file(path, 0, &error);
    cr_assert_not_null(document, "%s: %s", path, error.text);
    return document;
}

/* NULL, or said->out if it did not end with 0. */
static json_t *bench(const char *arguments, struct said **failed)
{
    char command[2048];
    snprintf(command, sizeof command, BENCH "%s 2>&1", arguments);
    struct said *said = run(command);
    if (said->exit != 0 && failed != NULL) {
        *failed = said;
        return NULL;
    }
    cr_assert_eq(said->exit, 0, "%s: exit %d: %s", arguments, said->exit, said->out);
    free(said);
    json_t *result = load("r.json");
    cr_expect(json_is_true(json_object_get(result, "complete")));
    return result;
}

static const json_t *cell_of(const json_t *result, const char *id)
{
    size_t i;
    json_t *cell;
    json_array_foreach(json_object_get(result, "cells"), i, cell)
    {
        if (strcmp(text_of(cell, "id"), id) == 0)
            return cell;
    }
    cr_assert(false, "no cell %s", id);
    return NULL;
}

/* ---- keys ---- */

static void expect_required(const json_t *object, const json_t *schema, const char *what)
{
    size_t i;
    json_t *key;
    json_array_foreach(json_object_get(schema, "required"), i, key)
        cr_expect_not_null(json_object_get(object, json_string_value(key)), "%s has no %s", what, json_string_value(key));
}

/* Whether the types fit as well is ci/schema's to check, with a validator. */
static void expect_all_keys(const json_t *result)
{
    json_t *schema = load(PS_TEST_SOURCE "/core/result.schema.json"), *each;
    const json_t *parts = json_object_get(schema, "$defs");
    size_t i;
    expect_required(result, schema, "the result");
    expect_required(json_object_get(result, "tool"), json_object_get(parts, "tool"), "tool");
    expect_required(json_object_get(result, "host"), json_object_get(parts, "host"), "host");
    json_array_foreach(json_object_get(result, "pythons"), i, each)
        expect_required(each, json_object_get(parts, "python"), "a Python");
    json_array_foreach(json_object_get(result, "cells"), i, each)
    {
        expect_required(each, json_object_get(parts, "cell"), text_of(each, "id"));
        expect_required(json_object_get(each, "factors"), json_object_get(parts, "factors"), "factors");
        expect_required(json_object_get(each, "samples"), json_object_get(parts, "samples"), "samples");
        expect_required(json_object_get(each, "resources"), json_object_get(parts, "resources"), "resources");
    }
    json_array_foreach(json_object_get(result, "contrasts"), i, each)
        expect_required(each, json_object_get(parts, "contrast"), "a contrast");
    json_decref(schema);
}

/* ---- samples ---- */

#define BIT(phase) (1U << PS_##phase)
#define ENDS       (BIT(RETURNED) | BIT(REAPED))
#define STUB       (ENDS | BIT(RUNNING) | BIT(READY))
#define ALL        ((1U << PS_PHASES) - 1)

static const json_t *column(const json_t *samples, enum ps_phase phase)
{
    char key[32];
    snprintf(key, sizeof key, "%s_ns", ps_phase_name(phase));
    return json_object_get(samples, key);
}

/* Which phases there are: in every start, or in none. */
static unsigned phases_of(const json_t *samples, const char *id)
{
    unsigned phases = 0;
    size_t n = json_array_size(json_object_get(samples, "asked_ns"));
    for (int phase = 0; phase < PS_PHASES; phase++) {
        const json_t *times = column(samples, (enum ps_phase)phase);
        if (times == NULL)
            continue;
        cr_expect_eq(json_array_size(times), n, "%s: %s", id, ps_phase_name((enum ps_phase)phase));
        for (size_t i = 0; i < n; i++)
            cr_expect(json_is_integer(json_array_get(times, i)), "%s: %s[%zu]", id, ps_phase_name((enum ps_phase)phase), i);
        phases |= 1U << phase;
    }
    return phases;
}

/* From asked on each phase that there is comes after the one before; the starting call may come back at any time before the
 * end. */
static void expect_order(const json_t *samples, unsigned without, const char *id)
{
    size_t n = json_array_size(json_object_get(samples, "asked_ns"));
    for (size_t i = 0; i < n; i++) {
        json_int_t before = 0;
        for (int phase = PS_RUNNING; phase < PS_PHASES; phase++) {
            const json_t *times = column(samples, (enum ps_phase)phase);
            if (times == NULL || (without & 1U << phase))
                continue;
            json_int_t at = json_integer_value(json_array_get(times, i));
            cr_expect_leq(before, at, "%s: %s of start %zu", id, ps_phase_name((enum ps_phase)phase), i);
            before = at;
        }
        json_int_t returned = json_integer_value(json_array_get(column(samples, PS_RETURNED), i));
        cr_expect_geq(returned, 0, "%s", id);
        cr_expect_leq(returned, json_integer_value(json_array_get(column(samples, PS_REAPED), i)), "%s", id);
    }
}

/* Two epochs, as asked; figures of each phase. */
static void expect_measured(const json_t *cell, unsigned phases)
{
    const char *id = text_of(cell, "id");
    const json_t *samples = json_object_get(cell, "samples"), *first = json_object_get(cell, "first"),
                 *summary = json_object_get(cell, "summary");
    size_t samples_n = json_array_size(json_object_get(samples, "asked_ns")),
           first_n = json_array_size(json_object_get(first, "asked_ns"));
    cr_expect_str_eq(text_of(cell, "status"), "ok", "%s: %s", id, text_of(cell, "reason"));
    cr_expect_str_eq(text_of(cell, "stopped_by"), "epochs", "%s", id);
    cr_expect_eq(first_n, 2, "%s", id);
    cr_expect_eq(json_integer_value(json_object_get(cell, "starts")), (json_int_t)(samples_n + first_n), "%s", id);
    cr_expect_eq(phases_of(samples, id), phases, "%s: phases %x", id, phases_of(samples, id));
    expect_order(samples, 0, id);
    for (int phase = 0; phase < PS_PHASES; phase++) {
        char key[32];
        snprintf(key, sizeof key, "%s_ns", ps_phase_name((enum ps_phase)phase));
        const json_t *figures = json_object_get(summary, key);
        cr_expect_eq(figures != NULL, (phases >> phase) & 1, "%s: %s", id, key);
        cr_expect(figures == NULL || json_integer_value(json_object_get(figures, "n")) > 0, "%s: %s", id, key);
    }
    bool is_floor = strcmp(text_of(cell, "method"), "floor") == 0;
    json_int_t peak = json_integer_value(json_object_get(json_object_get(cell, "resources"), "child_peak_rss_bytes"));
    cr_expect(is_floor || peak > 0, "%s: %lld bytes", id, (long long)peak);
}

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

/* ---- several Pythons, options ---- */

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
