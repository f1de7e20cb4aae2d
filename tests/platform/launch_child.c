/* A child for test_launch.c: as its argument says, it dies by a signal, or lists its open descriptors into the file of that
 * name. */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void list_descriptors(const char *path)
{
    FILE *list = fopen(path, "w");
    DIR *dir = opendir("/dev/fd");
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        int fd = -1;
        /* Neither its own two. */
        if (sscanf(entry->d_name, "%d", &fd) == 1 && fd != dirfd(dir) && fd != fileno(list))
            fprintf(list, "%d ", fd);
    }
    closedir(dir);
    fclose(list);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    if (strcmp(argv[1], "kill") == 0)
        raise(SIGKILL);
    if (strcmp(argv[1], "fail") == 0)
        return 7;
    list_descriptors(argv[1]);
    return 0;
}
