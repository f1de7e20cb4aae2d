#include "cli/markup.h"

#include <string.h>

#include "cli/terminal.h"

enum { TEXT = 400 };

void ps_print_markdown(FILE *to, const char *text)
{
    char safe[TEXT];
    ps_safe_text(safe, sizeof safe, text, true);
    for (const char *c = safe; *c != '\0'; c++) {
        if (strchr("\\`*_{}[]<>()#!|~&@$\"'", *c) != NULL)
            fprintf(to, "&#%d;", *c);
        else
            fputc(*c, to);
    }
}

void ps_print_workflow(FILE *to, const char *text, bool property)
{
    char safe[TEXT];
    ps_safe_text(safe, sizeof safe, text, true);
    for (const char *c = safe; *c != '\0'; c++) {
        if (*c == '%' || *c == '\r' || *c == '\n' || (property && (*c == ':' || *c == ',')))
            fprintf(to, "%%%02X", (unsigned)(unsigned char)*c);
        else
            fputc(*c, to);
    }
}
