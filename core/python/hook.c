#include "python/hook.h"

#include <stdbool.h>
#include <string.h>

#include "platform/clock.h"
#include "platform/host.h"
#include "platform/resources.h"

#define IN(role)  (1U << (role))
#define ALWAYS    PS_STAMPS
#define RE_IMPORT "__mp_main__" /* the name under which multiprocessing runs the main module again */

static const char *text_of(const struct ps_cpython *python, ps_object *object)
{
    if (object == NULL)
        return NULL;
    const char *text = python->unicode_as_utf8(object, NULL);
    if (text == NULL)
        python->err_clear();
    return text;
}

/* The first argument of an event as text; NULL if it has none or if that is no text. */
static const char *first_text(const struct ps_cpython *python, ps_object *args)
{
    ps_object *item = python->tuple_get_item(args, 0);
    if (item == NULL)
        python->err_clear();
    return text_of(python, item);
}

static bool is_null_device(const struct ps_cpython *python, ps_object *args)
{
    const char *path = first_text(python, args);
    return path != NULL && strcmp(path, ps_null_device) == 0;
}

/* runpy runs other code too; this argument of its function tells the main module's body, whatever kind of main it is. */
static bool is_main_again(const struct ps_cpython *python, ps_object *args)
{
    (void)args;
    ps_object *locals = python->eval_get_locals();
    if (locals == NULL) {
        python->err_clear();
        return false;
    }
    const char *name = text_of(python, python->dict_get_item_string(locals, "mod_name"));
    return name != NULL && strcmp(name, RE_IMPORT) == 0;
}

/* Which event is which phase. */
static const struct rule {
    const char *event;
    const char *caller;                                              /* the module whose code raised it */
    bool (*holds)(const struct ps_cpython *python, ps_object *args); /* a further condition, or NULL */
    enum ps_stamp stamp;
    enum ps_stamp after; /* only once this is stamped, or ALWAYS */
    unsigned roles;
} rules[] = {
    /* prepare() goes to the parent's directory when it has unpickled its data. */
    {"os.chdir", "multiprocessing.spawn", NULL, PS_STAMP_UNPICKLED, ALWAYS, IN(PS_ROLE_SPAWNED) | IN(PS_ROLE_FORKED)},
    {"exec", "runpy", is_main_again, PS_STAMP_MAIN_BEGIN, ALWAYS, IN(PS_ROLE_SPAWNED) | IN(PS_ROLE_SERVER) | IN(PS_ROLE_FORKED)},
    /* The process object is unpickled next; without a main before it, nothing has been imported again. */
    {"pickle.find_class", "multiprocessing.spawn", NULL, PS_STAMP_MAIN_IMPORTED, PS_STAMP_MAIN_BEGIN,
     IN(PS_ROLE_SPAWNED) | IN(PS_ROLE_FORKED)},
    /* _bootstrap(), and a forkserver that has preloaded its modules, replace standard input. */
    {"open", "multiprocessing.util", is_null_device, PS_STAMP_BOOTSTRAP, ALWAYS,
     IN(PS_ROLE_SPAWNED) | IN(PS_ROLE_SERVER) | IN(PS_ROLE_FORKED)},
};

/* What the code that a Python is started with (-c) says about what it is to be. */
static const struct {
    const char *code;
    enum ps_role role;
} commands[] = {
    {"from multiprocessing.spawn import ", PS_ROLE_SPAWNED},
    {"from multiprocessing.forkserver import ", PS_ROLE_SERVER},
};

static _Atomic int64_t *block_of(const struct ps_hook *hook, enum ps_role role)
{
    return hook->page.word + (role == PS_ROLE_SERVER ? PS_PAGE_SERVER : PS_PAGE_CHILD);
}

static void stamp_first(const struct ps_hook *hook, enum ps_role role, enum ps_stamp stamp)
{
    int64_t unstamped = 0;
    atomic_compare_exchange_strong(&block_of(hook, role)[stamp], &unstamped, ps_clock_ns());
}

