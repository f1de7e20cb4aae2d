#include <string.h>

#include "compare/show.h"

const struct ps_compare_format *const ps_compare_formats[] = {&ps_compare_text, &ps_compare_markdown, &ps_compare_json,
                                                              &ps_compare_github, NULL};

const struct ps_compare_format *ps_compare_format_find(const char *name)
{
    for (size_t i = 0; ps_compare_formats[i] != NULL; i++) {
        if (strcmp(ps_compare_formats[i]->name, name) == 0)
            return ps_compare_formats[i];
    }
    return NULL;
}
