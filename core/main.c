/* main.c: finds the command, and turns what became of it into one line and an exit code. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

#include "base/version.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "commands/commands.h"
#include "platform/console.h"

static const struct ps_command *const commands[] = {&ps_cmd_bench,    &ps_cmd_methods, &ps_cmd_doctor,
                                                    &ps_cmd_reimport, &ps_cmd_compare, &ps_cmd_report,
                                                    &ps_cmd_claims,   &ps_cmd_guard,   &ps_cmd_finish};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_version(void)
{
    printf("procstart %s%s%s%s\nlibuv %s\n", ps_version, ps_commit[0] ? " (" : "", ps_commit, ps_commit[0] ? ")" : "",
           uv_version_string());
}

static void print_help(void)
{
    int columns = ps_help_columns();
    puts("Usage: procstart COMMAND [OPTIONS]\n");
    ps_print_wrapped(stdout, "Measures what it costs to start a process, natively and through Python.", 0, columns);
    puts("\nCommands:");
    for (size_t i = 0; i < COMMANDS; i++) {
        if (commands[i]->hidden)
            continue;
        printf("  %-10s ", commands[i]->name);
        ps_print_wrapped(stdout, commands[i]->summary, 13, columns);
    }
    puts("\nprocstart COMMAND --help   explains a command\n"
         "procstart --version        says which procstart this is\n");
    ps_print_wrapped(
        stdout,
        "Exit codes: 0 done, 1 a finding, 2 bad usage, input or output place, 3 some cells failed, 4 nothing of what "
        "was asked for can be had here, 130 interrupted.",
        0, columns);
    ps_print_wrapped(
        stdout,
        "Results go to stdout, all else to stderr. A reader that closes the pipe early (as head does) is no cause for "
        "a message, but what it did not take makes exit 2.",
        0, columns);
}

static int fail_command(const char *name, struct ps_error *err)
{
    static const char *const options[] = {"--help", "--version", NULL};
    const char *words[COMMANDS + 1] = {NULL};
    for (size_t i = 0, n = 0; i < COMMANDS; i++) {
        if (!commands[i]->hidden)
            words[n++] = commands[i]->name;
    }
    return name[0] == '-' ? ps_fail_unknown(err, "option", name, options) : ps_fail_unknown(err, "command", name, words);
}

static int dispatch(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        print_version();
        return 0;
    }
    if (strcmp(name, "help") == 0 && argc > 2) {
        static char help[] = "--help";
        char *asked[] = {argv[0], argv[2], help, NULL};
        return dispatch(3, asked, common, exit, err);
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help();
        return 0;
    }
    if (*name == '\0') {
        ps_fail(err, PS_EXIT_USAGE, "no command is given");
        return ps_error_hint(err, "procstart --help lists them");
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) != 0)
            continue;
        struct ps_programs programs;
        if (ps_programs_find(&programs, err) != 0)
            return -1;
        ps_common_init(common, &programs);
        return commands[i]->run(argc - 1, argv + 1, common, exit, err);
    }
    return fail_command(name, err);
}

/* A reader that has seen what it wanted, as head does. Where more was lost than what it did not want to see, there is a hint. */
static bool is_reader_gone(const struct ps_error *err)
{
    return err->os == EPIPE && err->exit == PS_EXIT_USAGE && err->hint[0] == '\0';
}

int main(int argc, char **argv)
{
    struct ps_error err = {0};
    int status = ps_console_prepare(&err);
    struct ps_common common = {.color_err = ps_terminal_color(stderr)};
    enum ps_exit exit = PS_EXIT_OK;
    if (status == 0)
        status = dispatch(argc, argv, &common, &exit, &err);
    if (status == 0)
        status = ps_cli_flush(&err);
    if (status == 0)
        return exit;
    if (!is_reader_gone(&err))
        ps_print_error(&err, common.color_err);
    return err.exit != PS_EXIT_OK ? err.exit : PS_EXIT_FAILED;
}
