/* procstart methods, as a user runs it. */
#include "platform/launch.h"
#include "tests/commands/procstart.h"

#define METHODS PROCSTART "methods "

static const json_t *find_native(const json_t *document, const char *name)
{
    const json_t *ways = json_object_get(document, "native");
    for (size_t i = 0; i < json_array_size(ways); i++) {
        if (strcmp(text_of(json_array_get(ways, i), "name"), name) == 0)
            return json_array_get(ways, i);
    }
    cr_assert_fail("no native way %s", name);
    return NULL;
}

Test(methods, lists_every_launcher_with_the_mechanism_that_runs)
{
    json_t *document = run_json(METHODS "--format json");
    cr_expect_str_eq(text_of(document, "schema"), "procstart.methods/1");
    for (size_t i = 0; ps_launchers[i] != NULL; i++) {
        const struct ps_launcher *launcher = ps_launchers[i];
        if (launcher->method == PS_FLOOR)
            continue;
        const json_t *way = find_native(document, launcher->name);
        cr_expect_str_eq(text_of(way, "method"), ps_method_name(launcher->method));
        cr_expect(json_is_true(json_object_get(way, "available")), "%s", launcher->name);
        cr_expect_str_eq(text_of(way, "mechanism"), ps_launcher_mechanism(launcher));
        cr_expect_eq(json_array_size(json_object_get(way, "children")), launcher->takes_program ? 2 : 1, "%s", launcher->name);
        cr_expect(json_is_null(json_object_get(way, "reason")), "%s", launcher->name);
    }
    json_decref(document);
}

Test(methods, says_why_another_systems_call_is_not_there)
{
    json_t *document = run_json(METHODS "--format json");
    const json_t *way = find_native(document, "CreateProcessW");
    cr_expect(json_is_false(json_object_get(way, "available")));
    cr_expect_str_eq(text_of(way, "reason"), "a call of Windows");
    cr_expect(json_is_null(json_object_get(way, "mechanism")));
    json_decref(document);
}

Test(methods, has_one_default_for_each_method)
{
    json_t *document = run_json(METHODS "--format json");
    const json_t *ways = json_object_get(document, "native");
    int defaults[PS_METHODS] = {0};
    for (size_t i = 0; i < json_array_size(ways); i++) {
        const json_t *way = json_array_get(ways, i);
        defaults[ps_method_parse(text_of(way, "method"))] += json_is_true(json_object_get(way, "default"));
    }
    for (int method = PS_FORK; method < PS_METHODS; method++)
        cr_expect_eq(defaults[method], 1, "%s", ps_method_name((enum ps_method)method));
    cr_expect(json_is_true(json_object_get(find_native(document, "posix_spawn"), "default")));
    json_decref(document);
}

/* multiprocessing itself is asked, so that nothing is known twice. */
Test(methods, of_a_python_are_those_of_its_multiprocessing)
{
    struct said *own = run("python3 -c 'import multiprocessing as m; print(*m.get_all_start_methods(), sep=\",\")'");
    if (own->exit != 0)
        cr_skip_test("no python3 on PATH");
    json_t *document = run_json(METHODS "--format json --python python3");
    const json_t *python = json_array_get(json_object_get(document, "pythons"), 0);
    cr_assert_neq(python, NULL);
    const json_t *methods = json_object_get(python, "methods");
    cr_assert_eq(json_array_size(methods), PS_METHODS - PS_FORK);
    bool default_is_there = false;
    for (size_t i = 0; i < json_array_size(methods); i++) {
        const json_t *method = json_array_get(methods, i);
        const char *name = text_of(method, "method");
        cr_expect_eq(json_is_true(json_object_get(method, "available")), strstr(own->out, name) != NULL, "%s", name);
        default_is_there |= strcmp(name, text_of(python, "default_start_method")) == 0;
    }
    cr_expect(default_is_there);
    cr_expect_eq(text_of(python, "libpython")[0] == '\0', text_of(python, "why_no_host")[0] != '\0');
    json_decref(document);
    free(own);
}

Test(methods, names_two_of_one_version_apart)
{
    struct said *said = run(METHODS "--format json --python python3 --python python3");
    if (said->exit == 0) {
        json_t *document = json_loads(said->out, 0, NULL);
        const json_t *pythons = json_object_get(document, "pythons");
        cr_assert_eq(json_array_size(pythons), 2);
        cr_expect_str_neq(text_of(json_array_get(pythons, 0), "id"), text_of(json_array_get(pythons, 1), "id"));
        json_decref(document);
    }
    free(said);
}

Test(methods, fits_narrow_and_wide_terminals)
{
    static const unsigned short widths[] = {60, 80, 120};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct said *said = run_on_terminal(METHODS "--color never", widths[i]);
        cr_expect_eq(said->exit, 0);
        cr_expect_neq(strstr(said->out, "native/spawn/posix_spawn"), NULL);
        expect_fits(said->out, widths[i]);
        free(said);
    }
}

Test(methods, refuses_what_is_no_python_in_one_line)
{
    struct said *said = run(METHODS "--python " PS_TEST_SOURCE "/LICENSE 2>&1");
    cr_expect_eq(said->exit, 2);
    cr_expect_eq(strncmp(said->out, "procstart: error: ", 18), 0, "%s", said->out);
    cr_expect_eq(strchr(said->out, '\n'), said->out + strlen(said->out) - 1, "%s", said->out);
    free(said);
}

Test(methods, reports_a_full_disk)
{
    struct said *said = run(METHODS "2>&1 >/dev/full");
    cr_expect_eq(said->exit, 2);
    cr_expect_neq(strstr(said->out, "No space left on device"), NULL, "%s", said->out);
    free(said);
}

Test(methods, writes_to_the_file_of_o_and_nothing_to_stdout)
{
    char folder[] = "/tmp/procstart-test-XXXXXX", command[512];
    cr_assert_neq(mkdtemp(folder), NULL);
    snprintf(command, sizeof command, METHODS "--format json -o %s/m.json && cat %s/m.json | head -c 1 && ls -A %s", folder,
             folder, folder);
    struct said *said = run(command);
    cr_expect_str_eq(said->out, "{m.json\n");
    snprintf(command, sizeof command, "rm -r %s", folder);
    free(run(command));
    free(said);
}
