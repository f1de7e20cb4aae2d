/* libpython.h: where a loadable libpython may lie, and how the host loads it.
 *
 * Two sides: the host (procstart-python) needs ps_library_*; procstart needs the rest. Neither links the other's needs.
 * Which of the candidates really belongs to an interpreter is decided in core/python/discover.c by asking both.
 * Paths are UTF-8.
 */
#ifndef PS_PLATFORM_LIBPYTHON_H
#define PS_PLATFORM_LIBPYTHON_H

#include <stddef.h>

#include "base/error.h"

/* ---- host ---- */
struct ps_library;

/* Loads a shared library with its symbols visible to extension modules (RTLD_NOW|RTLD_GLOBAL; LoadLibraryExW). It stays. */
int ps_library_open(struct ps_library **library, const char *path, struct ps_error *err);

/* The address of a symbol, or NULL. */
void *ps_library_symbol(struct ps_library *library, const char *name);

/* ---- procstart ---- */

/* Candidate k for the libpython of an interpreter, best first, from the answers of core/python/question.py in `answers`
 * (a json_t object, untyped here so that the host does not need jansson). 1 and a path in `path`, or 0: no more. A candidate
 * is a file that exists, but for the last, a bare name that the system's loader is to find. */
int ps_libpython_candidate(const void *answers, int k, char *path, size_t room);

/* Interpreters that may be on this machine, beyond PATH: 1 and a path, or 0: no more. Newest first where that can be told. */
int ps_libpython_installed(int k, char *path, size_t room);

/* Whether a file that is there may be an interpreter: a program of this system, and none that only stands in for one (the
 * Microsoft Store's python.exe, the python3 of macOS without developer tools). Starts nothing. */
int ps_libpython_check(const char *path, struct ps_error *err);

/* The program that `name` starts by way of PATH: 1 and its path, or 0: there is none. */
int ps_libpython_on_path(const char *name, char *path, size_t room);

/* The environment variable, as "NAME=value", with which an interpreter finds the libraries that lie in its own tree, before those
 * of the variable's present value. 1, or 0 where that is never needed. `interpreter` may be a link into the tree. */
int ps_libpython_library_path(const char *interpreter, char *set, size_t room);

/* Has the host take itself for the Python that gave `answers`: writes the path by which it is to be started. On POSIX that lies
 * in a shadow venv, made in `folder` (which must not exist): bin/python3 is a link to the host, home and site-packages are the
 * Python's own. On Windows it is the host's own, and a variable does the rest, as for venvs there. When it fails, nothing is
 * left. */
int ps_libpython_shadow(const void *answers, const char *host, const char *folder, char *interpreter, size_t room,
                        struct ps_error *err);

/* Removes such a folder, if there is one. */
void ps_libpython_shadow_remove(const char *folder);

/* The variable, as "NAME=value", that the host needs in its environment for that: 1, or 0: none. */
int ps_libpython_shadow_variable(const void *answers, char *set, size_t room);

/* "python3", "python.exe": the interpreter's name in a venv, and its folder there ("bin", "Scripts"). */
extern const char ps_libpython_exe[];
extern const char ps_libpython_bin[];

#endif
