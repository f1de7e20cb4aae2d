/* procstart doctor, as a user runs it. */
#include "platform/facts.h"
#include "tests/commands/procstart.h"

#define DOCTOR PROCSTART "doctor "

Test(doctor, gives_every_check_once_and_a_level_that_fits)
{
    json_t *document = run_json(DOCTOR "--format json");
    cr_expect_str_eq(text_of(document, "schema"), "procstart.doctor/1");
    cr_expect(json_is_object(json_object_get(document, "host")));
    const json_t *checks = json_object_get(document, "checks");
    size_t n = 0;
    for (; ps_checks[n].name != NULL; n++) {
        const json_t *check = json_array_get(checks, n);
        cr_expect_str_eq(text_of(check, "name"), ps_checks[n].name);
        cr_expect_str_eq(text_of(check, "title"), ps_checks[n].title);
        const char *level = text_of(check, "level");
        bool unknown = strcmp(level, "unknown") == 0, good = strcmp(level, "good") == 0;
        cr_expect(unknown || good || strcmp(level, "note") == 0 || strcmp(level, "bad") == 0, "%s: %s", ps_checks[n].name, level);
        cr_expect_eq(json_is_null(json_object_get(check, "value")), unknown, "%s", ps_checks[n].name);
        cr_expect_eq(json_is_string(json_object_get(check, "reason")), unknown, "%s", ps_checks[n].name);
        cr_expect_eq(json_is_string(json_object_get(check, "advice")), !unknown && !good, "%s", ps_checks[n].name);
    }
    cr_expect_eq(json_array_size(checks), n);
    json_decref(document);
}

Test(doctor, lists_pythons_with_their_libpython_or_why_there_is_none)
{
    json_t *document = run_json(DOCTOR "--format json");
    const json_t *pythons = json_object_get(document, "pythons");
    cr_assert(json_is_array(pythons), "%s", text_of(document, "why_no_pythons"));
    for (size_t i = 0; i < json_array_size(pythons); i++) {
        const json_t *python = json_array_get(pythons, i);
        cr_expect_neq(text_of(python, "path")[0], '\0');
        cr_expect_eq(text_of(python, "libpython")[0] == '\0', text_of(python, "why")[0] != '\0', "%s", text_of(python, "path"));
    }
    json_decref(document);
}

Test(doctor, prints_the_worst_first_and_ends_with_0)
{
    struct said *said = run("LD_PRELOAD=/lib/nothing.so " DOCTOR "2>/dev/null");
    cr_expect_eq(said->exit, 0);
    const char *bad = strstr(said->out, "\nbad"), *good = strstr(said->out, "\ngood");
    cr_assert_neq(bad, NULL, "%s", said->out);
    cr_assert_neq(good, NULL);
    cr_expect_lt(bad, good);
    cr_expect_neq(strstr(said->out, "preload          /lib/nothing.so"), NULL);
    free(said);
}

Test(doctor, fits_narrow_and_wide_terminals)
{
    static const unsigned short widths[] = {60, 80, 120};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct said *said = run_on_terminal(DOCTOR "--color never", widths[i]);
        cr_expect_eq(said->exit, 0);
        expect_fits(said->out, widths[i]);
        free(said);
    }
}

Test(doctor, colors_levels_when_asked)
{
    struct said *said = run(DOCTOR "--color always");
    cr_expect_neq(strstr(said->out, "\033[32mgood\033[0m"), NULL);
    free(said);
}

Test(doctor, is_of_use_where_no_private_folder_can_be_made)
{
    /* Neither a keeper nor a folder: then no Python can be asked, which is a finding like any other. */
    struct said *said =
        run("d=$(mktemp -d) && cp " PS_TEST_PROGRAMS "/procstart $d && $d/procstart doctor; e=$?; rm -r $d; exit $e");
    cr_expect_eq(said->exit, 0);
    cr_expect_neq(strstr(said->out, "\ngood"), NULL);
    cr_expect_neq(strstr(said->out, "procstart-keeper"), NULL, "%s", said->out);
    free(said);
}

Test(doctor, makes_json_of_paths_that_are_not_utf8)
{
    json_t *document = run_json("TMPDIR=$(printf '/n\\377') " DOCTOR "--format json");
    json_decref(document);
}
