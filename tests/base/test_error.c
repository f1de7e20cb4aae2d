#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"

Test(error, a_failure_carries_text_exit_and_no_hint_of_an_earlier_one)
{
    struct ps_error err = {.hint = "old", .os = 5};
    cr_assert(eq(int, ps_fail(&err, PS_EXIT_USAGE, "%s is %d", "x", 3), -1));
    cr_assert(eq(str, err.what, "x is 3"));
    cr_assert(eq(str, err.hint, ""));
    cr_assert(eq(int, err.exit, PS_EXIT_USAGE));
    cr_assert(eq(int, err.os, 0));
}

Test(error, a_failed_system_call_keeps_number_and_text)
{
    struct ps_error err;
    cr_assert(eq(int, ps_fail_os(&err, PS_EXIT_FAILED, ENOENT, "open %s", "f"), -1));
    cr_assert(eq(str, err.what, "open f: No such file or directory"));
    cr_assert(eq(int, err.os, ENOENT));
}

Test(error, each_layer_puts_its_context_in_front)
{
    struct ps_error err;
    ps_fail(&err, PS_EXIT_USAGE, "is broken");
    ps_error_context(&err, "line %d", 7);
    cr_assert(eq(int, ps_error_context(&err, "file"), -1));
    cr_assert(eq(str, err.what, "file: line 7: is broken"));
}

Test(error, context_keeps_what_was_wrong_when_the_room_is_short)
{
    struct ps_error err;
    char where[2 * sizeof err.what];
    memset(where, 'a', sizeof where - 1);
    where[sizeof where - 1] = '\0';
    ps_fail(&err, PS_EXIT_USAGE, "the very reason");
    ps_error_context(&err, "%s", where);
    cr_assert(lt(sz, strlen(err.what), sizeof err.what));
    const char *tail = err.what + strlen(err.what) - strlen("aa: the very reason");
    cr_assert(eq(str, (char *)tail, "aa: the very reason"));
}

Test(error, a_long_reason_is_cut_never_overrun)
{
    struct ps_error err;
    char text[2 * sizeof err.what];
    memset(text, 'b', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ps_fail(&err, PS_EXIT_USAGE, "%s", text);
    cr_assert(eq(sz, strlen(err.what), sizeof err.what - 1));
    ps_fail_os(&err, PS_EXIT_USAGE, EIO, "%s", text);
    cr_assert(eq(sz, strlen(err.what), sizeof err.what - 1));
    ps_error_hint(&err, "%s", text);
    cr_assert(eq(sz, strlen(err.hint), sizeof err.hint - 1));
}

Test(error, control_characters_cannot_leave_the_line)
{
    struct ps_error err;
    ps_fail(&err, PS_EXIT_USAGE, "a\nb\033[2Jc\177");
    ps_error_hint(&err, "x\ry");
    ps_error_context(&err, "p\tq");
    cr_assert(eq(str, err.what, "p?q: a?b?[2Jc?"));
    cr_assert(eq(str, err.hint, "x?y"));
}

Test(error, nobody_has_to_take_an_error)
{
    cr_assert(eq(int, ps_fail(NULL, PS_EXIT_USAGE, "x"), -1));
    cr_assert(eq(int, ps_fail_os(NULL, PS_EXIT_USAGE, EIO, "x"), -1));
    cr_assert(eq(int, ps_error_hint(NULL, "x"), -1));
    cr_assert(eq(int, ps_error_context(NULL, "x"), -1));
}
