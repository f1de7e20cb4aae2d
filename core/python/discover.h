/* discover.h: from --python PATH to a Python that can be measured: its facts, its libpython, and a home for the host in it.
 *
 * PATH may be an interpreter, a venv, a prefix, or the name of a program on PATH. The recipe: ask the interpreter what it is, try
 * libraries in order, accept only one with which the host gives the same answers (docs/python.md).
 */
#ifndef PS_PYTHON_DISCOVER_H
#define PS_PYTHON_DISCOVER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/programs.h"

struct ps_python {
    char id[64];          /* "3.11.7", "3.13.5t", "3.11.7#2" */
    char path[4096];      /* the interpreter, absolute */
    char libpython[4096]; /* "" if none can be loaded */
    char why_no_host[512];
    unsigned methods;         /* bits (1 << enum ps_method) */
    bool has_byte_code;       /* of the standard library; else every child compiles what it imports: worth a warning */
    json_t *facts;            /* element of result's pythons[], without id */
    json_t *answers;          /* all that question.py said (python/ask.h) */
    char set_libpython[4200]; /* "PROCSTART_LIBPYTHON=..", or "" */
    char set_libraries[8300]; /* "NAME=..": where its libraries lie, if it, or the host, cannot find them, else "" */
    char set_shadow[4200];    /* "NAME=..": what else the host needs to be this Python, or "" */
};

/* Asks the Python at `path`, finds and checks its libpython. A Python without one is no error (why_no_host says why); something
 * that is no Python, is older than 3.10, cannot start or does not answer in time is: PS_EXIT_USAGE, with what to do. `scratch` is
 * a folder for a shadow venv; nothing is left in it. On success ps_python_free() is due. */
int ps_python_discover(struct ps_python *python, const char *path, const struct ps_programs *programs, const char *scratch,
                       struct ps_error *err);

/* The Python to take when none is named: python3 on PATH, else the newest found. Writes its path. */
int ps_python_default(char *path, size_t room, struct ps_error *err);

/* Gives two builds of one version different ids ("#2"). */
void ps_python_name_all(struct ps_python *pythons, size_t n);

/* Has the host run this Python, by way of `folder` (ps_libpython_shadow()). Writes the path of the interpreter to start. It needs
 * python->set_shadow in its environment. When it fails, nothing is left. */
int ps_python_shadow(const struct ps_python *python, const struct ps_programs *programs, const char *folder, char *interpreter,
                     size_t room, struct ps_error *err);

/* Environment additions for a process that runs this Python, by the host or stock, "NAME=value", in env[0..room), ended by NULL.
 * Returns how many; -1 if there is no room (4 is always enough). Strings belong to `python`. */
int ps_python_environment(const struct ps_python *python, bool host, const char **env, size_t room);

/* Safe on a zeroed struct. */
void ps_python_free(struct ps_python *python);

/* All places looked at and what was found there, for doctor: array of {path, version, libpython, why}; null what there is not. */
json_t *ps_python_survey(const struct ps_programs *programs, const char *scratch, struct ps_error *err);

#endif
