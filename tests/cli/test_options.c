#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/redirect.h>
#include <string.h>

#include "cli/cli.h"

struct taken {
    int n, index[8];
    const char *value[8];
};

static int take(void *data, int index, const char *value, struct ps_error *err)
{
    struct taken *taken = data;
    if (value != NULL && strcmp(value, "bad") == 0)
        return ps_fail(err, PS_EXIT_USAGE, "--%d: bad", index);
    taken->index[taken->n] = index;
    taken->value[taken->n++] = value;
    return 0;
}

static const struct ps_option own[] = {
    {"size", 's', "N", "how large it is, in words that are long enough to be wrapped on a narrow terminal"},
    {"fast", 0, NULL, "fast"},
    {NULL, 0, NULL, NULL},
};
static const char *const formats[] = {"table", "json", NULL};

enum { ARGUMENTS_MAX = 16 };

/* Parses "x" followed by `arguments`, which are parted by blanks. */
static int parse(const char *arguments, struct ps_common *common, struct taken *taken, int *first, struct ps_error *err)
{
    static char text[256];
    char *argv[ARGUMENTS_MAX + 1] = {"x"};
    int argc = 1, helped;
    snprintf(text, sizeof text, "%s", arguments);
    for (char *word = strtok(text, " "); word != NULL && argc < ARGUMENTS_MAX; word = strtok(NULL, " "))
        argv[argc++] = word;
    const struct ps_cli cli = {.usage = "procstart x [OPTIONS]",
                               .about = "Does x.",
                               .options = own,
                               .take = take,
                               .data = taken,
                               .formats = formats,
                               .output = "write to FILE"};
    *common = (struct ps_common){0};
    *taken = (struct taken){0};
    *err = (struct ps_error){0};
    int status = ps_cli_parse(&cli, argc, argv, common, first, &helped, err);
    return status == 0 ? helped : -1;
}

Test(options, own_and_shared_options_are_told_apart)
{
    struct ps_common common;
    struct taken taken;
    struct ps_error err;
    int first;
    cr_assert(zero(int, parse("-s 3 --fast --format json -q -o f --size=4 --color never", &common, &taken, &first, &err)));
    cr_assert(eq(int, taken.n, 2 + 1));
    cr_assert(eq(int, taken.index[0], 0));
    cr_assert(eq(str, (char *)taken.value[0], "3"));
    cr_assert(eq(int, taken.index[1], 1));
    cr_assert(eq(str, (char *)taken.value[2], "4"));
    cr_assert(eq(str, (char *)common.format, "json"));
    cr_assert(eq(str, (char *)common.output, "f"));
    cr_assert(common.quiet);
}

Test(options, operands_follow_wherever_they_stand)
{
    struct ps_common common;
    struct taken taken;
    struct ps_error err;
    int first;
    cr_assert(zero(int, parse("a --fast b -- --size", &common, &taken, &first, &err)));
    cr_assert(eq(int, taken.n, 1));
    cr_assert(eq(int, first, 3));
}

Test(options, what_is_wrong_is_said_in_one_line_with_what_to_do)
{
    static const struct {
        const char *arguments, *what, *hint;
    } cases[] = {
        {"--sise 3", "unknown option \"--sise\"", "did you mean \"--size\"?"},
        {"--qwertz=1", "unknown option \"--qwertz\"", "procstart x --help lists all"},
        {"-z", "unknown option \"-z\"", "procstart x --help lists all"},
        {"--size", "option \"--size\" needs a value: N", ""},
        {"-s", "option \"--size\" needs a value: N", ""},
        {"--fast=1", "option \"--fast\" takes no value", ""},
        {"--format jsn", "unknown format \"jsn\"", "did you mean \"json\"?"},
        {"--color blue", "unknown value of --color \"blue\"", "use one of: auto, always, never"},
        {"--size bad", "--0: bad", ""},
        {"--output=", "--output: the file's name is empty", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ps_common common;
        struct taken taken;
        struct ps_error err;
        int first;
        cr_assert(eq(int, parse(cases[i].arguments, &common, &taken, &first, &err), -1), "%s", cases[i].arguments);
        cr_assert(eq(str, err.what, (char *)cases[i].what));
        cr_assert(eq(str, err.hint, (char *)cases[i].hint));
        cr_assert(eq(int, err.exit, PS_EXIT_USAGE));
    }
}

Test(options, color_always_and_never_overrule_the_terminal)
{
    struct ps_common common;
    struct taken taken;
    struct ps_error err;
    int first;
    setenv("NO_COLOR", "1", 1);
    parse("--color always", &common, &taken, &first, &err);
    cr_assert(common.color_out && common.color_err);
    parse("--color never", &common, &taken, &first, &err);
    cr_assert(not(common.color_out));
    parse("--color auto", &common, &taken, &first, &err);
    cr_assert(not(common.color_out));
}

Test(options, help_is_at_most_80_columns_wide, .init = cr_redirect_stdout)
{
    struct ps_common common;
    struct taken taken;
    struct ps_error err;
    int first;
    cr_assert(eq(int, parse("--help", &common, &taken, &first, &err), 1));
    fflush(stdout);
    cr_assert_stdout_eq_str("Usage: procstart x [OPTIONS]\n"
                            "\n"
                            "Does x.\n"
                            "\n"
                            "Options:\n"
                            "  -s, --size N          how large it is, in words that are long enough to be\n"
                            "                        wrapped on a narrow terminal\n"
                            "      --fast            fast\n"
                            "  -o, --output FILE     write to FILE\n"
                            "      --format FORMAT   how it is printed: table, json (default: table)\n"
                            "  -q, --quiet           say nothing on stderr but errors\n"
                            "      --color WHEN      auto, always or never; auto heeds NO_COLOR\n"
                            "  -h, --help            show this and end\n");
}

Test(options, a_command_without_output_and_format_has_neither)
{
    const struct ps_cli cli = {.usage = "u", .about = "a"};
    struct ps_common common = {0};
    struct ps_error err = {0};
    int first, helped;
    char *argv[] = {"x", "--format", "json", NULL};
    cr_assert(eq(int, ps_cli_parse(&cli, 3, argv, &common, &first, &helped, &err), -1));
    cr_assert(eq(str, err.what, "unknown option \"--format\""));
}

Test(options, an_operand_too_many_is_named)
{
    struct ps_error err = {0};
    char *argv[] = {"x", "y", NULL};
    cr_assert(zero(int, ps_cli_no_operands(2, argv, 2, &err)));
    cr_assert(eq(int, ps_cli_no_operands(2, argv, 1, &err), -1));
    cr_assert(eq(str, err.what, "unexpected \"y\": x takes options only"));
}
