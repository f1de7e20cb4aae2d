/* From records of children to times: made-up records, whose sums are known. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "reimport/record.h"
#include "reimport/series.h"

static json_t *parse(const char *text)
{
    json_error_t problem;
    json_t *value = json_loads(text, 0, &problem);
    cr_assert_not_null(value, "%s", problem.text);
    return value;
}

static json_int_t integer_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

#define STATEMENTS "[{\"line\": 1, \"text\": \"doc\"}, {\"line\": 3, \"text\": \"import a\"}, {\"line\": 4, \"text\": \"x = 1\"}]"

Test(record, a_statement_takes_from_its_stamp_to_the_next)
{
    json_t *statements = parse(STATEMENTS);
    json_t *records = parse("[[1, [1000, 1600, 1700], [], []], [1, [5000, 5500, 5700], [], []], [1, [10, 710, 715], [], []]]");
    json_t *timed = ps_reimport_statements(statements, records);
    cr_assert_eq(json_array_size(timed), 3);
    cr_expect_eq(integer_of(json_array_get(timed, 0), "self_ns"), 0, "what comes before the first stamp has no time");
    cr_expect_eq(integer_of(json_array_get(timed, 1), "self_ns"), 600);
    cr_expect_eq(integer_of(json_array_get(timed, 1), "line"), 3);
    cr_expect_eq(integer_of(json_array_get(timed, 2), "self_ns"), 100);
    cr_expect_eq(integer_of(json_array_get(timed, 2), "n"), 3);
    json_decref(timed);
    json_decref(records);
    json_decref(statements);
}

/* numbers: a 0 (within it b 1, within that c 2), d 3; written as they end. */
#define RECORD(began)                                                                                                            \
    "[1, [" began "000, " began "900, " began "950], [[2, \"c\", 1, " began "200, " began "300], [1, \"b\", 0, " began           \
    "100, " began "400], [0, \"a\", -1, " began "000, " began "800], [3, \"d\", -1, " began "910, " began "940]], [\"sys\"]]"

Test(record, imports_are_a_tree_with_own_and_summed_times)
{
    json_t *statements = parse(STATEMENTS), *records = parse("[" RECORD("1") "," RECORD("7") "]");
    json_t *imports = ps_reimport_imports(statements, records);
    static const struct {
        const char *module, *within;
        json_int_t depth, self_ns, cumulative_ns, line;
    } expected[] = {
        {"a", NULL, 0, 500, 800, 3}, {"b", "a", 1, 200, 300, 0}, {"c", "b", 2, 100, 100, 0}, {"d", NULL, 0, 30, 30, 4}};
    cr_assert_eq(json_array_size(imports), 5);
    for (size_t i = 0; i < 4; i++) {
        const json_t *module = json_array_get(imports, i);
        const char *within = json_string_value(json_object_get(module, "within"));
        cr_expect_str_eq(json_string_value(json_object_get(module, "module")), expected[i].module);
        cr_expect(expected[i].within == NULL ? within == NULL : within != NULL && strcmp(within, expected[i].within) == 0);
        cr_expect_eq(integer_of(module, "depth"), expected[i].depth, "%s", expected[i].module);
        cr_expect_eq(integer_of(module, "self_ns"), expected[i].self_ns, "%s", expected[i].module);
        cr_expect_eq(integer_of(module, "cumulative_ns"), expected[i].cumulative_ns, "%s", expected[i].module);
        cr_expect_eq(integer_of(module, "line"), expected[i].line, "%s", expected[i].module);
        cr_expect_eq(integer_of(module, "n"), 2);
    }
    const json_t *loaded = json_array_get(imports, 4);
    cr_expect_str_eq(json_string_value(json_object_get(loaded, "module")), "sys");
    cr_expect(json_is_true(json_object_get(loaded, "already_loaded")));
    json_decref(imports);
    json_decref(records);
    json_decref(statements);
}

/* Importing p.x imports p, which imports p.x itself. */
Test(record, a_module_that_is_asked_for_within_its_own_import_has_an_entry_each_time)
{
    json_t *statements = parse(STATEMENTS);
    json_t *records = parse("[[1, [0, 10, 20], [[2, \"p.x\", 1, 3, 5], [1, \"p\", 0, 2, 8], [0, \"p.x\", -1, 1, 9]], []]]");
    json_t *imports = ps_reimport_imports(statements, records);
    cr_assert_eq(json_array_size(imports), 3);
    cr_expect_eq(integer_of(json_array_get(imports, 0), "cumulative_ns"), 8);
    cr_expect_eq(integer_of(json_array_get(imports, 0), "self_ns"), 2);
    cr_expect_eq(integer_of(json_array_get(imports, 2), "cumulative_ns"), 2);
    cr_expect_eq(integer_of(json_array_get(imports, 2), "depth"), 2);
    json_decref(imports);
    json_decref(records);
    json_decref(statements);
}

Test(record, an_import_that_never_ended_is_passed_over)
{
    json_t *statements = parse(STATEMENTS);
    json_t *records = parse("[[1, [0, 10, 20], [[7, \"late\", 5, 1, 3], [999999999, \"far\", -1, 1, 2]], []]]");
    json_t *imports = ps_reimport_imports(statements, records);
    cr_assert_eq(json_array_size(imports), 1);
    cr_expect_eq(integer_of(json_array_get(imports, 0), "cumulative_ns"), 2);
    json_decref(imports);
    json_decref(records);
    json_decref(statements);
}

Test(series, has_the_median_and_an_interval_from_three_on)
{
    struct ps_reimport_series series = {0};
    ps_reimport_series_add(&series, 5);
    ps_reimport_series_add(&series, 9);
    json_t *two = ps_reimport_series_figure(&series);
    cr_expect_eq(ps_reimport_median(two), 7);
    cr_expect(json_is_null(json_object_get(two, "ci95")));
    for (int i = 0; i < 20; i++)
        ps_reimport_series_add(&series, 100 + i);
    json_t *twenty = ps_reimport_series_figure(&series);
    const json_t *interval = json_object_get(twenty, "ci95");
    cr_expect_eq(integer_of(twenty, "n"), 20);
    cr_assert(json_is_array(interval));
    cr_expect_geq(json_integer_value(json_array_get(interval, 0)), 100);
    cr_expect_leq(json_integer_value(json_array_get(interval, 0)), 110);
    cr_expect_leq(json_integer_value(json_array_get(interval, 1)), 119);
    json_t *none = ps_reimport_series_figure(&series);
    cr_expect(json_is_null(json_object_get(none, "median")), "the series was emptied");
    cr_expect(isnan(ps_reimport_median(none)));
    json_decref(two);
    json_decref(twenty);
    json_decref(none);
}
