#include "cli/step_summary.h"

#include <errno.h>
#include <stdlib.h>

#include "platform/files.h"

/* The runner takes 1 MiB of a step, and nothing of what is larger. */
enum { MOST = 1000 * 1024, LEAST = 20 * 1024 };

static const char *path_of(void)
{
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    return path != NULL && path[0] != '\0' ? path : NULL;
}

bool ps_step_summary_wanted(void)
{
    return path_of() != NULL;
}

int ps_step_summary_append(ps_step_summary_write *write, const void *what, FILE *log, struct ps_error *err)
{
    const char *path = path_of();
    if (path == NULL)
        return 0;
    FILE *file = ps_file_open(path, "ab");
    if (file == NULL)
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "cannot open the step summary %s", path);
    errno = 0;
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    int status = 0;
    if (size < 0)
        status = ps_fail_os(err, PS_EXIT_USAGE, errno, "cannot tell the size of the step summary %s", path);
    else if (size > MOST - LEAST)
        fprintf(log,
                "the step's summary is full, nothing was added to it: it has %ld KiB, and GitHub shows none of more than 1024\n",
                size / 1024);
    else
        status = write(what, (size_t)(MOST - size), file, err);
    bool lost = ferror(file) != 0;
    lost = fclose(file) != 0 || lost;
    return lost && status == 0 ? ps_fail_os(err, PS_EXIT_USAGE, errno, "cannot write the step summary %s", path) : status;
}
