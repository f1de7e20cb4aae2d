#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/terminal.h"
#include "report/formats.h"
#include "samples.h"

static char *table(void (*make)(struct ps_result *), int columns, bool color, bool utf8)
{
    struct ps_result result;
    make(&result);
    const struct ps_report_options options = {.columns = columns, .color = color, .utf8 = utf8};
    char *text = write_report(&ps_format_terminal, &result, 1, &options);
    ps_result_free(&result);
    return text;
}

static void check_table(const char *name, void (*make)(struct ps_result *), int columns, bool color, bool utf8)
{
    char *text = table(make, columns, color, utf8);
    check_golden(name, text);
    free(text);
}

Test(terminal, table_at_60_columns)
{
    check_table("rich-60.txt", make_rich, 60, false, true);
}

Test(terminal, table_at_80_columns)
{
    check_table("rich-80.txt", make_rich, 80, false, true);
}

Test(terminal, table_at_120_columns)
{
    check_table("rich-120.txt", make_rich, 120, false, true);
}

Test(terminal, table_in_ascii_of_unlimited_width)
{
    check_table("rich-ascii.txt", make_rich, 0, false, false);
}

Test(terminal, table_in_colours)
{
    check_table("rich-color.txt", make_rich, 100, true, true);
}

Test(terminal, an_emulated_and_incomplete_result_says_so)
{
    check_table("poor-80.txt", make_poor, 80, false, true);
}

/* The longest line of what has figures in it; notes are wrapped at words, which may be longer than the terminal. */
static size_t widest_line(char *text)
{
    size_t widest = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        size_t columns = ps_text_columns(line);
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

Test(terminal, no_line_is_wider_than_the_terminal)
{
    for (int columns = 60; columns <= 160; columns++) {
        char *text = table(make_rich, columns, false, true);
        cr_assert(le(sz, widest_line(text), (size_t)columns), "%d columns", columns);
        free(text);
    }
}

Test(terminal, nothing_steers_the_terminal_and_ascii_is_ascii)
{
    char *text = table(make_rich, 80, false, false);
    for (const char *c = text; *c != '\0'; c++) {
        bool plain = *c == '\n' || (*c >= 0x20 && *c < 0x7f);
        cr_assert(plain, "byte %02x", (unsigned char)*c);
    }
    free(text);
}

Test(terminal, every_stretch_of_colour_is_ended)
{
    char *text = table(make_rich, 100, true, true);
    int on = 0;
    for (const char *c = text; (c = strchr(c, '\033')) != NULL; c++)
        on += strncmp(c, "\033[0m", 4) == 0 ? -on : 1;
    cr_assert(zero(int, on));
    free(text);
}
