#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "reports.h"

enum { MEBIBYTE = 1 << 20 };

static char *hostile(const struct ps_guard_format *format, int columns)
{
    struct ps_guard_report report;
    make_hostile(&report);
    char *text = write_guard(format, &report, columns, false);
    ps_guard_report_free(&report);
    return text;
}

/* What GitHub's runner would take for a command: "::" first on a line, blanks aside, or "##[" anywhere. */
static size_t count_commands(const char *text)
{
    size_t n = 0;
    for (const char *line = text; *line != '\0'; line += line[0] == '\n') {
        size_t length = strcspn(line, "\r\n"), blanks = strspn(line, " \t");
        n += blanks < length && strncmp(line + blanks, "::", 2) == 0;
        for (size_t i = 0; i + 3 <= length; i++)
            n += strncmp(line + i, "##[", 3) == 0;
        line += length;
        line += *line == '\r';
    }
    return n;
}

static void check_no_controls(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        bool control = (*c < 0x20 && *c != '\n') || *c == 0x7f;
        bool c1 = c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0;
        cr_assert(not(control || c1), "byte %02x at %zu", *c, (size_t)((const char *)c - text));
    }
}

Test(guard_hostile, text_steers_no_terminal_and_is_no_command)
{
    for (int columns = 0; columns <= 120; columns += 20) {
        char *text = hostile(&ps_guard_format_text, columns);
        check_no_controls(text);
        cr_assert(eq(sz, count_commands(text), 0), "%s", text);
        free(text);
    }
}

Test(guard_hostile, annotations_are_ten_and_all_ours)
{
    unsetenv("GITHUB_STEP_SUMMARY");
    char *text = hostile(&ps_guard_format_github, 0);
    check_no_controls(text);
    cr_assert(eq(sz, count_commands(text), 10), "%s", text);
    /* properties end where ours end: the name has neither comma nor colon nor line end of its own */
    cr_assert(ne(ptr, strstr(text, "file=\\n%3A%3Aerror file=x%3A%3Aowned\\x0d\\n##\\x5berror]owned"), NULL), "%s", text);
    free(text);
}

Test(guard_hostile, json_and_sarif_are_such_and_keep_all_texts)
{
    const struct ps_guard_format *const formats[] = {&ps_guard_format_json, &ps_guard_format_sarif};
    for (size_t i = 0; i < 2; i++) {
        char *text = hostile(formats[i], 0);
        json_error_t error;
        json_t *value = json_loads(text, 0, &error);
        cr_assert(ne(ptr, value, NULL), "%s", error.text);
        check_no_controls(text); /* \u001b, not ESC */
        json_decref(value);
        free(text);
    }
}

Test(guard_hostile, the_summary_has_no_markup_of_theirs)
{
    char path[64];
    fresh_file(path);
    setenv("GITHUB_STEP_SUMMARY", path, 1);
    free(hostile(&ps_guard_format_github, 0));
    char *text = read_whole(path);
    check_no_controls(text);
    cr_assert(eq(ptr, strpbrk(text, "<>[]@$\"'\\"), NULL), "%s", text);
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        size_t bars = 0;
        for (const char *c = line; *c != '\0'; c++)
            bars += *c == '|';
        cr_assert(bars == 0 || bars == 5, "%s", line);
    }
    free(text);
    remove(path);
}

Test(guard_limits, of_ten_thousand_findings_ten_are_annotations_and_the_gravest)
{
    struct ps_guard_report report;
    char path[64];
    fresh_file(path);
    setenv("GITHUB_STEP_SUMMARY", path, 1);
    make_many(&report, 10000);
    char *text = write_guard(&ps_guard_format_github, &report, 0, false);
    cr_assert(eq(sz, count_commands(text), 10));
    size_t errors = 0;
    for (const char *at = text; (at = strstr(at, "::error ")) != NULL; at++)
        errors++;
    cr_assert(eq(sz, errors, 10));
    cr_assert(ne(ptr, strstr(text, "\n10 annotations of 10001,"), NULL), "%.2000s", text);

    char *summary = read_whole(path);
    cr_assert(lt(sz, strlen(summary), MEBIBYTE));
    cr_assert(gt(sz, strlen(summary), MEBIBYTE / 2));
    cr_assert(ne(ptr, strstr(summary, " of 10001 findings have no room here"), NULL));
    cr_assert(ne(ptr, strstr(summary, "| fork | 3.14.3 | ok |"), NULL)); /* the runs still have room */
    cr_assert(eq(int, summary[strlen(summary) - 1], '\n'));
    free(summary);
    free(text);
    ps_guard_report_free(&report);
    remove(path);
}

Test(guard_limits, the_summary_takes_what_a_step_has_written_before_into_account)
{
    struct ps_guard_report report;
    char path[64];
    fresh_file(path);
    setenv("GITHUB_STEP_SUMMARY", path, 1);
    make_many(&report, 10000);
    for (int i = 0; i < 4; i++)
        free(write_guard(&ps_guard_format_github, &report, 0, false));
    char *summary = read_whole(path);
    cr_assert(lt(sz, strlen(summary), MEBIBYTE));
    free(summary);
    ps_guard_report_free(&report);
    remove(path);
}

Test(guard_limits, a_summary_that_cannot_be_written_is_an_error)
{
    struct ps_guard_report report;
    struct ps_error err = {0};
    setenv("GITHUB_STEP_SUMMARY", "no-such-folder/summary.md", 1);
    make_many(&report, 1);
    FILE *file = tmpfile();
    cr_assert(eq(int, ps_guard_format_github.write(&report, 0, false, file, &err), -1));
    cr_assert(ne(ptr, strstr(err.what, "no-such-folder"), NULL), "%s", err.what);
    fclose(file);
    ps_guard_report_free(&report);
}
