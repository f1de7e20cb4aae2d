/* run_folder.h: where the private folders of runs lie. */
#ifndef PS_POSIX_RUN_FOLDER_H
#define PS_POSIX_RUN_FOLDER_H

#include <stddef.h>

#include "base/error.h"

/* What is made below it: a run's folder, and in that the longest that multiprocessing makes, its forkserver's socket. */
#define PS_RUN_FOLDER_NAME "procstart-0123456789"
#define PS_RUN_FOLDER_PATH "/" PS_RUN_FOLDER_NAME "/pymp-01234567/listener-01234567"

/* The absolute path of a folder that can be written, best a memory file system: pages, sockets and scripts of a run need no
 * disk. */
int ps_run_folder_parent(char *path, size_t room, struct ps_error *err);

/* TMPDIR, or what stands for it, for platforms' ps_run_folder_parent(). */
int ps_run_folder_tmpdir(char *path, size_t room, struct ps_error *err);

#endif
