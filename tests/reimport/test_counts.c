/* How often children execute main again, what they see of it, and what that does: real Pythons, end to end. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "scripts.h"

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

/* What it notes where it runs again: children, or a forkserver. */
static const char noting[] = "import multiprocessing, os, sys, time\n"
                             "if multiprocessing.current_process().name != 'MainProcess' or sys.argv[0] == '-c':\n"
                             "    with open('noted', 'a') as noted:\n"
                             "        noted.write(f'{__name__}|{__file__}|{sys.argv[1:]}|{sys.path[0]}|{__spec__ is None}\\n')\n"
                             "time.sleep(0.02)\n"
                             "if __name__ == '__main__':\n"
                             "    open('guarded', 'w').close()\n";

static size_t count_lines(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

ParameterizedTestParameters(counts, each_python_executes_main_as_often_as_is_counted)
{
    static struct path paths[32];
    return cr_make_param_array(struct path, paths, fill_paths(paths, 32));
}

ParameterizedTest(struct path *path, counts, each_python_executes_main_as_often_as_is_counted, .timeout = 240)
{
    static const char *const methods[] = {"fork", "spawn", "forkserver"};
    struct place place;
    char options[700];
    make_place(&place);
    write_script(&place, "main.py", noting);
    for (size_t i = 0; i < 3; i++) {
        snprintf(options, sizeof options, "--starts 3 --method %s --python '%s' main.py -- one two", methods[i], path->text);
        struct said *said = run("true");
        free(said);
        char command[1400];
        snprintf(command, sizeof command,
                 "cd '%s' && rm -f noted && " PROCSTART "reimport -q --format json -o .json %s 2>.errors", place.folder, options);
        said = run(command);
        if (said->exit == 2 || said->exit == 4) { /* too old, or without a libpython: tests/python/test_discover.c */
            free(said);
            test_remove_folder(place.folder);
            return;
        }
        char *errors = text_in(&place, ".errors"), *text = text_in(&place, ".json");
        cr_assert_eq(said->exit, 0, "%s: %s", options, errors);
        json_t *document = json_loads(text, 0, NULL);
        const json_t *row = row_of(document, methods[i]);
        json_int_t again = integer_of(row, "reimports");
        const char *where = text_of(row, "reimported_in");
        cr_expect_eq(integer_of(row, "starts"), 3);
        cr_expect_eq(again,
                     strcmp(methods[i], "fork") == 0 ? 0
                     : strcmp(where, "server") == 0  ? 1
                                                     : 3,
                     "%s: %d", options, (int)again);
        if (again > 0) {
            cr_expect_geq(json_integer_value(json_object_get(json_object_get(row, "cost_ns"), "median")), 20000000, "%s",
                          options);
            cr_expect_geq(integer_of(statement_of(row, "time.sleep"), "self_ns"), 20000000, "%s", options);
        }
        free(said);
        free(errors);
        free(text);
        json_decref(document);
    }
    char *guarded = text_in(&place, "guarded");
    char gone[400];
    snprintf(gone, sizeof gone, "%s/guarded", place.folder);
    cr_expect_neq(access(gone, F_OK), 0, "the guard's body was run");
    free(guarded);
    test_remove_folder(place.folder);
}

Test(counts, children_see_the_script_as_main, .timeout = 120)
{
    struct place place;
    char expected[1200];
    make_place(&place);
    write_script(&place, "main.py", noting);
    json_decref(reimport(&place, "--starts 2 --method spawn main.py -- one 'two three'", 0));
    char *noted = text_in(&place, "noted");
    snprintf(expected, sizeof expected, "__mp_main__|%s/main.py|['one', 'two three']|%s|True\n", place.folder, place.folder);
    cr_expect(strncmp(noted, expected, strlen(expected)) == 0, "%s\n%s", noted, expected);
    cr_expect_geq(count_lines(noted), 2);
    free(noted);
    test_remove_folder(place.folder);
}

Test(counts, a_module_is_imported_again_and_packages_folders_and_zipapps_are_not, .timeout = 240)
{
    static const struct {
        const char *options, *kind;
        json_int_t again;
    } cases[] = {{"-m pkg.mod", "module", 2}, {"-m pkg", "package", 0}, {"folder", "directory", 0}, {"app.pyz", "zipapp", 0}};
    struct place place;
    make_place(&place);
    write_script(&place, "pkg/__init__.py", "");
    write_script(&place, "pkg/mod.py", "from . import other\nX = other.Y\n");
    write_script(&place, "pkg/other.py", "Y = 1\n");
    write_script(&place, "pkg/__main__.py", "open('ran', 'w').close()\n");
    write_script(&place, "folder/__main__.py", "open('ran', 'w').close()\n");
    char command[700];
    snprintf(command, sizeof command, "cd '%s' && python3 -m zipapp folder -o app.pyz", place.folder);
    free(run(command));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char options[128];
        snprintf(options, sizeof options, "--starts 2 --method spawn %s", cases[i].options);
        json_t *document = reimport(&place, options, 0);
        const json_t *row = row_of(document, "spawn");
        cr_expect_str_eq(text_of(document, "kind"), cases[i].kind);
        cr_expect_eq(integer_of(row, "reimports"), cases[i].again, "%s", options);
        cr_expect_eq(integer_of(row, "starts"), 2, "%s", options);
        cr_expect_eq(json_is_null(json_object_get(row, "why_none")), cases[i].again > 0);
        json_decref(document);
    }
    char *ran = text_in(&place, "ran");
    char path[400];
    snprintf(path, sizeof path, "%s/ran", place.folder);
    cr_expect_neq(access(path, F_OK), 0, "code for the parent only was run");
    free(ran);
    test_remove_folder(place.folder);
}

