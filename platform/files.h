/* files.h: files that a reader only ever sees whole, and files that belong to a process as long as it lives.
 *
 * A file is replaced by writing another one beside it, putting that on the disk, and renaming it over the first. Whatever
 * happens on the way, the path names either the old file or the new one. The file beside it has a fixed name and an owner: what
 * a killed writer left is taken over by the next one, not left lying.
 *
 * Paths are UTF-8. Errors carry PS_EXIT_USAGE: the place was the user's choice.
 */
#ifndef PS_PLATFORM_FILES_H
#define PS_PLATFORM_FILES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

#define PS_FILES_PATH 4096

/* fopen() of such a path: NULL and errno when it fails. */
FILE *ps_file_open(const char *path, const char *mode);

/* Bytes of the regular file that it is; -1: it is something else, or cannot be asked. */
int64_t ps_file_size(FILE *stream);

/* To a byte of it, beyond 2 GiB too; -1 and errno. */
int ps_file_seek(FILE *stream, int64_t to);

/* The absolute path of the regular file that `path` names, through links, or would name if it were made. Fails where no file can
 * be put: a folder, a device, a pipe, a file that may not be written, a folder that is missing. */
int ps_file_target(const char *path, char *target, size_t room, struct ps_error *err);

/* A file of this process: another process that asks for it while it is open is refused. The end of the process, whatever kind
 * it was, gives it up. Children do not inherit it. */
struct ps_owned_file {
    FILE *stream; /* binary, to read and write, at its start, unbuffered */
    char path[PS_FILES_PATH];
};

enum ps_own {
    PS_OWN_EXISTING,  /* PS_OWNED_NOT_THERE if it does not exist */
    PS_OWN_OR_CREATE, /* as it is, or new */
    PS_OWN_EMPTIED,   /* emptied, or new */
};
enum ps_owned { PS_OWNED = 1, PS_OWNED_NOT_THERE = 0, PS_OWNED_FAILED = -1, PS_OWNED_BY_OTHER = -2 };

/* Waits at most patience_ns for another owner to give it up. Never follows a link. Fills *err in for FAILED and BY_OTHER. */
enum ps_owned ps_file_own(struct ps_owned_file *file, const char *path, enum ps_own how, int64_t patience_ns,
                          struct ps_error *err);

/* Closes it and leaves it where it is. What could not be written yet is an error. */
int ps_file_close(struct ps_owned_file *file, struct ps_error *err);

/* Removes it, then closes it. */
int ps_file_discard(struct ps_owned_file *file, struct ps_error *err);

/* Puts the file on the disk and in the place of `target`, whose permissions it takes over; closes it. When that fails the file
 * is discarded and `target` is what it was; only where the new name could not be made safe against a loss of power, it is new. */
int ps_file_replace(struct ps_owned_file *file, const char *target, struct ps_error *err);

#endif
