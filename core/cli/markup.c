#include "cli/markup.h"

#include <string.h>

#include "cli/terminal.h"

/* What a byte may become, and a character. */
enum { BYTE = 6, NEXT = PS_SAFE_NEXT * BYTE };

/* One byte of safe text; how many it becomes. */
static size_t escape(char *to, char c, enum ps_markdown kind)
{
    static const char *const begin_markup[] = {
        [PS_MARKDOWN_DOCUMENT] = "\\`*_[]#|~>",
        [PS_MARKDOWN_GITHUB] = "\\`*_{}[]<>()#!|~&@:$\"'",
    };
    if (strchr(begin_markup[kind], c) != NULL)
        return (size_t)snprintf(to, BYTE + 1, kind == PS_MARKDOWN_GITHUB ? "&#%d;" : "\\%c", c);
    if (c == '<' || c == '&')
        return (size_t)snprintf(to, BYTE + 1, "&%s;", c == '<' ? "lt" : "amp");
    *to = c;
    return 1;
}

/* The next character of *text, as it is written; moves *text on. */
static size_t take_next(char to[NEXT], const char **text, enum ps_markdown kind)
{
    char shown[PS_SAFE_NEXT];
    size_t n = 0;
    ps_safe_next(text, shown, true);
    for (const char *c = shown; *c != '\0'; c++)
        n += escape(to + n, *c, kind);
    return n;
}

void ps_markdown_text(char *to, size_t room, const char *text, enum ps_markdown kind)
{
    size_t used = 0;
    while (*text != '\0') {
        char next[NEXT];
        size_t n = take_next(next, &text, kind);
        if (used + n >= room)
            break;
        memcpy(to + used, next, n);
        used += n;
    }
    to[used] = '\0';
}

void ps_print_markdown(FILE *to, const char *text, enum ps_markdown kind)
{
    while (*text != '\0') {
        char next[NEXT];
        size_t n = take_next(next, &text, kind);
        (void)fwrite(next, 1, n, to); /* who opened it asks for its error */
    }
}

void ps_print_workflow(FILE *to, const char *text, size_t most, bool property)
{
    while (*text != '\0') {
        char shown[PS_SAFE_NEXT]; /* has no line end in it */
        ps_safe_next(&text, shown, true);
        size_t n = strlen(shown);
        if (n > most)
            return;
        most -= n;
        for (const char *c = shown; *c != '\0'; c++) {
            if (*c == '%' || (property && (*c == ':' || *c == ',')))
                fprintf(to, "%%%02X", (unsigned)*c);
            else
                fputc(*c, to);
        }
    }
}
