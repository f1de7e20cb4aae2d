/* --help. */
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#include "cli/terminal.h"

#define HELP_COLUMN 24 /* where explanations begin */

int ps_help_columns(void)
{
    int columns = ps_terminal_columns(stdout);
    return columns == 0 || columns > 80 ? 80 : columns < 60 ? 60 : columns;
}

static void print_option(const struct ps_cli *cli, const struct ps_option *option, enum ps_shared_option shared, int columns)
{
    char names[64], help[512];
    int used = option->letter ? snprintf(names, sizeof names, "  -%c, --%s", option->letter, option->name)
                              : snprintf(names, sizeof names, "      --%s", option->name);
    if (option->argument != NULL)
        used += snprintf(names + used, sizeof names - (size_t)used, " %s", option->argument);
    fputs(names, stdout);
    if (used > HELP_COLUMN - 2)
        printf("\n%*s", HELP_COLUMN, "");
    else
        printf("%*s", HELP_COLUMN - used, "");

    snprintf(help, sizeof help, "%s", option->help);
    if (shared == PS_OPTION_FORMAT) {
        char formats[256];
        ps_words_join(formats, sizeof formats, cli->formats, ", ");
        snprintf(help, sizeof help, "%s: %s (default: %s)", option->help, formats, cli->formats[0]);
    }
    ps_print_wrapped(stdout, help, HELP_COLUMN, columns);
}

void ps_help_print(const struct ps_cli *cli, const struct ps_option_table *table)
{
    int columns = ps_help_columns();
    printf("Usage: %s\n\n", cli->usage);
    for (const char *paragraph = cli->about; *paragraph != '\0';) {
        char text[1024];
        size_t length = strcspn(paragraph, "\n");
        snprintf(text, sizeof text, "%.*s", (int)length, paragraph);
        ps_print_wrapped(stdout, text, 0, columns);
        paragraph += length + (paragraph[length] == '\n');
    }
    printf("\nOptions:\n");
    for (size_t i = 0; i < table->n; i++)
        print_option(cli, &table->option[i], table->shared[i], columns);
}
