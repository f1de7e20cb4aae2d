#include "platform/host.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/clock.h"
#include "platform/libpython.h"
#include "platform/page.h"
#include "python/hook.h"

/* Whether Python is going to check its memory: it then takes back the hook's memory, which it gave before it was set up, as if
 * it had been given with checks, and aborts. */
static bool checks_memory(void)
{
    const char *allocator = getenv("PYTHONMALLOC"), *development = getenv("PYTHONDEVMODE");
    if (allocator != NULL && *allocator != '\0')
        return strstr(allocator, "debug") != NULL;
    return development != NULL && *development != '\0';
}

/* Without a page nobody asks for stamps, and Python runs as if there were no host. */
static int watch(struct ps_hook *hook, struct ps_library *library, struct ps_error *err)
{
    char *page = ps_host_setting("PROCSTART_PAGE");
    if (page == NULL)
        return 0;
    int rc = ps_cpython_find(&hook->python, library, err);
    if (rc == 0 && (rc = ps_page_open(&hook->page, page, err)) != 0)
        ps_error_context(err, "PROCSTART_PAGE");
    free(page);
    if (rc != 0)
        return rc;
    if (ps_after_fork(ps_hook_after_fork, hook, err) != 0)
        return -1;
    if (checks_memory() && hook->python.setup_debug_hooks != NULL)
        hook->python.setup_debug_hooks();
    if (hook->python.add_audit_hook(ps_hook_event, hook) != 0)
        return ps_fail(err, PS_EXIT_FAILED, "Python refused the audit hook");
    return 0;
}

static int run(struct ps_hook *hook, int argc, char **argv, int *status, struct ps_error *err)
{
    char *path = ps_host_setting("PROCSTART_LIBPYTHON");
    if (path == NULL) {
        ps_fail(err, PS_EXIT_USAGE, "PROCSTART_LIBPYTHON does not say which libpython is to be loaded");
        return ps_error_hint(err, "this program is run by procstart; to use it alone, set it to the path of a libpython");
    }
    struct ps_library *library;
    int rc = ps_library_open(&library, path, err);
    free(path);
    if (rc != 0)
        return ps_error_context(err, "PROCSTART_LIBPYTHON");
    if (watch(hook, library, err) != 0)
        return -1;
    return ps_host_run(library, argc, argv, status, err);
}

int ps_host_main(int argc, char **argv)
{
    /* Static: the hook is called until the process ends, from whatever thread. */
    static struct ps_hook hook;
    hook.running = ps_clock_ns();
    struct ps_error err;
    int status = 0;
    if (run(&hook, argc, argv, &status, &err) == 0)
        return status;
    fprintf(stderr, "procstart-python: error: %s%s%s\n", err.what, err.hint[0] != '\0' ? "; " : "", err.hint);
    return err.exit;
}
