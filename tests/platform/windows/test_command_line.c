/* Arguments survive the way through one line, as the C runtime of the program that is started takes it apart. */
#include "platform/windows/command_line.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <windows.h>
/* after windows.h */
#include <shellapi.h>

#include "platform/windows/text.h"

static void expect_round_trip(const char *const *args, int n)
{
    static wchar_t line[PS_COMMAND_LINE_MAX];
    cr_assert_eq(ps_command_line(args, line, PS_COMMAND_LINE_MAX), 0);
    int got = 0;
    wchar_t **wide = CommandLineToArgvW(line, &got);
    cr_assert_not_null(wide);
    cr_assert_eq(got, n, "%ls: %d arguments", line, got);
    for (int i = 0; i < n; i++) {
        char text[256];
        cr_assert_eq(ps_from_wide(wide[i], text, sizeof text), 0);
        cr_expect_str_eq(text, args[i], "%ls", line);
    }
    LocalFree(wide);
}

Test(command_line, spaces_quotes_backslashes_and_unicode_survive)
{
    static const char *const args[] = {"C:\\Program Files\\procstart.exe",
                                       "",
                                       " ",
                                       "a b",
                                       "\"",
                                       "\"\"",
                                       "a\"b",
                                       "a\\\"b",
                                       "\\",
                                       "\\\\",
                                       "a b\\",
                                       "a b\\\\",
                                       "a\\b c\\\\\"d",
                                       "\\\\server\\share folder\\",
                                       "tab\there",
                                       "line\nbreak",
                                       "--x=\"y z\"",
                                       "%PATH%",
                                       "^&|<>",
                                       "*.py",
                                       "\xc3\xbc \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x90\x8d",
                                       NULL};
    expect_round_trip(args, sizeof args / sizeof *args - 1);
}

Test(command_line, every_short_text_of_backslashes_quotes_and_spaces_survives)
{
    static const char letters[] = "\\\" a";
    for (int code = 0; code < 4 * 4 * 4 * 4 * 4; code++) {
        char text[6] = "";
        for (int i = 0, rest = code; i < 5; i++, rest /= 4)
            text[i] = letters[rest % 4];
        expect_round_trip((const char *[]){"p", text, "end", NULL}, 3);
    }
}

Test(command_line, plain_arguments_stay_as_they_are)
{
    wchar_t line[64];
    cr_assert_eq(ps_command_line((const char *[]){"C:\\a\\b.exe", "--to=x", NULL}, line, 64), 0);
    cr_expect_eq(wcscmp(line, L"C:\\a\\b.exe --to=x"), 0, "%ls", line);
}

Test(command_line, a_line_that_does_not_fit_is_refused)
{
    wchar_t line[5];
    const char *const args[] = {"ab", "c", NULL};
    cr_expect_eq(ps_command_line(args, line, 5), 0);
    cr_expect_eq(wcscmp(line, L"ab c"), 0);
    cr_expect_eq(ps_command_line(args, line, 4), -1);
    cr_expect_eq(ps_command_line((const char *[]){"a b", NULL}, line, 5), -1);
}
