#include "platform/windows/command_line.h"

#include <stdbool.h>

#include "platform/windows/text.h"

struct line {
    wchar_t *at, *end; /* where the next character goes, and where none may */
};

static void put(struct line *line, wchar_t c, size_t times)
{
    for (; times > 0 && line->at < line->end; times--)
        *line->at++ = c;
}

/* Backslashes mean themselves, but before a quote, also the closing one: there each has to be doubled, and one more hides the
 * quote. (https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments) */
static void put_quoted(struct line *line, const wchar_t *arg)
{
    size_t backslashes = 0;
    put(line, L'"', 1);
    for (; *arg != L'\0'; arg++) {
        if (*arg == L'"')
            put(line, L'\\', backslashes + 1);
        backslashes = *arg == L'\\' ? backslashes + 1 : 0;
        put(line, *arg, 1);
    }
    put(line, L'\\', backslashes);
    put(line, L'"', 1);
}

int ps_command_line(const char *const *args, wchar_t *text, size_t room)
{
    struct line line = {text, text + room};
    for (size_t i = 0; args[i] != NULL; i++) {
        wchar_t arg[PS_COMMAND_LINE_MAX];
        if (ps_to_wide(args[i], arg, sizeof arg / sizeof *arg) != 0)
            return -1;
        if (i > 0)
            put(&line, L' ', 1);
        bool plain = arg[0] != L'\0' && wcspbrk(arg, L" \t\n\v\"") == NULL;
        if (!plain)
            put_quoted(&line, arg);
        else
            for (const wchar_t *c = arg; *c != L'\0'; c++)
                put(&line, *c, 1);
    }
    put(&line, L'\0', 1);
    return line.at < line.end || (room > 0 && line.at[-1] == L'\0') ? 0 : -1;
}
