#include "report/formats.h"

#include <string.h>

/* The first is the default. */
const struct ps_format *const ps_formats[] = {&ps_format_terminal, &ps_format_markdown, &ps_format_json, NULL};

const struct ps_format *ps_format_find(const char *name)
{
    for (const struct ps_format *const *format = ps_formats; *format != NULL; format++) {
        if (strcmp((*format)->name, name) == 0)
            return *format;
    }
    return NULL;
}
