#include "python/watch_hook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/cell.h"
#include "platform/host.h"
#include "python/watch_effects.h"

#define DEPTH "PROCSTART_WATCH_DEPTH"

enum { NESTED_BITS = 8, NESTED_MOST = 255 };

/* ---- this process ---- */

/* What processes that this one starts are to know. */
static int publish(struct ps_watch_hook *hook, struct ps_error *err)
{
    unsigned nested = atomic_load(&hook->state) != PS_WATCH_OUTSIDE ? hook->nested + 1 : 0;
    return ps_host_publish(DEPTH, hook->depth << NESTED_BITS | (nested < NESTED_MOST ? nested : NESTED_MOST), err);
}

static void read_depth(struct ps_watch_hook *hook)
{
    char *published = ps_host_setting(DEPTH);
    if (published != NULL) {
        unsigned long above = strtoul(published, NULL, 10);
        hook->depth = (unsigned)(above >> NESTED_BITS) + 1;
        hook->nested = above & NESTED_MOST;
    }
    free(published);
}

int ps_watch_hook_enter(struct ps_watch_hook *hook, struct ps_error *err)
{
    char *path = ps_host_setting(PS_WATCH_VARIABLE);
    if (path == NULL)
        return 0;
    int rc = ps_watch_open(&hook->watch, path, err);
    free(path);
    if (rc != 0)
        return ps_error_context(err, PS_WATCH_VARIABLE);
    read_depth(hook);
    if (!ps_watch_enter(&hook->watch, hook->depth, false))
        return ps_fail(err, (enum ps_exit)PS_WATCH_REFUSED_EXIT, "not started: %lld processes at once are the limit",
                       (long long)hook->watch.area->max_processes);
    return publish(hook, err) == 0 ? 1 : -1;
}

/* A forkserver stands in for the process that asks it. */
void ps_watch_hook_after_fork(void *data)
{
    struct ps_watch_hook *hook = data;
    if (atomic_load(&hook->role) != PS_ROLE_SERVER)
        hook->depth++;
    atomic_store(&hook->role, PS_ROLE_FORKED);
    atomic_store(&hook->state, PS_WATCH_OUTSIDE);
    publish(hook, NULL);
    if (!ps_watch_enter(&hook->watch, hook->depth, true))
        _Exit(PS_WATCH_REFUSED_EXIT);
}

static void set_state(struct ps_watch_hook *hook, enum ps_watch_state state)
{
    if (atomic_exchange(&hook->state, state) != state)
        publish(hook, NULL);
}

/* ---- executions of main ---- */

/* Of a zip file it is the __main__.py in there that is executed. */
static bool is_path_of(const char *text, const char *path)
{
    size_t length = strlen(path);
    if (strncmp(text, path, length) != 0)
        return false;
    text += length;
    return *text == '\0' || ((*text == '/' || *text == '\\') && strcmp(text + 1, "__main__.py") == 0);
}

/* A path that is not UTF-8 has no text, but its bytes. */
static bool is_path(const struct ps_cpython *python, ps_object *name, const char *path)
{
    const char *text = ps_object_text(python, name);
    if (text != NULL || name == NULL)
        return text != NULL && is_path_of(text, path);
    ps_object *bytes = python->encode_fs(name);
    if (bytes == NULL || (text = python->bytes_as_string(bytes)) == NULL)
        python->err_clear();
    bool is = text != NULL && is_path_of(text, path);
    python->decref(bytes);
    return is;
}

static bool is_main(const struct ps_watch_hook *hook, ps_object *args)
{
    const struct ps_cpython *python = &hook->python;
    ps_object *code = ps_event_argument(python, args, 0);
    ps_object *name = code != NULL ? python->get_attribute(code, "co_filename") : NULL;
    if (name == NULL)
        python->err_clear();
    bool is = is_path(python, name, hook->watch.area->main);
    python->decref(name);
    return is;
}

/* Who executes it tells what it is. */
static enum ps_watch_what kind_of(const struct ps_watch_hook *hook)
{
    const char *caller = ps_event_caller(&hook->python);
    if (caller == NULL)
        return PS_WATCH_MAIN_PROGRAM;
    if (strcmp(caller, "runpy") == 0) {
        if (ps_event_is_main_again(&hook->python))
            return PS_WATCH_MAIN_AGAIN;
        const char *name = ps_event_run_name(&hook->python);
        return name != NULL && strcmp(name, "__main__") == 0 ? PS_WATCH_MAIN_PROGRAM : PS_WATCH_MAIN_OTHER;
    }
    if (strncmp(caller, "importlib.", 10) == 0 || strncmp(caller, "_frozen_importlib", 17) == 0)
        return PS_WATCH_MAIN_MODULE;
    return PS_WATCH_MAIN_OTHER;
}

