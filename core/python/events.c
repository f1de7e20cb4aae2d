#include "python/events.h"

#include <string.h>

#define RE_IMPORT "__mp_main__" /* the name under which multiprocessing runs the main module again */

static const struct {
    const char *code;
    enum ps_role role;
} commands[] = {
    {"from multiprocessing.spawn import ", PS_ROLE_SPAWNED},
    {"from multiprocessing.forkserver import ", PS_ROLE_SERVER},
    {"from multiprocessing.resource_tracker import ", PS_ROLE_TRACKER},
};

enum ps_role ps_event_role(const char *code)
{
    for (size_t i = 0; code != NULL && i < sizeof commands / sizeof *commands; i++) {
        if (strncmp(code, commands[i].code, strlen(commands[i].code)) == 0)
            return commands[i].role;
    }
    return PS_ROLE_OTHER;
}

const char *ps_object_text(const struct ps_cpython *python, ps_object *object)
{
    if (object == NULL)
        return NULL;
    const char *text = python->unicode_as_utf8(object, NULL);
    if (text == NULL)
        python->err_clear();
    return text;
}

ps_object *ps_event_argument(const struct ps_cpython *python, ps_object *args, int k)
{
    ps_object *item = python->tuple_get_item(args, k);
    if (item == NULL)
        python->err_clear();
    return item;
}

const char *ps_event_text(const struct ps_cpython *python, ps_object *args, int k)
{
    return ps_object_text(python, ps_event_argument(python, args, k));
}

const char *ps_event_caller(const struct ps_cpython *python)
{
    ps_object *globals = python->eval_get_globals();
    return globals != NULL ? ps_object_text(python, python->dict_get_item_string(globals, "__name__")) : NULL;
}

bool ps_event_called_by(const struct ps_cpython *python, const char *module)
{
    const char *name = ps_event_caller(python);
    return name != NULL && strcmp(name, module) == 0;
}

/* An argument of runpy's function, whatever kind of main it is. */
const char *ps_event_run_name(const struct ps_cpython *python)
{
    ps_object *locals = python->eval_get_locals();
    if (locals != NULL)
        return ps_object_text(python, python->dict_get_item_string(locals, "mod_name"));
    python->err_clear();
    return NULL;
}

bool ps_event_is_main_again(const struct ps_cpython *python)
{
    const char *name = ps_event_run_name(python);
    return name != NULL && strcmp(name, RE_IMPORT) == 0;
}
