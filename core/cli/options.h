/* options.h: a command's options and those that all share, in one table: what cli.c parses and help.c prints. */
#ifndef PS_CLI_OPTIONS_H
#define PS_CLI_OPTIONS_H

#include <stddef.h>

#include "cli/cli.h"

#define PS_OPTIONS_MAX 48

/* The shared ones, in the order in which they follow the command's own. */
enum ps_shared_option { PS_OPTION_OUTPUT, PS_OPTION_FORMAT, PS_OPTION_QUIET, PS_OPTION_COLOR, PS_OPTION_HELP, PS_OPTION_NONE };

struct ps_option_table {
    struct ps_option option[PS_OPTIONS_MAX];
    enum ps_shared_option shared[PS_OPTIONS_MAX]; /* NONE for the command's own */
    size_t n;
};

void ps_options_of(const struct ps_cli *cli, struct ps_option_table *table);

/* "table, markdown, json" of words ended by NULL. */
void ps_words_join(char *to, size_t room, const char *const *words, const char *between);

/* Lines longer than 80 are hard to read; 60 is what the narrowest supported terminal shows. */
int ps_help_columns(void);

/* Prints the help to stdout, as wide as the terminal within 60 to 80 columns. */
void ps_help_print(const struct ps_cli *cli, const struct ps_option_table *table);

#endif
