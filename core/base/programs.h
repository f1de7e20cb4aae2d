/* programs.h: the programs procstart is made of, and where they and their files lie. The one place that knows.
 *
 *                  the other programs      Python files               result.schema.json
 *     build tree   beside procstart        SOURCE/core/python         SOURCE/core
 *     installed    ../libexec/procstart    ../share/procstart/python  ../share/procstart
 *
 * Files of the page (core/report/page_file.h) are under report/page of the place of result.schema.json.
 *
 * Installed places are relative to procstart itself, so that the tree can be moved; cmake/install.cmake fills them.
 */
#ifndef PS_BASE_PROGRAMS_H
#define PS_BASE_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define PS_PROGRAM_RUNNER       "procstart-runner"
#define PS_PROGRAM_RUNNER_UV    "procstart-runner-uv"
#define PS_PROGRAM_KEEPER       "procstart-keeper"
#define PS_PROGRAM_STUB_STATIC  "procstart-stub-static"
#define PS_PROGRAM_STUB_DYNAMIC "procstart-stub-dynamic"
#define PS_PROGRAM_HOST         "procstart-python"

struct ps_programs {
    char self[4096];   /* procstart */
    char folder[4096]; /* of the other programs */
    char python[4096]; /* of the Python files (procstart_runner.py, question.py, ...) */
    char share[4096];  /* of result.schema.json */
};

/* Finds them from the running program's own path (uv_exepath). */
int ps_programs_find(struct ps_programs *programs, struct ps_error *err);

/* False: there is no such program in this build, since the platform, or its processor, has no static stub. One that is built
 * and then not found is missing. */
bool ps_programs_built(const char *name);

/* folder/name with the platform's suffix into path; an error if it is not there. */
int ps_programs_path(const struct ps_programs *programs, const char *name, char *path, size_t room, struct ps_error *err);

/* The text of a Python file, of less than `most` bytes; to be freed. NULL after an error: it is not there, or not whole. */
char *ps_programs_python(const struct ps_programs *programs, const char *name, size_t most, struct ps_error *err);

#endif
