/* paths.h: what a path leads to, and its absolute form. Buffers of paths have PS_FILES_PATH bytes. */
#ifndef PS_GUARD_PATHS_H
#define PS_GUARD_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* As a stat has them, on every system. */
#define PS_PATH_FOLDER 0040000
#define PS_PATH_FILE   0100000

/* 0 and what it is, through links (another number: neither of the two); or a libuv error. */
int ps_path_kind(const char *path, uint64_t *kind);

/* Whether the folder that the first `length` bytes of the buffer name, with the slash, has something called `name`. The buffer
 * ends there afterwards. */
bool ps_path_has(char *folder, size_t length, const char *name);

/* Backslashes become those that every system understands. Only for paths of a system that has backslashes. */
void ps_path_turn_slashes(char *path);

/* The absolute path of a folder that is there, with "/" between its parts and at its end. The error is without the path. */
int ps_path_resolve(char *absolute, const char *path, struct ps_error *err);

#endif
