/* markup.h: text from outside, safe in markup: nothing of it becomes a tag, a link, a mention, the end of a table's cell or a
 * command of a workflow. What could steer a terminal is made visible first, as everywhere (cli/terminal.h). */
#ifndef PS_CLI_MARKUP_H
#define PS_CLI_MARKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Who reads the markdown. DOCUMENT: any renderer, and people who read it as it stands: punctuation that begins markup takes a
 * backslash (CommonMark 2.4), and `<` and `&` are entities, so that no renderer takes them for HTML. GITHUB: its comments and
 * summaries, where more than markup has a meaning: punctuation becomes entities. */
enum ps_markdown { PS_MARKDOWN_DOCUMENT, PS_MARKDOWN_GITHUB };

/* `text` as it is written in prose or in a table's cell; cut at `room`, never torn. */
void ps_markdown_text(char *to, size_t room, const char *text, enum ps_markdown kind);

/* The same, of any length, to a stream. */
void ps_print_markdown(FILE *to, const char *text, enum ps_markdown kind);

/* For GitHub's workflow commands, in the encoding that the runner undoes; a property (file=, title=) ends at a comma or colon.
 * At most so many bytes of the text, which is not torn. */
void ps_print_workflow(FILE *to, const char *text, size_t most, bool property);

#endif
