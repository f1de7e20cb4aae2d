#include "platform/files.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "platform/posix/sync.h"

FILE *ps_file_open(const char *path, const char *mode)
{
    return fopen(path, mode);
}

int64_t ps_file_size(FILE *stream)
{
    struct stat st;
    return fstat(fileno(stream), &st) == 0 && S_ISREG(st.st_mode) ? (int64_t)st.st_size : -1;
}

int ps_file_seek(FILE *stream, int64_t to)
{
    return fseeko(stream, (off_t)to, SEEK_SET);
}

static int too_long(const char *path, struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_USAGE, "%.60s...: the path is too long", path);
}

/* What the file there now says against being replaced. Renaming over a device, or over a file that its user has write-protected,
 * would work, and would be wrong. */
static int refuse_existing(const char *path, const struct stat *st, struct ps_error *err)
{
    if (S_ISDIR(st->st_mode)) {
        ps_fail(err, PS_EXIT_USAGE, "%s: is a folder", path);
        return ps_error_hint(err, "name a file in it");
    }
    if (!S_ISREG(st->st_mode)) {
        ps_fail(err, PS_EXIT_USAGE, "%s: is no regular file and cannot be replaced as a whole", path);
        return ps_error_hint(err, "name a regular file, or leave -o out and take standard output");
    }
    if (access(path, W_OK) != 0)
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "%s: cannot be written", path);
    return 0;
}

/* The folder and the last name of a path; `folder` is resolved by the caller. */
static int resolve_in_folder(const char *path, char *target, size_t room, struct ps_error *err)
{
    char copy[PS_FILES_PATH], folder[PATH_MAX];
    size_t length = strlen(path);
    if (length >= sizeof copy)
        return too_long(path, err);
    if (length == 0)
        return ps_fail(err, PS_EXIT_USAGE, "the name of a file is empty");
    if (path[length - 1] == '/') {
        ps_fail(err, PS_EXIT_USAGE, "%s: is a folder's name", path);
        return ps_error_hint(err, "name a file in it");
    }
    memcpy(copy, path, length + 1);
    if (realpath(dirname(copy), folder) == NULL)
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "%s: its folder cannot be entered", path);
    const char *slash = strrchr(path, '/');
    int n = snprintf(target, room, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, slash ? slash + 1 : path);
    return n < 0 || (size_t)n >= room ? too_long(path, err) : 0;
}

/* One step along a link whose end does not exist yet, which realpath() cannot follow. */
static int read_link(const char *path, char *next, size_t room, struct ps_error *err)
{
    char text[PS_FILES_PATH];
    ssize_t n = readlink(path, text, sizeof text - 1);
    if (n < 0)
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "%s", path);
    text[n] = '\0';
    const char *slash = strrchr(path, '/');
    int folder = text[0] == '/' || slash == NULL ? 0 : (int)(slash - path) + 1;
    int length = snprintf(next, room, "%.*s%s", folder, path, text);
    return length < 0 || (size_t)length >= room ? too_long(path, err) : 0;
}

int ps_file_target(const char *path, char *target, size_t room, struct ps_error *err)
{
    enum { LINKS_MAX = 40 }; /* as many as Linux follows */
    char at[PS_FILES_PATH];
    if (resolve_in_folder(path, at, sizeof at, err) != 0)
        return -1;
    for (int links = 0; links < LINKS_MAX; links++) {
        struct stat st;
        if (lstat(at, &st) != 0) {
            if (errno != ENOENT)
                return ps_fail_os(err, PS_EXIT_USAGE, errno, "%s", path);
        } else if (S_ISLNK(st.st_mode)) {
            char next[PS_FILES_PATH];
            if (read_link(at, next, sizeof next, err) != 0 || resolve_in_folder(next, at, sizeof at, err) != 0)
                return ps_error_context(err, "%s", path);
            continue;
        } else if (refuse_existing(at, &st, err) != 0) {
            return -1;
        }
        int n = snprintf(target, room, "%s", at);
        return n < 0 || (size_t)n >= room ? too_long(path, err) : 0;
    }
    return ps_fail_os(err, PS_EXIT_USAGE, ELOOP, "%s", path);
}

/* An owner may have removed or renamed the file between our opening and our locking it: then what we hold is nobody's path. */
static bool still_at_path(int fd, const char *path)
{
    struct stat held, there;
    return fstat(fd, &held) == 0 && lstat(path, &there) == 0 && held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

static bool pause_until(int64_t *left_ns)
{
    const int64_t step = 10 * 1000 * 1000;
    if (*left_ns <= 0)
        return false;
    *left_ns -= step;
    nanosleep(&(struct timespec){.tv_nsec = step}, NULL);
    return true;
}

/* flock, not fcntl: its owner is the open file, so that opening and closing the path elsewhere in the process does not end it. */
static enum ps_owned lock(int fd, const char *path, int64_t *patience_ns, struct ps_error *err)
{
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK) {
            ps_fail_os(err, PS_EXIT_USAGE, errno, "%s: cannot be locked", path);
            ps_error_hint(err, "choose a folder on a file system that has locks");
            return PS_OWNED_FAILED;
        }
        if (!pause_until(patience_ns)) {
            ps_fail(err, PS_EXIT_USAGE, "%s: another procstart is writing it", path);
            ps_error_hint(err, "wait until it has ended, or choose another file");
            return PS_OWNED_BY_OTHER;
        }
    }
    return PS_OWNED;
}

