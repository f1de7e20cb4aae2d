#include "platform/posix/run_folder.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

/* A socket's path has 104 bytes here, and the user's own temporary folder takes half of them. */
static bool leaves_room_for_sockets(const char *folder)
{
    return strlen(folder) + sizeof PS_RUN_FOLDER_PATH <= sizeof((struct sockaddr_un *)0)->sun_path;
}

/* Without TMPDIR (a login over ssh, a job of launchd) libuv would take /tmp, which is everybody's. */
int ps_run_folder_parent(char *path, size_t room, struct ps_error *err)
{
    const char *named = getenv("TMPDIR");
    if (named != NULL && *named != '\0') {
        if (ps_run_folder_tmpdir(path, room, err) != 0)
            return -1;
    } else if (confstr(_CS_DARWIN_USER_TEMP_DIR, path, room) == 0 || access(path, W_OK | X_OK) != 0) {
        snprintf(path, room, "/tmp");
    }
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        path[--length] = '\0';
    if (!leaves_room_for_sockets(path))
        snprintf(path, room, "/tmp");
    return 0;
}
