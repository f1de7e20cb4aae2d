#include "platform/host.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char ps_null_device[] = "/dev/null";

/* pthread_atfork hands nothing to its handlers. */
static void (*after_fork)(void *data);
static void *after_fork_data;

static void in_child(void)
{
    after_fork(after_fork_data);
}

int ps_after_fork(void (*child)(void *data), void *data, struct ps_error *err)
{
    after_fork = child;
    after_fork_data = data;
    int failed = pthread_atfork(NULL, NULL, in_child);
    return failed == 0 ? 0 : ps_fail_os(err, PS_EXIT_FAILED, failed, "cannot watch forks");
}

/* putenv() takes the text itself into the environment: it is changed in place. */
int ps_host_publish(const char *name, unsigned number, struct ps_error *err)
{
    static char variable[64];
    bool new = variable[0] == '\0';
    size_t length = strlen(name);
    if (length + 12 > sizeof variable)
        return ps_fail(err, PS_EXIT_FAILED, "the name %s is too long", name);
    if (new) {
        memcpy(variable, name, length);
        memcpy(variable + length, "=0000000000", 12);
    }
    for (size_t digit = length + 10; digit > length; digit--, number /= 10)
        variable[digit] = (char)('0' + number % 10);
    return !new || putenv(variable) == 0 ? 0 : ps_fail_os(err, PS_EXIT_FAILED, errno, "cannot set %s", name);
}

char *ps_host_setting(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0' ? strdup(value) : NULL;
}

int ps_host_run(struct ps_library *python, int argc, char **argv, int *status, struct ps_error *err)
{
    int (*bytes_main)(int, char **);
    void *symbol = ps_library_symbol(python, "Py_BytesMain");
    if (symbol == NULL)
        return ps_fail(err, PS_EXIT_USAGE, "the library has no Py_BytesMain: it is no libpython of 3.8 or later");
    memcpy(&bytes_main, &symbol, sizeof bytes_main);
    *status = bytes_main(argc, argv);
    return 0;
}
