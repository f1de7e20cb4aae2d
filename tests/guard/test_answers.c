/* Nothing that an analysis says is taken on trust. */
#include "guard/answers.h"

#include <criterion/criterion.h>
#include <string.h>

#define FINDING                                                                                                                  \
    "{\"rule\":\"r\",\"level\":\"error\",\"line\":3,\"column\":2,\"end_line\":3,\"end_column\":9,\"message\":\"m\",\"help\":"    \
    "\"h\","                                                                                                                     \
    "\"source\":\"s\",\"methods\":[\"spawn\",\"fork\"]}"

static struct ps_guard_file *take(struct ps_guard_file *file, const char *line, int status)
{
    struct ps_error err = {0};
    cr_expect_eq(ps_answers_file(file, line, strlen(line), &err), status, "%s: %s", line, err.what);
    cr_expect(status == 0 || err.exit == PS_EXIT_FAILED);
    return file;
}

static void free_file(struct ps_guard_file *file)
{
    struct ps_guard_report report = {.files = malloc(sizeof *file), .files_n = 1};
    report.files[0] = *file;
    ps_guard_report_free(&report);
}

Test(answers, are_taken_over)
{
    struct ps_guard_file file = {0};
    take(&file, "{}", 0);
    take(&file, "{\"findings\":[" FINDING "]}", 0);
    cr_assert_eq(file.findings_n, 1);
    cr_expect_eq(file.findings[0].line, 3);
    cr_expect_eq(file.findings[0].end_column, 9);
    cr_expect_eq(file.findings[0].level, PS_GUARD_ERROR);
    cr_expect_eq(file.findings[0].methods, 1u << PS_FORK | 1u << PS_SPAWN);
    cr_expect_str_eq(file.findings[0].source, "s");
    free_file(&file);
}

Test(answers, of_several_pythons_are_there_once_and_in_order)
{
    struct ps_guard_file file = {0};
    take(&file, "{\"findings\":[" FINDING "]}", 0);
    take(&file, "{\"findings\":[" FINDING "]}", 0);
    cr_expect_eq(file.findings_n, 1);
    take(&file,
         "{\"findings\":[{\"rule\":\"r\",\"level\":\"note\",\"line\":1,\"column\":2,\"end_line\":3,\"end_column\":9,\"message\":"
         "\"m\","
         "\"help\":\"\",\"source\":\"\",\"methods\":[\"fork\"]}]}",
         0);
    cr_assert_eq(file.findings_n, 2);
    cr_expect_eq(file.findings[0].line, 1);
    take(&file, "{\"error\":\"Python 3.11 does not take it\"}", 0);
    take(&file, "{\"error\":\"Python 3.11 does not take it\"}", 0);
    take(&file, "{\"error\":\"nor does 3.10\"}", 0);
    cr_expect_str_eq(file.error, "Python 3.11 does not take it; nor does 3.10");
    free_file(&file);
}

Test(answers, that_make_no_sense_are_refused_and_leave_the_file_alone)
{
    static const char *const lines[] = {
        "",
        "x",
        "[]",
        "null",
        "{",
        "{\"findings\":{}}",
        "{\"findings\":[3]}",
        "{\"findings\":[{}]}",
        "{\"error\":3}",
        "{\"findings\":[" FINDING ",{}]}",
        "{\"findings\":[{\"rule\":\"r\",\"level\":\"fatal\",\"line\":3,\"column\":2,\"end_line\":3,\"end_column\":9,\"message\":"
        "\"m\","
        "\"help\":\"h\",\"source\":\"s\",\"methods\":[\"spawn\"]}]}",
        "{\"findings\":[{\"rule\":\"r\",\"level\":\"error\",\"line\":0,\"column\":2,\"end_line\":3,\"end_column\":9,\"message\":"
        "\"m\","
        "\"help\":\"h\",\"source\":\"s\",\"methods\":[\"spawn\"]}]}",
        "{\"findings\":[{\"rule\":\"r\",\"level\":\"error\",\"line\":9999999999,\"column\":2,\"end_line\":3,\"end_column\":9,"
        "\"message\":"
        "\"m\",\"help\":\"h\",\"source\":\"s\",\"methods\":[\"spawn\"]}]}",
        "{\"findings\":[{\"rule\":\"r\",\"level\":\"error\",\"line\":1,\"column\":2,\"end_line\":3,\"end_column\":9,\"message\":"
        "\"m\","
        "\"help\":\"h\",\"source\":\"s\",\"methods\":[\"vfork\"]}]}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct ps_guard_file file = {0};
        take(&file, lines[i], -1);
        cr_expect_eq(file.findings_n, 0, "%s", lines[i]);
        cr_expect_null(file.error);
        free_file(&file);
    }
}

Test(answers, about_rules_have_every_part)
{
    struct ps_guard_report report = {0};
    struct ps_error err = {0};
    const char *line =
        "{\"rules\":[{\"id\":\"a\",\"level\":\"note\",\"title\":\"t\",\"why\":\"w\",\"bad\":\"b\",\"good\":\"g\"}]}";
    cr_expect_eq(ps_answers_rules(&report, line, strlen(line), &err), 0);
    cr_assert_eq(report.rules_n, 1);
    cr_expect_str_eq(report.rules[0].good, "g");
    cr_expect_eq(report.rules[0].level, PS_GUARD_NOTE);
    ps_guard_report_free(&report);
    static const char *const lines[] = {"{}", "{\"rules\":[]}", "{\"rules\":[{\"id\":\"a\"}]}", "{\"rules\":3}", "nonsense"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cr_expect_eq(ps_answers_rules(&report, lines[i], strlen(lines[i]), &err), -1, "%s", lines[i]);
        ps_guard_report_free(&report);
    }
}

Test(answers, begin_with_rules_where_these_were_asked_for)
{
    struct ps_guard_report report = {0};
    struct ps_error err = {0};
    const char *one =
        "{\"rules\":[{\"id\":\"a\",\"level\":\"note\",\"title\":\"t\",\"why\":\"w\",\"bad\":\"b\",\"good\":\"g\"}]}";
    cr_expect_eq(ps_answers_greeting(&report, "{}", 2, &err), 0);
    cr_expect_eq(report.rules_n, 0);
    cr_expect_eq(ps_answers_greeting(&report, one, strlen(one), &err), 0);
    cr_expect_eq(ps_answers_greeting(&report, one, strlen(one), &err), 0);
    cr_expect_eq(report.rules_n, 1, "once");
    ps_guard_report_free(&report);
    static const char *const lines[] = {"{\"rules\":[]}", "{\"rules\":3}", "nonsense", "[]"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cr_expect_eq(ps_answers_greeting(&report, lines[i], strlen(lines[i]), &err), -1, "%s", lines[i]);
        ps_guard_report_free(&report);
    }
}

Test(answers, about_a_config_are_a_table_or_none)
{
    json_t *table;
    struct ps_error err = {0};
    const char *some = "{\"config\":{\"select\":[]}}", *none = "{\"config\":null}", *wrong = "{\"error\":\"line 3\"}";
    cr_expect_eq(ps_answers_config(&table, some, strlen(some), &err), 0);
    cr_expect(json_is_object(table));
    json_decref(table);
    cr_expect_eq(ps_answers_config(&table, none, strlen(none), &err), 0);
    cr_expect_null(table);
    cr_expect_eq(ps_answers_config(&table, wrong, strlen(wrong), &err), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_str_eq(err.what, "line 3");
}
