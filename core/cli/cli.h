/* cli.h: reading the command line: the options all commands share, and values with units. */
#ifndef PS_CLI_CLI_H
#define PS_CLI_CLI_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "commands/commands.h"

/* One option of a command, for getopt_long and for --help alike. */
struct ps_option {
    const char *name;     /* long name */
    char letter;          /* short name, or 0 */
    const char *argument; /* "FILE", or NULL if it takes none */
    const char *help;
};

/* A command's side of the parsing. */
struct ps_cli {
    const char *usage;               /* "procstart bench [OPTIONS]" */
    const char *about;               /* paragraphs for --help, parted by \n; wrapped to the terminal */
    const struct ps_option *options; /* its own, ended by name NULL; NULL: none */
    int (*take)(void *data, int index, const char *value, struct ps_error *err);
    void *data;
    const char *const *formats; /* what --format takes, the default first, ended by NULL; NULL: it has no --format */
    const char *output;         /* what -o does, for --help; NULL: it has no -o */
};

/* Parses argv by cli->options and the common ones (-o, --format, --quiet, --color, --help). Calls take() for each of the
 * command's own with its index. *first is the index of the first operand. --help prints the help, made of `cli`, to stdout and
 * sets *helped: the command then has nothing more to do. */
int ps_cli_parse(const struct ps_cli *cli, int argc, char **argv, struct ps_common *common, int *first, int *helped,
                 struct ps_error *err);

/* For commands without operands: an error if there is one. */
int ps_cli_no_operands(int argc, char **argv, int first, struct ps_error *err);

/* What holds before any option is read: no -o, the default format, colour if the stream is a terminal and NO_COLOR is unset. */
void ps_common_init(struct ps_common *common, const struct ps_programs *programs);

/* Whatever was printed must have arrived: flushes stdout; -1 if it was closed or full. A reader that left (err->os is EPIPE) has
 * seen what it wanted: main() ends with exit 2 as for every output that was not written, but says nothing, unless the error has
 * a hint. */
int ps_cli_flush(struct ps_error *err);

/* ---- words ---- */

/* The one of `words` (ended by NULL) that was probably meant, or NULL. */
const char *ps_suggest(const char *word, const char *const *words);

/* Fails with `unknown KIND "WORD"; did you mean "..."?`, or with the list of all words. */
int ps_fail_unknown(struct ps_error *err, const char *kind, const char *word, const char *const *words);

/* ---- values; each error names the option and says what it takes ---- */

int ps_parse_bytes(const char *option, const char *text, uint64_t *bytes, struct ps_error *err); /* 0, 64M, 1G, 4096 */
int ps_parse_duration(const char *option, const char *text, int64_t *ns, struct ps_error *err);  /* 30s, 500ms, 2m; > 0 */
int ps_parse_ratio(const char *option, const char *text, double *ratio, struct ps_error *err);   /* 2%, 0.02; > 0, <= 1 */
int ps_parse_count(const char *option, const char *text, uint64_t low, uint64_t high, uint64_t *count, struct ps_error *err);

/* Splits a list at commas; an empty item is an error. *items is ended by NULL; free it with ps_list_free. */
int ps_parse_list(const char *option, const char *text, char ***items, struct ps_error *err);
void ps_list_free(char **items);

/* A list of words to bits, 1 << its place in `words` (ended by NULL) for each, or'ed into *bits. `kind` is what an error calls
 * a word that is not among them. */
int ps_parse_words(const char *option, const char *text, const char *kind, const char *const *words, unsigned *bits,
                   struct ps_error *err);

/* Processors as taskset writes them: 0,2-3. Sorted, each once; an error if there are more than `room`. */
int ps_parse_cpus(const char *option, const char *text, int *cpu, int room, int *n, struct ps_error *err);

#endif