/* Checks, empties and names what is locked. */
static int prepare(struct ps_owned_file *file, int fd, const char *path, enum ps_own how, struct ps_error *err)
{
    struct stat st;
    int n = snprintf(file->path, sizeof file->path, "%s", path);
    if (n < 0 || (size_t)n >= sizeof file->path)
        return too_long(path, err);
    if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
        return ps_fail(err, PS_EXIT_USAGE, "%s: is no regular file", path);
    if (how == PS_OWN_EMPTIED && ftruncate(fd, 0) != 0)
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "%s", path);
    return 0;
}

/* Makes a stream of a locked descriptor, or closes it. */
static enum ps_owned take(struct ps_owned_file *file, int fd, const char *path, enum ps_own how, struct ps_error *err)
{
    if (prepare(file, fd, path, how, err) == 0) {
        file->stream = fdopen(fd, "r+b");
        if (file->stream != NULL && setvbuf(file->stream, NULL, _IONBF, 0) == 0)
            return PS_OWNED;
        ps_fail_os(err, PS_EXIT_USAGE, errno, "%s", path);
    }
    if (file->stream != NULL)
        fclose(file->stream);
    else
        close(fd);
    file->stream = NULL;
    return PS_OWNED_FAILED;
}

enum ps_owned ps_file_own(struct ps_owned_file *file, const char *path, enum ps_own how, int64_t patience_ns,
                          struct ps_error *err)
{
    int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (how == PS_OWN_EXISTING ? 0 : O_CREAT);
    *file = (struct ps_owned_file){0};
    for (;;) {
        int fd = open(path, flags, 0666);
        if (fd < 0 && errno == EINTR)
            continue;
        if (fd < 0 && errno == ENOENT && how == PS_OWN_EXISTING)
            return PS_OWNED_NOT_THERE;
        if (fd < 0) {
            ps_fail_os(err, PS_EXIT_USAGE, errno, "%s: cannot be opened for writing", path);
            return PS_OWNED_FAILED;
        }
        enum ps_owned owned = lock(fd, path, &patience_ns, err);
        if (owned == PS_OWNED && still_at_path(fd, path))
            return take(file, fd, path, how, err);
        close(fd);
        if (owned != PS_OWNED)
            return owned;
    }
}

int ps_file_close(struct ps_owned_file *file, struct ps_error *err)
{
    int result = 0;
    if (fclose(file->stream) != 0)
        result = ps_fail_os(err, PS_EXIT_USAGE, errno, "%s: could not be written", file->path);
    file->stream = NULL;
    return result;
}

int ps_file_discard(struct ps_owned_file *file, struct ps_error *err)
{
    /* Removed while it is still ours: nobody can have put another file there. */
    int result = 0;
    if (unlink(file->path) != 0 && errno != ENOENT)
        result = ps_fail_os(err, PS_EXIT_USAGE, errno, "%s: could not be removed", file->path);
    fclose(file->stream); /* what it could not write is not wanted */
    file->stream = NULL;
    return result;
}

/* A new file has the user's default permissions; one that is replaced keeps its own, and its owner where that is allowed. */
static int take_over_permissions(int fd, const char *target)
{
    struct stat old, new;
    if (stat(target, &old) != 0)
        return errno == ENOENT ? 0 : -1;
    if (fstat(fd, &new) != 0)
        return -1;
    if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) && fchown(fd, old.st_uid, old.st_gid) != 0 && errno != EPERM)
        return -1;
    return fchmod(fd, old.st_mode & 0777);
}

/* Without this the new name may be lost with the power; file systems that cannot sync a folder are believed. */
static int sync_folder(const char *path)
{
    char copy[PS_FILES_PATH];
    snprintf(copy, sizeof copy, "%s", path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == EACCES ? 0 : -1; /* a folder that may be written but not read */
    int result = ps_sync(fd) != 0 && errno != EINVAL && errno != ENOTSUP ? -1 : 0;
    int os = errno;
    close(fd);
    errno = os;
    return result;
}

int ps_file_replace(struct ps_owned_file *file, const char *target, struct ps_error *err)
{
    int fd = fileno(file->stream);
    if (take_over_permissions(fd, target) != 0 || ps_sync(fd) != 0 || rename(file->path, target) != 0) {
        ps_fail_os(err, PS_EXIT_USAGE, errno, "%s: could not be put in place", target);
        ps_file_discard(file, NULL);
        return -1;
    }
    int result = 0;
    if (sync_folder(target) != 0)
        result = ps_fail_os(err, PS_EXIT_USAGE, errno, "%s: its folder could not be synced", target);
    snprintf(file->path, sizeof file->path, "%s", target); /* what the stream is now */
    return ps_file_close(file, result == 0 ? err : NULL) != 0 ? -1 : result;
}
