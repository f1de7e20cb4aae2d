/* The entry of every program: arguments as UTF-8, whatever the code page, for a main() like everywhere else. */
#include <stdio.h>
#include <stdlib.h>

#include "platform/windows/text.h"

/* Read by the C runtime: patterns are the program's own to read. */
extern int _dowildcard;
int _dowildcard = 0;

int main(int argc, char **argv);
int wmain(int argc, wchar_t **wide);

static char *make_utf8(const wchar_t *wide)
{
    size_t room = 3 * wcslen(wide) + 1; /* no character takes more */
    char *text = malloc(room);
    if (text != NULL)
        ps_from_wide(wide, text, room);
    return text;
}

/* They stay to the end of the process. */
int wmain(int argc, wchar_t **wide)
{
    char **argv = calloc((size_t)argc + 1, sizeof *argv);
    for (int i = 0; argv != NULL && i < argc; i++) {
        argv[i] = make_utf8(wide[i]);
        if (argv[i] == NULL)
            argv = NULL;
    }
    if (argv == NULL) {
        fputs("no memory for the command line\n", stderr);
        return PS_EXIT_FAILED;
    }
    return main(argc, argv);
}
