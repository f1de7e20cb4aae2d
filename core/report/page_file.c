#include "report/page_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/files.h"

static int fail(const char *path, const char *name, int os, struct ps_error *err)
{
    if (strncmp(name, PS_PAGE_VENDOR, strlen(PS_PAGE_VENDOR)) != 0) {
        ps_fail_os(err, PS_EXIT_FAILED, os, "%s", path);
        return ps_error_hint(err, "procstart is not installed completely: install it again");
    }
    ps_fail(err, PS_EXIT_IMPOSSIBLE, "a page needs Vega-Lite, which this procstart was built without (there is no %s)", path);
    return ps_error_hint(err,
                         "ci/fetch-vega in procstart's source tree gets it; if procstart is installed, install it again then");
}

/* Reads to the end, whatever the size is said to be. */
static char *read_all(FILE *file, size_t *length)
{
    size_t room = 1 << 16, used = 0;
    char *text = malloc(room);
    while (text != NULL) {
        used += fread(text + used, 1, room - used - 1, file);
        if (used < room - 1)
            break;
        char *more = realloc(text, room *= 2);
        if (more == NULL)
            free(text);
        text = more;
    }
    if (text == NULL || ferror(file)) {
        free(text);
        return NULL;
    }
    text[used] = '\0';
    *length = used;
    return text;
}

char *ps_page_read(const struct ps_programs *programs, const char *name, size_t *length, struct ps_error *err)
{
    char path[sizeof programs->share + 128];
    snprintf(path, sizeof path, "%s/report/page/%s", programs->share, name);
    FILE *file = ps_file_open(path, "rb");
    if (file == NULL) {
        fail(path, name, errno, err);
        return NULL;
    }
    errno = 0;
    char *text = read_all(file, length);
    if (text == NULL)
        ps_fail_os(err, PS_EXIT_FAILED, errno != 0 ? errno : ENOMEM, "%s", path);
    fclose(file);
    return text;
}
