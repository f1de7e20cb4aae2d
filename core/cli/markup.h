/* markup.h: text from outside, safe in markup: nothing of it becomes a tag, a link, a mention, the end of a table's cell or a
 * command of a workflow. What could steer a terminal is made visible first, as everywhere (cli/terminal.h); cut at 400 bytes. */
#ifndef PS_CLI_MARKUP_H
#define PS_CLI_MARKUP_H

#include <stdbool.h>
#include <stdio.h>

/* For GitHub's markdown: punctuation that begins markup becomes an entity. */
void ps_print_markdown(FILE *to, const char *text);

/* For GitHub's workflow commands: a property (file=, title=) ends at a comma or colon. */
void ps_print_workflow(FILE *to, const char *text, bool property);

#endif
