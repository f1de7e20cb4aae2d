#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/terminal.h"
#include "reports.h"

static void check(const char *name, const struct ps_guard_format *format, int columns, bool color, bool utf8)
{
    struct ps_guard_report report;
    use_utf8(utf8);
    unsetenv("GITHUB_STEP_SUMMARY");
    make_findings(&report);
    char *text = write_guard(format, &report, columns, color);
    check_golden(name, text);
    free(text);
    ps_guard_report_free(&report);
}

Test(guard_text, at_60_columns)
{
    check("text-60.txt", &ps_guard_format_text, 60, false, true);
}

Test(guard_text, at_100_columns)
{
    check("text-100.txt", &ps_guard_format_text, 100, false, true);
}

Test(guard_text, in_ascii_of_unlimited_width)
{
    check("text-ascii.txt", &ps_guard_format_text, 0, false, false);
}

Test(guard_text, in_colours)
{
    check("text-color.txt", &ps_guard_format_text, 80, true, true);
}

Test(guard_json, is_procstart_guard_1)
{
    check("findings.json", &ps_guard_format_json, 0, false, true);
}

Test(guard_sarif, is_sarif)
{
    check("findings.sarif", &ps_guard_format_sarif, 0, false, true);
}

Test(guard_github, annotates)
{
    check("github.txt", &ps_guard_format_github, 0, false, true);
}

Test(guard_text, fits_the_terminal_from_60_columns_on)
{
    struct ps_guard_report report;
    use_utf8(true);
    make_findings(&report);
    for (int columns = 60; columns <= 140; columns++) {
        char *text = write_guard(&ps_guard_format_text, &report, columns, false);
        for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
            cr_assert(le(sz, ps_text_columns(line), (size_t)columns), "%d columns: %s", columns, line);
        free(text);
    }
    ps_guard_report_free(&report);
}

/* The line below the source line, from its bar on. */
static void check_caret(int column, int end_column, const char *source, const char *shown, const char *carets)
{
    struct ps_guard_finding finding = {(char *)"r", PS_GUARD_ERROR, 7,          column,         7,
                                       end_column,  (char *)"m",    (char *)"", (char *)source, 0};
    struct ps_guard_file file = {.path = (char *)"a.py", .error = (char *)"", .findings = &finding, .findings_n = 1};
    struct ps_guard_report report = {.files = &file, .files_n = 1};
    char *text = write_guard(&ps_guard_format_text, &report, 60, false), expected[512];
    snprintf(expected, sizeof expected, "7 | %s\n  | %s\n", shown, carets);
    cr_assert(ne(ptr, strstr(text, expected), NULL), "%s\nis without\n%s", text, expected);
    free(text);
}

Test(guard_text, the_caret_stands_below_what_is_meant)
{
    use_utf8(true);
    check_caret(1, 5, "Pool()", "Pool()", "^^^^");
    check_caret(3, 5, "\t\tPool()", "        Pool()", "        ^^");
    check_caret(5, 6, "é = x()", "é = x()", "    ^");
    check_caret(4, 5, "\033[x", "\\x1b[x", "      ^"); /* past the end: one caret there */
    check_caret(2, 2, "ab", "ab", " ^");
    check_caret(0, 0, "ab", "ab", "^");
    check_caret(9, 11, "\xff\xffxxxxx yy", "\\xff\\xffxxxxx yy", "              ^^");
}

Test(guard_text, a_long_line_shows_the_part_that_is_meant)
{
    char source[3001];
    memset(source, 'x', 3000);
    source[3000] = '\0';
    memcpy(source + 2000, "Pool(", 5);
    struct ps_guard_finding finding = {(char *)"r", PS_GUARD_ERROR, 7, 2001, 7, 2005, (char *)"m", (char *)"", source, 0};
    struct ps_guard_file file = {.path = (char *)"a.py", .error = (char *)"", .findings = &finding, .findings_n = 1};
    struct ps_guard_report report = {.files = &file, .files_n = 1};
    char *text = write_guard(&ps_guard_format_text, &report, 60, false);
    char *pool = strstr(text, "Pool("), *carets = strstr(text, "^^^^\n");
    cr_assert(ne(ptr, pool, NULL));
    cr_assert(ne(ptr, carets, NULL));
    char *line = strstr(text, "7 | "), *below = strchr(line, '\n') + 1;
    cr_assert(eq(sz, (size_t)(pool - line), (size_t)(carets - below)));
    free(text);
}

Test(guard_text, the_matrix_comes_last_and_only_of_what_was_run)
{
    struct ps_guard_report report;
    use_utf8(true);
    make_findings(&report);
    char *text = write_guard(&ps_guard_format_text, &report, 0, false);
    cr_assert(ne(ptr, strstr(text, "\n\n              3.11.7"), NULL), "%s", text);
    cr_assert(eq(ptr, strstr(strstr(text, "\n\n              3.11.7") + 2, "\n\n"), NULL));
    free(text);
    ps_guard_report_free(&report);
    make_many(&report, 3);
    size_t runs = report.files[0].runs_n;
    report.files[0].runs_n = 0;
    text = write_guard(&ps_guard_format_text, &report, 0, false);
    report.files[0].runs_n = runs;
    cr_assert(eq(ptr, strstr(text, "forkserver  "), NULL), "%s", text);
    cr_assert(ne(ptr, strstr(text, "\n3 warnings in 1 of 1 file\n"), NULL), "%s", text);
    free(text);
    ps_guard_report_free(&report);
}

/* ---- fingerprints ---- */

static json_t *sarif(const struct ps_guard_report *report)
{
    char *text = write_guard(&ps_guard_format_sarif, report, 0, false);
    json_error_t error;
    json_t *log = json_loads(text, 0, &error);
    cr_assert(ne(ptr, log, NULL), "%s", error.text);
    free(text);
    return log;
}

static const char *fingerprint(const json_t *log, size_t i)
{
    const json_t *result = json_array_get(json_object_get(json_array_get(json_object_get(log, "runs"), 0), "results"), i);
    return json_string_value(json_object_get(json_object_get(result, "partialFingerprints"), "procstartLine/v1"));
}

Test(guard_sarif, fingerprints_outlive_other_lines_and_tell_alike_findings_apart)
{
    struct ps_guard_report report;
    make_findings(&report);
    json_t *before = sarif(&report);
    cr_assert(ne(str, (char *)fingerprint(before, 1), (char *)fingerprint(before, 2)));
    for (size_t i = 0; i < report.files[0].findings_n; i++)
        report.files[0].findings[i].line += 17;
    json_t *after = sarif(&report);
    for (size_t i = 0; i < 6; i++)
        cr_assert(eq(str, (char *)fingerprint(before, i), (char *)fingerprint(after, i)));
    report.files[0].findings[1].source[0] = 'x';
    json_t *changed = sarif(&report);
    cr_assert(ne(str, (char *)fingerprint(before, 1), (char *)fingerprint(changed, 1)));
    json_decref(before);
    json_decref(after);
    json_decref(changed);
    ps_guard_report_free(&report);
}
