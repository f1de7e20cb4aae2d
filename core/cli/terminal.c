#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>

#include "platform/console.h"

bool ps_terminal_is(FILE *stream)
{
    return ps_console_is(stream);
}

int ps_terminal_columns(FILE *stream)
{
    if (!ps_console_is(stream))
        return 0;
    const char *variable = getenv("COLUMNS");
    int columns = variable != NULL ? atoi(variable) : 0;
    if (columns <= 0)
        columns = ps_console_columns(stream);
    return columns > 0 ? columns : 80;
}

bool ps_terminal_utf8(void)
{
    return ps_console_utf8();
}

bool ps_terminal_color(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR");
    if (no_color != NULL && *no_color != '\0')
        return false;
    const char *term = getenv("TERM");
    return ps_console_is(stream) && (term == NULL || strcmp(term, "dumb") != 0);
}

void ps_print_error(const struct ps_error *err, bool color)
{
    fputs(color ? "procstart: " PS_STYLE_BOLD_RED "error:" PS_STYLE_PLAIN " " : "procstart: error: ", stderr);
    ps_print_safe(stderr, err->what);
    if (err->hint[0] != '\0') {
        fputs("; ", stderr);
        ps_print_safe(stderr, err->hint);
    }
    fputc('\n', stderr);
}
