/* discover.h: from --python PATH to a Python that can be measured: its facts, its libpython, and a home for the host in it.
 *
 * PATH may be an interpreter, a venv, or a prefix. The recipe (ask the interpreter, try libraries in order, accept only one that
 * gives the same answers when the host is loaded with it) is in docs/python.md.
 */
#ifndef PS_PYTHON_DISCOVER_H
#define PS_PYTHON_DISCOVER_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/programs.h"

struct ps_python {
    char id[64];             /* "3.11.7", "3.13.5t", "3.11.7#2" */
    char path[4096];         /* the interpreter, absolute */
    char libpython[4096];    /* "" if none can be loaded */
    char library_path[4096]; /* folder its own libraries lie in if it cannot start without, else "" */
    char why_no_host[512];
    unsigned methods;        /* bits of enum ps_method */
    json_t *facts;           /* element of result's pythons[], without id */
    json_t *answers;         /* all that question.py said */
};

/* Asks the Python at `path`, finds and checks its libpython. A Python without one is no error (why_no_host says why); something
 * that is no Python, cannot start or does not answer in time is: PS_EXIT_USAGE. `scratch` is a folder for shadow venvs. */
int ps_python_discover(struct ps_python *python, const char *path, const struct ps_programs *programs, const char *scratch,
                       struct ps_error *err);

/* The Python to take when none is named: python3 on PATH, else the newest found. Writes its path. */
int ps_python_default(char *path, size_t room, struct ps_error *err);

/* Gives two builds of one version different ids ("#2"). */
void ps_python_name_all(struct ps_python *pythons, size_t n);

/* Makes a shadow venv in `folder` (which must not exist): bin/python3 is the host. Writes the path of that interpreter. */
int ps_python_shadow(const struct ps_python *python, const struct ps_programs *programs, const char *folder, char *interpreter,
                     size_t room, struct ps_error *err);

/* Environment additions for a process that runs this Python by the host (libpython, library path), "NAME=value", ended by NULL,
 * in env[0..room). Strings belong to `python`. */
int ps_python_environment(const struct ps_python *python, const char **env, size_t room);

void ps_python_free(struct ps_python *python);

/* All places looked at and what was found there, for doctor: array of {path, version, libpython, why}. */
json_t *ps_python_survey(const struct ps_programs *programs, const char *scratch, struct ps_error *err);

#endif