static void on_exec(struct ps_watch_hook *hook, ps_object *args)
{
    if (hook->watch.area->main[0] == '\0' || !is_main(hook, args))
        return;
    enum ps_watch_what kind = kind_of(hook);
    ps_watch_add(&hook->watch, kind, 1);
    unsigned level = hook->depth < PS_WATCH_DEPTHS ? hook->depth : PS_WATCH_DEPTHS - 1;
    atomic_fetch_add(&hook->watch.area->main_at[level], 1);
    if (kind != PS_WATCH_MAIN_PROGRAM && kind != PS_WATCH_MAIN_AGAIN)
        return;
    ps_watch_raise(&hook->watch, PS_WATCH_MAIN_NESTED, hook->nested + 1);
    set_state(hook, kind == PS_WATCH_MAIN_AGAIN ? PS_WATCH_IN_AGAIN : PS_WATCH_IN_PROGRAM);
    if (kind == PS_WATCH_MAIN_AGAIN)
        ps_watch_run_code(hook, "main again", NULL);
}

/* A re-import has come to its end when multiprocessing goes on. */
static void on_going_on(struct ps_watch_hook *hook, const char *by)
{
    if (atomic_load(&hook->state) != PS_WATCH_IN_AGAIN || !ps_event_called_by(&hook->python, by))
        return;
    ps_watch_add(&hook->watch, PS_WATCH_MAIN_FINISHED, 1);
    set_state(hook, PS_WATCH_OUTSIDE);
    ps_watch_run_code(hook, "main again finished", NULL);
}

static void on_uncaught(struct ps_watch_hook *hook, ps_object *args)
{
    ps_watch_uncaught(hook, args);
    if (hook->depth > 0)
        set_state(hook, PS_WATCH_OUTSIDE);
}

/* ---- other events ---- */

static void on_run_command(struct ps_watch_hook *hook, ps_object *args)
{
    if (atomic_load(&hook->role) != PS_ROLE_RUNNER)
        return;
    enum ps_role role = ps_event_role(ps_event_text(&hook->python, args, 0));
    atomic_store(&hook->role, role);
    if (role == PS_ROLE_SERVER)
        ps_watch_add(&hook->watch, PS_WATCH_SERVERS, 1);
    if (role == PS_ROLE_TRACKER)
        ps_watch_add(&hook->watch, PS_WATCH_TRACKERS, 1);
}

/* Each method has a module of its own, which is imported at its first start; that of fork also by the others on POSIX. */
static const struct {
    const char *module;
    enum ps_method method;
} starters[] = {
    {"popen_fork", PS_FORK},
    {"popen_spawn_posix", PS_SPAWN},
    {"popen_spawn_win32", PS_SPAWN},
    {"popen_forkserver", PS_FORKSERVER},
};

static void on_import(struct ps_watch_hook *hook, ps_object *args)
{
    static const char package[] = "multiprocessing.";
    const char *name = ps_event_text(&hook->python, args, 0);
    if (name == NULL)
        return;
    if (hook->watch.area->has_code)
        ps_watch_run_code(hook, "import", name);
    if (hook->depth > 0 || strncmp(name, package, sizeof package - 1) != 0)
        return;
    for (size_t i = 0; i < sizeof starters / sizeof *starters; i++) {
        int64_t none = 0;
        if (strcmp(starters[i].module, name + sizeof package - 1) == 0)
            atomic_compare_exchange_strong(&hook->watch.area->count[PS_WATCH_FIRST_METHOD], &none,
                                           1 + (int64_t)starters[i].method);
    }
}

/* sys.audit("procstart.count", what[, n]) */
static void on_count(struct ps_watch_hook *hook, ps_object *args)
{
    const struct ps_cpython *python = &hook->python;
    const char *what = ps_event_text(python, args, 0);
    ps_object *n = ps_event_argument(python, args, 1);
    unsigned long add = n != NULL ? python->long_as_unsigned_long(n) : 1;
    python->err_clear();
    if (what == NULL || add >= INT32_MAX)
        return;
    if (strcmp(what, "replaced") == 0)
        ps_watch_add(&hook->watch, PS_WATCH_REPLACED, (int64_t)add);
    if (strcmp(what, "returned") == 0)
        ps_watch_add(&hook->watch, PS_WATCH_RETURNED, (int64_t)add);
}

/* sys.audit("procstart.effect", event, detail) */
static void on_told_effect(struct ps_watch_hook *hook, ps_object *args)
{
    const char *event = ps_event_text(&hook->python, args, 0), *detail = ps_event_text(&hook->python, args, 1);
    if (event != NULL)
        ps_watch_effect(hook, event, detail != NULL ? detail : "");
}

static const struct {
    const char *event;
    void (*handle)(struct ps_watch_hook *hook, ps_object *args);
} handlers[] = {
    {"exec", on_exec},
    {"import", on_import},
    {"cpython.run_command", on_run_command},
    {"sys.excepthook", on_uncaught},
    {"procstart.count", on_count},
    {"procstart.effect", on_told_effect},
};

/* Called some hundred times in a process's start, nearly always for an event that is none of ours. */
int ps_watch_hook_event(const char *event, ps_object *args, void *data)
{
    struct ps_watch_hook *hook = data;
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
        if (strcmp(event, handlers[i].event) == 0)
            handlers[i].handle(hook, args);
    }
    if (strcmp(event, "pickle.find_class") == 0)
        on_going_on(hook, "multiprocessing.spawn");
    /* A forkserver that has preloaded main, or a child, replaces standard input. */
    if (strcmp(event, "open") == 0)
        on_going_on(hook, "multiprocessing.util");
    if (hook->watch.area->has_code)
        ps_watch_run_code(hook, event, NULL);
    ps_watch_audit_effect(hook, event, args);
    return 0;
}
