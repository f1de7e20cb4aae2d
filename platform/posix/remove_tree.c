#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/posix/keeper.h"

/* A folder that fills up again as fast as it is emptied is somebody else's work: give up at last. */
enum { PASSES = 100 };

static int remove_at(int parent, const char *name);

/* A folder that its maker locked is opened for its removal. */
static int open_folder(int parent, const char *name)
{
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(parent, name, flags);
    if (fd < 0 && errno == EACCES && fchmodat(parent, name, 0700, 0) == 0)
        fd = openat(parent, name, flags);
    return fd;
}

/* One pass over what is in the folder now. Entries that cannot be removed are left; rmdir will say so. */
static int empty_folder(int fd)
{
    DIR *folder = fdopendir(fd);
    if (folder == NULL) {
        close(fd);
        return -1;
    }
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_at(dirfd(folder), entry->d_name);
    }
    closedir(folder);
    return 0;
}

static int remove_at(int parent, const char *name)
{
    /* Not a folder, or a symbolic link to one: gone without a look at what it points to. Linux says EISDIR, POSIX says EPERM. */
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
        return 0;
    for (int pass = 0; pass < PASSES; pass++) {
        if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
            return 0;
        if (errno != ENOTEMPTY && errno != EEXIST)
            return -1;
        int fd = open_folder(parent, name);
        if (fd < 0 || empty_folder(fd) != 0)
            return -1;
    }
    return -1;
}

int ps_remove_tree(const char *path)
{
    return remove_at(AT_FDCWD, path);
}
