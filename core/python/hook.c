#include "python/hook.h"

#include <stdbool.h>
#include <string.h>

#include "platform/clock.h"
#include "platform/host.h"
#include "platform/resources.h"
#include "python/events.h"

#define IN(role) (1U << (role))
#define ALWAYS   PS_STAMPS

static bool is_null_device(const struct ps_cpython *python, ps_object *args)
{
    const char *path = ps_event_text(python, args, 0);
    return path != NULL && strcmp(path, ps_null_device) == 0;
}

static bool is_main_again(const struct ps_cpython *python, ps_object *args)
{
    (void)args;
    return ps_event_is_main_again(python);
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
    enum ps_role role = ps_event_role(ps_event_text(&hook->python, args, 0));
    if (role == PS_ROLE_TRACKER)
        role = PS_ROLE_OTHER;
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

static void apply(const struct ps_hook *hook, enum ps_role role, const struct rule *rule, ps_object *args)
{
    if (rule->after != ALWAYS && atomic_load(&block_of(hook, role)[rule->after]) == 0)
        return;
    if (!ps_event_called_by(&hook->python, rule->caller) || (rule->holds != NULL && !rule->holds(&hook->python, args)))
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