Test(counts, imports_are_told_with_cycles_and_what_was_there_already, .timeout = 120)
{
    struct place place;
    make_place(&place);
    write_script(&place, "main.py", "'''Doc.'''\nfrom __future__ import annotations\nimport os\nimport outer\nimport one\n");
    write_script(&place, "outer.py", "import inner\n");
    write_script(&place, "inner.py", "import time\ntime.sleep(0.02)\n");
    write_script(&place, "one.py", "import two\n");
    write_script(&place, "two.py", "import one\n");
    json_t *document = reimport(&place, "--starts 2 --method spawn main.py", 0);
    const json_t *row = row_of(document, "spawn"), *outer = import_of(row, "outer"), *inner = import_of(row, "inner");
    cr_expect_eq(integer_of(outer, "line"), 4);
    cr_expect_str_eq(text_of(inner, "within"), "outer");
    cr_expect_geq(integer_of(inner, "self_ns"), 20000000);
    cr_expect_geq(integer_of(outer, "cumulative_ns"), 20000000);
    cr_expect_lt(integer_of(outer, "self_ns"), integer_of(outer, "cumulative_ns"));
    cr_expect_str_eq(text_of(import_of(row, "two"), "within"), "one");
    cr_expect(json_is_true(json_object_get(import_of(row, "os"), "already_loaded")));
    cr_expect_eq(integer_of(statement_of(row, "import outer"), "line"), 4);
    json_decref(document);
    test_remove_folder(place.folder);
}

Test(counts, effects_that_happen_again_are_told, .timeout = 120)
{
    struct place place;
    make_place(&place);
    write_script(&place, "main.py",
                 "import os, socket\nprint('loading')\nopen('log', 'a').close()\nos.mkdir('m') if not "
                 "os.path.exists('m') else os.rmdir('m')\n");
    json_t *document = reimport(&place, "--starts 3 --method spawn main.py", 0);
    json_t *effect;
    size_t i;
    bool opened = false, printed = false;
    json_array_foreach(json_object_get(row_of(document, "spawn"), "side_effects"), i, effect)
    {
        bool is_log = strstr(text_of(effect, "detail"), "log") != NULL;
        opened |= strcmp(text_of(effect, "event"), "open") == 0 && is_log && integer_of(effect, "count") == 3;
        printed |= strcmp(text_of(effect, "event"), "output") == 0 && strstr(text_of(effect, "detail"), "loading") != NULL &&
                   integer_of(effect, "count") == 3;
    }
    cr_expect(opened, "%s", json_dumps(row_of(document, "spawn"), 0));
    cr_expect(printed);
    json_decref(document);
    test_remove_folder(place.folder);
}