static void stamp_last(const struct ps_hook *hook, enum ps_role role, enum ps_stamp stamp, int64_t at)
{
    _Atomic int64_t *block = block_of(hook, role);
    if (atomic_load(&block[PS_STAMP_READY]) == 0)
        atomic_store(&block[stamp], at);
}

static void decide_role(struct ps_hook *hook, ps_object *args)
{
    const char *code = first_text(&hook->python, args);
    enum ps_role role = PS_ROLE_OTHER;
    for (size_t i = 0; code != NULL && i < sizeof commands / sizeof *commands; i++) {
        if (strncmp(code, commands[i].code, strlen(commands[i].code)) == 0)
            role = commands[i].role;
    }
    atomic_store(&hook->role, role);
    if (role == PS_ROLE_OTHER)
        return;
    stamp_last(hook, role, PS_STAMP_RUNNING, hook->running);
    stamp_first(hook, role, PS_STAMP_INITIALIZED);
}

/* The event by which Python code stamps: sys.audit("procstart.stamp", n) with n of enum ps_stamp. */
static void stamp_asked(struct ps_hook *hook, enum ps_role role, ps_object *args)
{
    ps_object *item = hook->python.tuple_get_item(args, 0);
    unsigned long stamp = item != NULL ? hook->python.long_as_unsigned_long(item) : PS_STAMPS;
    if (stamp >= PS_STAMPS) {
        hook->python.err_clear();
        return;
    }
    stamp_first(hook, role, (enum ps_stamp)stamp);
    if (stamp == PS_STAMP_READY)
        ps_resources_report(&hook->page);
}

static bool called_by(const struct ps_cpython *python, const char *module)
{
    ps_object *globals = python->eval_get_globals();
    if (globals == NULL)
        return false;
    const char *name = text_of(python, python->dict_get_item_string(globals, "__name__"));
    return name != NULL && strcmp(name, module) == 0;
}

static void apply(const struct ps_hook *hook, enum ps_role role, const struct rule *rule, ps_object *args)
{
    if (rule->after != ALWAYS && atomic_load(&block_of(hook, role)[rule->after]) == 0)
        return;
    if (!called_by(&hook->python, rule->caller) || (rule->holds != NULL && !rule->holds(&hook->python, args)))
        return;
    if (rule->stamp == PS_STAMP_MAIN_BEGIN)
        atomic_fetch_add(&hook->page.word[PS_PAGE_MAIN_RUNS], 1);
    stamp_first(hook, role, rule->stamp);
}

/* Called some hundred times in a child's start, nearly always for an event that is none of ours. */
int ps_hook_event(const char *event, ps_object *args, void *data)
{
    struct ps_hook *hook = data;
    enum ps_role role = atomic_load_explicit(&hook->role, memory_order_relaxed);
    if (role == PS_ROLE_OTHER)
        return 0;
    if (role == PS_ROLE_RUNNER) {
        if (strcmp(event, "cpython.run_command") == 0)
            decide_role(hook, args);
        return 0;
    }
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(event, rules[i].event) == 0 && (rules[i].roles & IN(role)))
            apply(hook, role, &rules[i], args);
    }
    if (strcmp(event, "procstart.stamp") == 0)
        stamp_asked(hook, role, args);
    return 0;
}

void ps_hook_after_fork(void *data)
{
    struct ps_hook *hook = data;
    int64_t now = ps_clock_ns();
    enum ps_role parent = atomic_load(&hook->role);
    if (parent != PS_ROLE_RUNNER && parent != PS_ROLE_SERVER) {
        atomic_store(&hook->role, PS_ROLE_OTHER);
        return;
    }
    atomic_store(&hook->role, PS_ROLE_FORKED);
    stamp_last(hook, PS_ROLE_FORKED, PS_STAMP_FORKED, now);
    stamp_last(hook, PS_ROLE_FORKED, PS_STAMP_RUNNING, now);
}
