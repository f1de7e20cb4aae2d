#include "posix.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

char *mkdtemp(char *path)
{
    char *random = path + strlen(path) - 6;
    if (strncmp(path, "/tmp/", 5) == 0)
        _mkdir("/tmp");
    for (int tries = 0; tries < 1000; tries++) {
        for (int i = 0; i < 6; i++) {
            unsigned int drawn = 0;
            rand_s(&drawn);
            random[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[drawn % 36];
        }
        if (_mkdir(path) == 0)
            return path;
        if (errno != EEXIST)
            return NULL;
    }
    return NULL;
}

int setenv(const char *name, const char *value, int overwrite)
{
    return overwrite || getenv(name) == NULL ? _putenv_s(name, value) : 0;
}

int unsetenv(const char *name)
{
    return _putenv_s(name, "");
}
