/* commands.h: the contract of a command. One file a command, one line in main.c's table. */
#ifndef PS_COMMANDS_COMMANDS_H
#define PS_COMMANDS_COMMANDS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/programs.h"

/* What means the same for every command; filled in by cli/cli.c from the options that all share. */
struct ps_common {
    const char *output; /* -o, or NULL */
    const char *format; /* --format, or NULL: the command's default */
    bool quiet;
    bool color_out, color_err; /* --color, NO_COLOR, and what stdout and stderr are */
    const struct ps_programs *programs;
};

struct ps_command {
    const char *name;
    const char *summary; /* for `procstart --help` */
    bool hidden;
    /* argv[0] is the command's name. Returns 0 and *exit, or -1 and an error that says its exit. */
    int (*run)(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err);
};

extern const struct ps_command ps_cmd_bench, ps_cmd_methods, ps_cmd_doctor, ps_cmd_compare, ps_cmd_report, ps_cmd_claims,
    ps_cmd_reimport, ps_cmd_guard, ps_cmd_finish;

#endif
