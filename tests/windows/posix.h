/* posix.h: what tests use of POSIX and mingw-w64 lacks; included before each test's source when it is built for Windows. */
#ifndef TESTS_WINDOWS_POSIX_H
#define TESTS_WINDOWS_POSIX_H

#include <direct.h>
#include <io.h>

/* A template below /tmp means that folder of the current drive, which is made if there is none. */
char *mkdtemp(char *path);

int setenv(const char *name, const char *value, int overwrite);
int unsetenv(const char *name);

#define mkdir(path, mode) ((void)(mode), _mkdir(path))

#endif
