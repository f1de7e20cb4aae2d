/* cli.h: reading the command line: the options all commands share, and values with units. */
#ifndef PS_CLI_CLI_H
#define PS_CLI_CLI_H

#include <getopt.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "commands/commands.h"

/* One option of a command, for getopt_long and for --help alike. */
struct ps_option {
    const char *name;      /* long name */
    char letter;           /* short name, or 0 */
    const char *argument;  /* "FILE", or NULL if it takes none */
    const char *help;
};

/* Parses argv by `options` (ended by name NULL) and the common ones (-o, --format, --quiet, --color, --help). Calls take() for
 * each of the command's own with its index. *first is the index of the first operand. --help prints the help, made of `usage`
 * and the options, to stdout and sets *helped. */
struct ps_cli {
    const char *usage;     /* "procstart bench [OPTIONS]" */
    const char *about;     /* paragraph for --help */
    const struct ps_option *options;
    int (*take)(void *data, int index, const char *value, struct ps_error *err);
    void *data;
};
int ps_cli_parse(const struct ps_cli *cli, int argc, char **argv, struct ps_common *common, int *first, int *helped,
                 struct ps_error *err);

/* Values; each error names the option and says what it takes. */
int ps_parse_bytes(const char *option, const char *text, uint64_t *bytes, struct ps_error *err);      /* 0, 64M, 1G, 4096 */
int ps_parse_duration(const char *option, const char *text, int64_t *ns, struct ps_error *err);       /* 30s, 500ms, 2m */
int ps_parse_ratio(const char *option, const char *text, double *ratio, struct ps_error *err);        /* 2%, 0.02; > 0 */
int ps_parse_count(const char *option, const char *text, uint64_t least, uint64_t most, uint64_t *count, struct ps_error *err);

/* Splits a list at commas; an empty item is an error. *items is ended by NULL; free it with ps_list_free. */
int ps_parse_list(const char *option, const char *text, char ***items, struct ps_error *err);
void ps_list_free(char **items);

/* Processors as taskset writes them: 0,2-3. */
int ps_parse_cpus(const char *option, const char *text, int *cpu, int room, int *n, struct ps_error *err);

#endif
