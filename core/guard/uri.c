#include "guard/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "C:\x": only such a path, or one that begins with two backslashes, has backslashes that part folders on every platform. */
static bool has_drive(const char *path)
{
    bool letter = (path[0] >= 'A' && path[0] <= 'Z') || (path[0] >= 'a' && path[0] <= 'z');
    return letter && path[1] == ':';
}

/* Of a path in a folder with a drive, too. */
static bool is_windows(const char *path, const char *folder)
{
    return has_drive(path) || has_drive(folder) || strncmp(path, "\\\\", 2) == 0;
}

/* Whether `path` begins with the folder, as a whole name; windows: in any case of letters. */
static bool lies_in(const char *path, const char *folder, bool windows)
{
    size_t length = strlen(folder);
    while (length > 0 && folder[length - 1] == '/')
        length--;
    if (folder[0] == '\0' || strlen(path) <= length || path[length] != '/')
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char a = (unsigned char)path[i], b = (unsigned char)folder[i];
        bool letters = windows && a < 0x80 && b < 0x80;
        if (a != b && !(letters && (a | 0x20) == (b | 0x20) && (a | 0x20) >= 'a' && (a | 0x20) <= 'z'))
            return false;
    }
    return true;
}

/* Takes "." and ".." out, in place; a ".." that leads out of a relative path stays at its beginning. */
static void normalise(char *path)
{
    char *to = path, *least = path;
    const char *at = path;
    if (*at == '/')
        least = to = path + 1, at++;
    while (*at != '\0') {
        size_t n = strcspn(at, "/");
        bool last = at[n] == '\0'; /* what is written may take its place */
        const char *next = last ? "" : at + n + 1;
        if (n == 0 || (n == 1 && at[0] == '.')) {
            at = next;
            continue;
        }
        if (n == 2 && at[0] == '.' && at[1] == '.' && to > least) {
            to--;
            while (to > least && to[-1] != '/')
                to--;
        } else if (n == 2 && at[0] == '.' && at[1] == '.' && *path == '/') {
            /* there is nothing above the root */
        } else {
            bool up = n == 2 && at[0] == '.' && at[1] == '.';
            memmove(to, at, n);
            to += n;
            *to++ = '/';
            least = up ? to : least;
        }
        at = next;
    }
    if (to > path + 1 && to[-1] == '/')
        to--;
    *to = '\0';
}

static char *joined(const char *folder, const char *path)
{
    size_t room = strlen(folder) + strlen(path) + 2;
    char *to = malloc(room);
    if (to != NULL)
        snprintf(to, room, "%s%s%s", folder, folder[0] != '\0' ? "/" : "", path);
    return to;
}

/* unreserved / "/": nothing else is worth the thought. */
static void encode(char *to, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    for (; *text != '\0'; text++) {
        if (strchr(plain, *text) != NULL)
            *to++ = *text;
        else
            to += snprintf(to, 4, "%%%02X", (unsigned char)*text);
    }
    *to = '\0';
}

static void to_slashes(char *path)
{
    for (; *path != '\0'; path++)
        *path = *path == '\\' ? '/' : *path;
}

/* The whole path, in its normal form, and the folder with it. */
static char *whole(const char *path, const char *folder, bool windows)
{
    bool absolute = path[0] == '/' || has_drive(path) || (windows && path[0] == '\\');
    char *to = joined(absolute ? "" : folder, path);
    if (to != NULL && windows)
        to_slashes(to);
    if (to != NULL)
        normalise(to);
    return to;
}

char *ps_guard_uri(const char *path, const char *folder, bool *relative)
{
    bool windows = is_windows(path, folder);
    char *base = joined("", folder), *full = whole(path, folder, windows), *uri = NULL;
    if (base != NULL && windows)
        to_slashes(base);
    if (base != NULL && full != NULL) {
        const char *rest = full;
        *relative = lies_in(full, base, windows);
        if (*relative)
            rest = full + strlen(base) + (base[strlen(base) - 1] != '/');
        else if (full[0] != '/' && !has_drive(full))
            *relative = true; /* the folder is not known: as it was given */
        uri = malloc(3 * strlen(rest) + sizeof "file:///");
        if (uri != NULL) {
            const char *scheme = *relative ? "" : has_drive(full) ? "file:///" : "file://";
            size_t used = (size_t)sprintf(uri, "%s", scheme);
            if (has_drive(rest)) {
                used += (size_t)sprintf(uri + used, "%c:", rest[0]);
                rest += 2;
            }
            encode(uri + used, rest);
        }
    }
    free(base);
    free(full);
    return uri;
}
