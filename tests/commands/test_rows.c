#include <criterion/criterion.h>
#include <stdlib.h>

#include "commands/rows.h"

static char *text;
static size_t length;

static struct ps_rows begin(int columns, bool color)
{
    struct ps_rows rows = {.columns = columns, .color = color, .word_width = 4, .name_width = 8};
    rows.to = open_memstream(&text, &length);
    cr_assert_neq(rows.to, NULL);
    return rows;
}

static void expect(struct ps_rows *rows, const char *expected)
{
    fclose(rows->to);
    cr_expect_str_eq(text, expected);
    free(text);
}

Test(rows, stand_in_columns_where_there_is_room)
{
    struct ps_rows rows = begin(60, false);
    ps_rows_row(&rows, PS_TONE_WRONG, "bad", "governor", "powersave on 8 of 8 processors, which is a lot");
    expect(&rows, "bad   governor  powersave on 8 of 8 processors, which is a\n"
                  "                lot\n");
}

Test(rows, put_text_below_the_name_where_there_is_none)
{
    struct ps_rows rows = begin(40, false);
    ps_rows_row(&rows, PS_TONE_WRONG, "bad", "governor", "powersave on 8 of 8 processors, which is a lot");
    expect(&rows, "bad   governor\n"
                  "      powersave on 8 of 8 processors,\n"
                  "      which is a lot\n");
}

Test(rows, are_one_line_each_without_a_terminal)
{
    struct ps_rows rows = begin(0, false);
    ps_rows_row(&rows, PS_TONE_WRONG, "bad", "governor",
                "powersave on 8 of 8 processors, which is a lot more than fits on one line of any terminal");
    expect(&rows, "bad   governor  powersave on 8 of 8 processors, which is a lot more than fits on one line of any terminal\n");
}

Test(rows, color_the_word_only)
{
    struct ps_rows rows = begin(80, true);
    ps_rows_row(&rows, PS_TONE_FINE, "yes", "a", "b");
    expect(&rows, "\033[32myes\033[0m   a         b\n");
}

Test(rows, show_what_could_steer_a_terminal)
{
    struct ps_rows rows = begin(80, false);
    ps_rows_row(&rows, PS_TONE_PLAIN, "x", "\033[2J", "a\nb");
    expect(&rows, "x     \\x1b[2J   a\\nb\n");
}
