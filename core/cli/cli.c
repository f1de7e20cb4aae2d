#include "cli/cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/options.h"
#include "cli/terminal.h"

#define FIRST_LONG 256 /* what getopt_long() returns for long option 0; below are letters */

static const struct ps_option shared_options[] = {
    [PS_OPTION_OUTPUT] = {"output", 'o', "FILE", NULL},
    [PS_OPTION_FORMAT] = {"format", 0, "FORMAT", "how it is printed"},
    [PS_OPTION_QUIET] = {"quiet", 'q', NULL, "say nothing on stderr but errors"},
    [PS_OPTION_COLOR] = {"color", 0, "WHEN", "auto, always or never; auto heeds NO_COLOR"},
    [PS_OPTION_HELP] = {"help", 'h', NULL, "show this and end"},
};

void ps_options_of(const struct ps_cli *cli, struct ps_option_table *table)
{
    table->n = 0;
    for (const struct ps_option *own = cli->options; own != NULL && own->name != NULL; own++) {
        table->shared[table->n] = PS_OPTION_NONE;
        table->option[table->n++] = *own;
    }
    for (enum ps_shared_option shared = 0; shared < PS_OPTION_NONE; shared++) {
        if ((shared == PS_OPTION_OUTPUT && cli->output == NULL) || (shared == PS_OPTION_FORMAT && cli->formats == NULL))
            continue;
        table->option[table->n] = shared_options[shared];
        if (shared == PS_OPTION_OUTPUT)
            table->option[table->n].help = cli->output;
        table->shared[table->n++] = shared;
    }
}

void ps_common_init(struct ps_common *common, const struct ps_programs *programs)
{
    *common = (struct ps_common){
        .color_out = ps_terminal_color(stdout),
        .color_err = ps_terminal_color(stderr),
        .programs = programs,
    };
}

static int take_color(struct ps_common *common, const char *when, struct ps_error *err)
{
    static const char *const words[] = {"auto", "always", "never", NULL};
    if (strcmp(when, "auto") == 0) {
        common->color_out = ps_terminal_color(stdout);
        common->color_err = ps_terminal_color(stderr);
    } else if (strcmp(when, "always") == 0 || strcmp(when, "never") == 0) {
        common->color_out = common->color_err = when[0] == 'a';
    } else {
        return ps_fail_unknown(err, "value of --color", when, words);
    }
    return 0;
}

static int take_format(const struct ps_cli *cli, struct ps_common *common, const char *format, struct ps_error *err)
{
    for (const char *const *known = cli->formats; *known != NULL; known++) {
        if (strcmp(*known, format) == 0) {
            common->format = *known;
            return 0;
        }
    }
    return ps_fail_unknown(err, "format", format, cli->formats);
}

static int take(const struct ps_cli *cli, const struct ps_option_table *table, size_t index, const char *value,
                struct ps_common *common, int *helped, struct ps_error *err)
{
    switch (table->shared[index]) {
    case PS_OPTION_OUTPUT:
        if (*value == '\0')
            return ps_fail(err, PS_EXIT_USAGE, "--output: the file's name is empty");
        common->output = value;
        return 0;
    case PS_OPTION_FORMAT:
        return take_format(cli, common, value, err);
    case PS_OPTION_QUIET:
        common->quiet = true;
        return 0;
    case PS_OPTION_COLOR:
        return take_color(common, value, err);
    case PS_OPTION_HELP:
        ps_help_print(cli, table);
        *helped = 1;
        return 0;
    case PS_OPTION_NONE:
        break;
    }
    return cli->take(cli->data, (int)index, value, err);
}

/* getopt_long() found no such option, or one too many that begin like it. */
static int fail_option(const struct ps_option_table *table, char **argv, struct ps_error *err)
{
    const char *given = argv[optind - 1];
    if (strncmp(given, "--", 2) != 0) {
        ps_fail(err, PS_EXIT_USAGE, "unknown option \"-%c\"", optopt);
        return ps_error_hint(err, "procstart %s --help lists all", argv[0]);
    }
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(given + 2, "="), given + 2);
    const char *words[PS_OPTIONS_MAX + 1] = {NULL};
    for (size_t i = 0; i < table->n; i++) {
        words[i] = table->option[i].name;
        if (strcmp(name, words[i]) == 0)
            return ps_fail(err, PS_EXIT_USAGE, "option \"--%s\" takes no value", name);
    }
    ps_fail(err, PS_EXIT_USAGE, "unknown option \"--%s\"", name);
    const char *meant = ps_suggest(name, words);
    if (meant != NULL)
        return ps_error_hint(err, "did you mean \"--%s\"?", meant);
    return ps_error_hint(err, "procstart %s --help lists all", argv[0]);
}

/* The index of what getopt_long() returned. */
static size_t index_of(const struct ps_option_table *table, int returned)
{
    size_t i = 0;
    if (returned >= FIRST_LONG)
        return (size_t)(returned - FIRST_LONG);
    while (i < table->n && table->option[i].letter != returned)
        i++;
    return i;
}

static int fail_missing(const struct ps_option_table *table, struct ps_error *err)
{
    const struct ps_option *option = &table->option[index_of(table, optopt)];
    return ps_fail(err, PS_EXIT_USAGE, "option \"--%s\" needs a value: %s", option->name, option->argument);
}

int ps_cli_parse(const struct ps_cli *cli, int argc, char **argv, struct ps_common *common, int *first, int *helped,
                 struct ps_error *err)
{
    struct ps_option_table table;
    ps_options_of(cli, &table);
    struct option longs[PS_OPTIONS_MAX + 1] = {0};
    char letters[2 * PS_OPTIONS_MAX + 2] = ":";
    for (size_t i = 0, at = 1; i < table.n; i++) {
        int has = table.option[i].argument != NULL ? required_argument : no_argument;
        longs[i] = (struct option){table.option[i].name, has, NULL, FIRST_LONG + (int)i};
        if (table.option[i].letter) {
            letters[at++] = table.option[i].letter;
            if (has)
                letters[at++] = ':';
        }
    }
    *helped = 0;
    opterr = 0;
    optind = 0; /* every getopt_long() takes that as: forget what was parsed before */
    for (int returned; !*helped && (returned = getopt_long(argc, argv, letters, longs, NULL)) != -1;) {
        if (returned == '?')
            return fail_option(&table, argv, err);
        if (returned == ':')
            return fail_missing(&table, err);
        if (take(cli, &table, index_of(&table, returned), optarg, common, helped, err) != 0)
            return -1;
    }
    *first = optind;
    return 0;
}

int ps_cli_no_operands(int argc, char **argv, int first, struct ps_error *err)
{
    if (first >= argc)
        return 0;
    ps_fail(err, PS_EXIT_USAGE, "unexpected \"%s\": %s takes options only", argv[first], argv[0]);
    return ps_error_hint(err, "procstart %s --help lists them", argv[0]);
}

int ps_cli_flush(struct ps_error *err)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    if (errno == 0) /* an earlier write failed, and nothing is left to be written */
        return ps_fail(err, PS_EXIT_USAGE, "standard output could not be written");
    return ps_fail_os(err, PS_EXIT_USAGE, errno, "standard output could not be written");
}
