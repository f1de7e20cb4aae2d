/* What is advised was measured: children run without the statement, with the modules preloaded, by another method. */
#include <criterion/criterion.h>

#include "scripts.h"

static const json_t *advice_of(const json_t *document, const char *rule, json_int_t line, const char *method)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(document, "advice"), i, entry)
    {
        if (strcmp(text_of(entry, "rule"), rule) == 0 && json_integer_value(json_object_get(entry, "line")) == line &&
            (method == NULL || strcmp(text_of(entry, "method"), method) == 0))
            return entry;
    }
    return NULL;
}

/* `slow` is asleep for 40 ms, so leaving it out saves about that, however loaded the machine; the rest is what is said of it. */
Test(advice, leaving_out_an_import_is_measured_and_labelled_an_upper_bound, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "slow.py", "import time\ntime.sleep(0.04)\n");
    write_script(
        &place, "main.py",
        "import os\nimport slow\nTABLE = [i for i in range(200000)]\nN = len(TABLE)\n\n\ndef work():\n    return slow\n");
    json_t *document = reimport(&place, "--starts 5 --method spawn,fork main.py", 0);
    const json_t *left_out = advice_of(document, "leave-out", 2, "spawn");
    cr_assert_not_null(left_out, "%s", json_dumps(json_object_get(document, "advice"), 0));
    cr_expect(json_is_true(json_object_get(left_out, "upper_bound")));
    cr_expect(json_is_null(json_object_get(left_out, "not_priced")));
    cr_expect_eq(integer_of(left_out, "n"), 5);
    cr_expect_gt(integer_of(left_out, "saves_ns"), 0);
    cr_expect_null(advice_of(document, "leave-out", 2, "fork"), "fork's children do not execute it");
    const json_t *needed = advice_of(document, "leave-out", 3, NULL);
    if (needed != NULL) /* where it took long enough to be worth a word */
        cr_expect_not_null(strstr(text_of(needed, "not_priced"), "TABLE is needed on line 4"), "%s",
                           text_of(needed, "not_priced"));
    const json_t *other = advice_of(document, "other-method", 0, "spawn");
    cr_assert_not_null(other);
    cr_expect_gt(integer_of(other, "saves_ns"), 0);
    json_decref(document);
    test_remove_folder(place.folder);
}

/* The static look cannot know that `setup` is called by name. */
Test(advice, what_main_cannot_be_imported_without_is_not_priced, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "slow.py", "import time\ntime.sleep(0.04)\n");
    write_script(&place, "main.py", "import slow\nglobals()['slow'].time\n");
    json_t *document = reimport(&place, "--starts 3 --method spawn main.py", 0);
    const json_t *left_out = advice_of(document, "leave-out", 1, "spawn");
    cr_assert_not_null(left_out);
    cr_expect(json_is_null(json_object_get(left_out, "saves_ns")));
    cr_expect_not_null(strstr(text_of(left_out, "not_priced"), "cannot be imported without it"), "%s",
                       text_of(left_out, "not_priced"));
    json_decref(document);
    test_remove_folder(place.folder);
}

Test(advice, statements_that_cannot_be_left_out_say_why, .timeout = 240)
{
    static const struct {
        json_int_t line;
        const char *why;
    } expected[] = {{2, "for its effect"}, {3, "cannot be seen"}, {4, "is needed on line 5"}, {5, "more than imports"}};
    struct place place;
    make_place(&place);
    write_script(&place, "slow.py", "import time\ntime.sleep(0.03)\nA = 1\n");
    write_script(&place, "slower.py", "import time\ntime.sleep(0.03)\n");
    write_script(&place, "main.py",
                 "import time\ntime.sleep(0.03)\nfrom slow import *\nimport slower\nwhile slower.time.sleep(0.03): pass\n");
    json_t *document = reimport(&place, "--starts 2 --method spawn main.py", 0);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const json_t *entry = advice_of(document, "leave-out", expected[i].line, NULL);
        cr_assert_not_null(entry, "line %d", (int)expected[i].line);
        cr_expect_not_null(strstr(text_of(entry, "not_priced"), expected[i].why), "line %d: %s", (int)expected[i].line,
                           text_of(entry, "not_priced"));
    }
    json_decref(document);
    test_remove_folder(place.folder);
}

Test(advice, preloading_is_measured_where_children_of_a_forkserver_execute_main, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "slow.py", "import time\ntime.sleep(0.04)\n");
    write_script(&place, "main.py", "import slow\n");
    json_t *document = reimport(&place, "--starts 3 --method forkserver main.py", 0);
    const json_t *preload = advice_of(document, "forkserver-preload", 0, "forkserver");
    cr_assert_not_null(preload);
    bool in_children = strcmp(text_of(row_of(document, "forkserver"), "reimported_in"), "children") == 0;
    cr_expect_eq(json_is_integer(json_object_get(preload, "saves_ns")), in_children);
    cr_expect_eq(json_is_string(json_object_get(preload, "not_priced")), !in_children);
    json_decref(document);
    test_remove_folder(place.folder);
}

Test(advice, self_check_compares_watched_with_unwatched_children, .timeout = 240)
{
    struct place place;
    make_place(&place);
    write_script(&place, "main.py", "import time\ntime.sleep(0.02)\n");
    json_t *document = reimport(&place, "--starts 3 --method spawn --self-check main.py", 0);
    const json_t *check = json_array_get(json_object_get(document, "self_check"), 0);
    cr_expect(json_is_real(json_object_get(check, "ratio")), "%s", json_dumps(json_object_get(document, "self_check"), 0));
    cr_expect_str_eq(text_of(check, "method"), "spawn");
    json_decref(document);
    test_remove_folder(place.folder);
}
