#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal_run.h"

TestSuite(torn_journal, .init = make_folder, .fini = remove_folder);

/* Starts that are whole in the first `cut` bytes: each sample is an array in the "samples" of a line that ends in time. */
static size_t starts_within(const char *text, size_t cut)
{
    size_t starts = 0;
    const char *end, *line = text;
    for (; (end = memchr(line, '\n', (size_t)(text + cut - line))) != NULL; line = end + 1) {
        const char *samples = line == text ? NULL : strstr(line, "\"samples\":[");
        for (const char *c = samples; c != NULL && c < end; c++)
            starts += c[0] == '[' && c[1] != '[';
    }
    return starts;
}

Test(torn_journal, cut_off_at_any_byte_gives_all_whole_lines)
{
    size_t n;
    be_killed(measure);
    char *text = test_file_read(journal_path, &n);
    size_t header = (size_t)(strchr(text, '\n') - text) + 1;
    cr_assert_eq(starts_within(text, n), JOURNAL_ALL_STARTS);
    for (size_t cut = 0; cut <= n; cut += cut + 50 < header ? 101 : 1) {
        test_file_write(journal_path, text, cut);
        unlink(path);
        finish();
        cr_assert_eq(count_starts(), starts_within(text, cut), "cut off after %zu of %zu bytes", cut, n);
    }
    free(text);
}

Test(torn_journal, with_a_damaged_line_gives_what_is_before_it_and_says_so)
{
    size_t n;
    struct ps_result result;
    be_killed(measure);
    char *text = test_file_read(journal_path, &n);
    char *third = strchr(strchr(text, '\n') + 1, '\n') + 1;
    memcpy(third, "garbage", 7);
    test_file_write(journal_path, text, n);
    finish();
    read_result(&result);
    cr_expect_eq(result.cells[MADE_UP_FORK].first.n, 1);
    cr_expect_eq(result.cells[MADE_UP_FORK].samples.n, 0);
    cr_assert_eq(result.warnings_n, 1);
    cr_expect_str_eq(result.warnings[0].code, "journal-damaged");
    cr_expect_not_null(strstr(result.warnings[0].message, "line 3 "), "%s", result.warnings[0].message);
    free(text);
    ps_result_free(&result);
}

Test(torn_journal, lines_of_the_wrong_shape_are_damage_not_crashes)
{
    static const char *const lines[] = {
        "[]",
        "{}",
        "{\"cell\":99,\"samples\":[]}",
        "{\"cell\":-1,\"samples\":[]}",
        "{\"cell\":1,\"samples\":7}",
        "{\"cell\":1,\"epoch\":0,\"round\":0,\"order\":0,\"first\":false,\"samples\":[[1]]}",
        "{\"cell\":1,\"epoch\":0,\"round\":0,\"order\":0,\"first\":false,\"samples\":[[1,2,3,4,5,6,7,-8]]}",
        "{\"cell\":1,\"epoch\":0,\"round\":0,\"order\":0,\"first\":false,\"samples\":[[9223372036854775807,1,1,1,1,1,1,1]]}",
        "{\"cell\":1,\"epoch\":0,\"dirty\":[]}",
        "{\"cell\":1,\"epoch\":0,\"dirty\":{\"bytes\":1,\"alone_ns\":1}}",
        "{\"cell\":1,\"epoch\":0,\"dirty\":{\"bytes\":1,\"alone_ns\":1,\"written_ns\":-1}}",
        "{\"cell\":1,\"epoch\":-1,\"dirty\":{\"bytes\":1,\"alone_ns\":1,\"written_ns\":1}}",
        "{\"cell\":1,\"status\":\"fine\"}",
        "{\"cell\":1,\"status\":\"ok\",\"reason\":null,\"stopped_by\":null,\"mechanism\":null,\"resources\":[]}",
    };
    size_t n;
    be_killed(measure);
    char *text = test_file_read(journal_path, &n);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *changed = calloc(n + strlen(lines[i]) + 2, 1);
        sprintf(changed, "%s%s\n", text, lines[i]);
        test_file_write(journal_path, changed, strlen(changed));
        unlink(path);
        finish();
        struct ps_result result;
        read_result(&result);
        cr_expect_eq(result.warnings_n, 1, "%s", lines[i]);
        cr_expect_eq(result.cells[MADE_UP_FORK].samples.n, JOURNAL_EPOCHS * JOURNAL_STARTS, "%s", lines[i]);
        cr_expect_eq(result.cells[MADE_UP_FORK].debts.n, 0, "%s", lines[i]);
        ps_result_free(&result);
        free(changed);
    }
    free(text);
}
