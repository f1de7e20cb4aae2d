#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/redirect.h>
#include <stdlib.h>
#include <string.h>

#include "cli/terminal.h"

static char shown[256];

static char *safe(const char *text, bool utf8)
{
    ps_safe_text(shown, sizeof shown, text, utf8);
    return shown;
}

Test(text, ordinary_text_is_left_alone)
{
    cr_assert(eq(str, safe("a b/c.py", false), "a b/c.py"));
    cr_assert(eq(str, safe("naïve µ 漢 😀", true), "naïve µ 漢 😀"));
}

Test(text, what_could_steer_a_terminal_is_made_visible)
{
    cr_assert(eq(str, safe("a\033[2Jb", true), "a\\x1b[2Jb"));
    cr_assert(eq(str, safe("a\nb\tc\rd\177", true), "a\\nb\\tc\\x0dd\\x7f"));
    cr_assert(eq(str,
                 safe("\xc2\x9b"
                      "2J",
                      true),
                 "\\x9b2J")); /* CSI as one C1 control */
    cr_assert(eq(str, safe("a\u202egnp.exe", true), "a\\u202egnp.exe"));
    cr_assert(eq(str, safe("a\u200bb\ufeff", true), "a\\u200bb\\ufeff"));
}

Test(text, what_is_no_utf8_is_shown_byte_by_byte)
{
    cr_assert(eq(str, safe("\xff|\xc3|\xe2\x82|", true), "\\xff|\\xc3|\\xe2\\x82|"));
    cr_assert(eq(str, safe("\xc0\xaf", true), "\\xc0\\xaf"));                   /* overlong */
    cr_assert(eq(str, safe("\xed\xa0\x80", true), "\\xed\\xa0\\x80"));          /* a surrogate */
    cr_assert(eq(str, safe("\xf4\x90\x80\x80", true), "\\xf4\\x90\\x80\\x80")); /* beyond U+10FFFF */
}

Test(text, without_utf8_everything_is_ascii)
{
    cr_assert(eq(str, safe("µ😀", false), "\\u00b5\\U0001f600"));
}

Test(text, is_cut_between_characters_never_within_one)
{
    char small[6];
    ps_safe_text(small, sizeof small, "abcdµ", true);
    cr_assert(eq(str, small, "abcd"));
    ps_safe_text(small, sizeof small, "abcµ", true);
    cr_assert(eq(str, small, "abcµ"));
    ps_safe_text(small, sizeof small, "abc\033", true);
    cr_assert(eq(str, small, "abc"));
}

Test(text, columns_count_characters)
{
    cr_assert(eq(sz, ps_text_columns("µs ±"), 4));
    cr_assert(eq(sz, ps_text_columns(""), 0));
}

Test(text, a_column_begins_at_a_character)
{
    const char *text = "aµb漢c";
    cr_assert(eq(str, (char *)ps_text_at(text, 0), (char *)text));
    cr_assert(eq(str, (char *)ps_text_at(text, 1), "µb漢c"));
    cr_assert(eq(str, (char *)ps_text_at(text, 4), "c"));
    cr_assert(eq(str, (char *)ps_text_at(text, 5), ""));
    cr_assert(eq(str, (char *)ps_text_at(text, 99), ""));
}

Test(text, wraps_at_words_below_its_beginning, .init = cr_redirect_stdout)
{
    fputs("ab: ", stdout);
    ps_print_wrapped(stdout, "one two  three averyveryverylongword x", 4, 14);
    fflush(stdout);
    cr_assert_stdout_eq_str("ab: one two\n    three\n    averyveryverylongword\n    x\n");
}

Test(text, is_one_line_where_the_width_is_unlimited, .init = cr_redirect_stdout)
{
    ps_print_wrapped(stdout, "one two three", 4, 0);
    fflush(stdout);
    cr_assert_stdout_eq_str("one two three\n");
}

Test(error_line, holds_what_and_hint_and_no_control_characters, .init = cr_redirect_stderr)
{
    struct ps_error err = {.what = "bad \"x\"", .hint = "do\tthis"};
    ps_print_error(&err, false);
    fflush(stderr);
    cr_assert_stderr_eq_str("procstart: error: bad \"x\"; do\\tthis\n");
}

Test(progress, off_a_terminal_says_each_tenth_once, .init = cr_redirect_stderr)
{
    struct ps_progress_line line;
    ps_progress_begin(&line, false);
    ps_progress_step(&line, "x", 0, 9000000000, 0.05);
    ps_progress_step(&line, "x", 1, 8500000001, 0.15);
    ps_progress_step(&line, "x", 2, 8400000000, 0.19);
    ps_progress_step(&line, "x", 3, 120000000000, 0.55);
    ps_progress_step(&line, "x", 4, 0, 1.2);
    ps_progress_end(&line);
    fflush(stderr);
    cr_assert_stderr_eq_str("procstart: 10 %, 9 s left\nprocstart: 50 %, 2 min 00 s left\nprocstart: 100 %, 0 s left\n");
}

Test(progress, is_silent_when_quiet, .init = cr_redirect_stderr)
{
    struct ps_progress_line line;
    ps_progress_begin(&line, true);
    ps_progress_step(&line, "x", 0, 0, 1);
    ps_progress_end(&line);
    fflush(stderr);
    cr_assert_stderr_eq_str("");
}

Test(terminal, no_color_and_dumb_terminals_are_heeded)
{
    setenv("NO_COLOR", "1", 1);
    cr_assert(not(ps_terminal_color(stdout)));
    setenv("NO_COLOR", "", 1); /* empty counts as unset (no-color.org), but dumb terminals still have none */
    setenv("TERM", "dumb", 1);
    cr_assert(not(ps_terminal_color(stdout)));
}

Test(terminal, utf8_follows_the_first_locale_variable_that_is_set)
{
    setenv("LC_ALL", "", 1);
    setenv("LC_CTYPE", "C", 1);
    setenv("LANG", "de_DE.UTF-8", 1);
    cr_assert(not(ps_terminal_utf8()));
    setenv("LC_ALL", "C.utf8", 1);
    cr_assert(ps_terminal_utf8());
    unsetenv("LC_ALL");
    unsetenv("LC_CTYPE");
    cr_assert(ps_terminal_utf8());
    unsetenv("LANG");
    cr_assert(not(ps_terminal_utf8()));
}
