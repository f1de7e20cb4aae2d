/* The Python code that a watch has run. Whoever comes first makes it and its globals; they stay as long as the process. */
#include <stdio.h>
#include <string.h>

#include "python/watch_effects.h"

/* The place of an event among those of the list; -1: it is none of them. */
static int find(const char *list, const char *event, const char *what)
{
    size_t first = strlen(event);
    for (int place = 0;; place++) {
        size_t length = strcspn(list, "|");
        bool same = length >= first && strncmp(list, event, first) == 0;
        if (same && what == NULL && length == first)
            return place;
        if (same && what != NULL && list[first] == ' ' && length - first - 1 == strlen(what) &&
            strncmp(list + first + 1, what, length - first - 1) == 0)
            return place;
        if (list[length] == '\0')
            return -1;
        list += length + 1;
    }
}

static void set(const struct ps_cpython *python, ps_object *globals, const char *name, const char *text)
{
    ps_object *value = python->unicode_from_string(text);
    if (value == NULL || python->dict_set_item_string(globals, name, value) != 0)
        python->err_clear();
    python->decref(value);
}

/* The object that is kept at `at`: the one made here unless another thread was faster. */
static ps_object *keep(const struct ps_cpython *python, _Atomic(ps_object *) *at, ps_object *made)
{
    ps_object *none = NULL;
    if (made == NULL)
        python->err_clear();
    if (made == NULL || atomic_compare_exchange_strong(at, &none, made))
        return made;
    python->decref(made);
    return none;
}

static ps_object *find_globals(struct ps_watch_hook *hook)
{
    const struct ps_cpython *python = &hook->python;
    ps_object *globals = atomic_load(&hook->code_globals);
    if (globals != NULL || (globals = python->dict_new()) == NULL)
        return globals;
    set(python, globals, "__name__", "procstart");
    set(python, globals, "SETTING", hook->watch.area->setting);
    return keep(python, &hook->code_globals, globals);
}

static ps_object *find_code(struct ps_watch_hook *hook)
{
    ps_object *code = atomic_load(&hook->code);
    if (code != NULL)
        return code;
    return keep(&hook->python, &hook->code, hook->python.compile_string(hook->watch.area->code, "<procstart>", PS_FILE_INPUT));
}

void ps_watch_run_code(struct ps_watch_hook *hook, const char *event, const char *what)
{
    const struct ps_cpython *python = &hook->python;
    int place = find(hook->watch.area->code_at, event, what);
    unsigned bit = place >= 0 && place < 32 ? 1U << place : 0;
    if (bit == 0 || (atomic_fetch_or(&hook->code_ran, bit) & bit) != 0)
        return;
    char name[256];
    snprintf(name, sizeof name, "%s%s%s", event, what != NULL ? " " : "", what != NULL ? what : "");
    ps_object *code = find_code(hook), *globals = code != NULL ? find_globals(hook) : NULL;
    if (globals == NULL) {
        python->err_clear();
        return;
    }
    set(python, globals, "EVENT", name);
    ps_object *result = python->eval_code(code, globals, globals);
    if (result == NULL)
        python->err_clear();
    python->decref(result);
}
