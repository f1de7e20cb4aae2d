#include "platform/host.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/clock.h"
#include "platform/libpython.h"
#include "platform/page.h"
#include "python/hook.h"
#include "python/watch_hook.h"

/* Whether Python is going to check its memory: it then takes back the hook's memory, which it gave before it was set up, as if
 * it had been given with checks, and aborts. */
static bool checks_memory(void)
{
    const char *allocator = getenv("PYTHONMALLOC"), *development = getenv("PYTHONDEVMODE");
    if (allocator != NULL && *allocator != '\0')
        return strstr(allocator, "debug") != NULL;
    return development != NULL && *development != '\0';
}

/* Whom the environment asks the host to serve. */
struct host {
    struct ps_hook hook;
    struct ps_watch_hook watch;
    bool stamps, watches;
};

static void after_fork(void *data)
{
    struct host *host = data;
    if (host->stamps)
        ps_hook_after_fork(&host->hook);
    if (host->watches)
        ps_watch_hook_after_fork(&host->watch);
}

static int add_hook(const struct ps_cpython *python, bool asked, ps_audit_hook *hook, void *data, struct ps_error *err)
{
    if (!asked || python->add_audit_hook(hook, data) == 0)
        return 0;
    return ps_fail(err, PS_EXIT_FAILED, "Python refused the audit hook");
}

/* Without a page or a watch nobody asks for anything, and Python runs as if there were no host. */
static int serve(struct host *host, struct ps_library *library, const char *page, struct ps_error *err)
{
    struct ps_cpython python;
    if (page == NULL && !host->watches)
        return 0;
    if (ps_cpython_find(&python, library, err) != 0)
        return -1;
    host->stamps = page != NULL;
    if (host->stamps && ps_page_open(&host->hook.page, page, err) != 0)
        return ps_error_context(err, "PROCSTART_PAGE");
    if (ps_after_fork(after_fork, host, err) != 0)
        return -1;
    host->hook.python = host->watch.python = python;
    if (checks_memory() && python.setup_debug_hooks != NULL)
        python.setup_debug_hooks();
    if (add_hook(&python, host->stamps, ps_hook_event, &host->hook, err) != 0)
        return -1;
    return add_hook(&python, host->watches, ps_watch_hook_event, &host->watch, err);
}

/* A process that is one too many costs no more than its start. */
static int run(struct host *host, int argc, char **argv, int *status, struct ps_error *err)
{
    int watches = ps_watch_hook_enter(&host->watch, err);
    if (watches < 0)
        return -1;
    host->watches = watches > 0;
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
    char *page = ps_host_setting("PROCSTART_PAGE");
    rc = serve(host, library, page, err);
    free(page);
    if (rc != 0)
        return -1;
    return ps_host_run(library, argc, argv, status, err);
}

int ps_host_main(int argc, char **argv)
{
    /* Static: the hooks are called until the process ends, from whatever thread. */
    static struct host host;
    host.hook.running = ps_clock_ns();
    struct ps_error err;
    int status = 0;
    if (run(&host, argc, argv, &status, &err) == 0)
        return status;
    fprintf(stderr, "procstart-python: error: %s%s%s\n", err.what, err.hint[0] != '\0' ? "; " : "", err.hint);
    return err.exit;
}
