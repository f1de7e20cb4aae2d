/* libpython_names.h: how the loader of a POSIX platform has its libraries named. */
#ifndef PS_POSIX_LIBPYTHON_NAMES_H
#define PS_POSIX_LIBPYTHON_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* The k-th of the names that a libpython of that version has in its folder, likeliest first: 1, or 0: no more. `abi_flags` is "t"
 * for a free-threaded one. */
int ps_libpython_usual_name(int k, int major, int minor, const char *abi_flags, char *name, size_t room);

/* Whether what sysconfig has as INSTSONAME is a library that can be loaded, and not an archive. */
bool ps_libpython_is_loadable(const char *name);

/* "LD_LIBRARY_PATH" */
extern const char ps_libpython_path_variable[];

/* A program that stands where an interpreter would be, and that asks the user to install one when it is run. */
bool ps_libpython_is_placeholder(const char *path);

#endif
