#include "plan/asked.h"

#include <stdio.h>
#include <string.h>

#define STUBS     (PS_BIT(PS_CHILD_STUB_STATIC) | PS_BIT(PS_CHILD_STUB_DYNAMIC))
#define OF_NATIVE (STUBS | PS_BIT(PS_CHILD_NONE))
#define OF_PYTHON (PS_BIT(PS_CHILD_HOST) | PS_BIT(PS_CHILD_STOCK))

static bool has(unsigned bits, unsigned value)
{
    return (bits & PS_BIT(value)) != 0;
}

bool ps_asked_names_method(const struct ps_asked *asked, enum ps_method method)
{
    return has(asked->request->methods, method);
}

bool ps_asked_method(const struct ps_asked *asked, enum ps_method method)
{
    return asked->request->methods == 0 || ps_asked_names_method(asked, method);
}

bool ps_asked_names_mechanism(const struct ps_asked *asked, const struct ps_launcher *launcher)
{
    for (const char *const *name = asked->request->mechanisms; name != NULL && *name != NULL; name++) {
        if (strcmp(*name, launcher->name) == 0)
            return true;
    }
    return false;
}

static bool mechanisms_named_of(const struct ps_asked *asked, enum ps_method method)
{
    for (size_t i = 0; ps_launchers[i] != NULL; i++) {
        if (ps_launchers[i]->method == method && ps_asked_names_mechanism(asked, ps_launchers[i]))
            return true;
    }
    return false;
}

bool ps_asked_launcher(const struct ps_asked *asked, const struct ps_launcher *launcher)
{
    if (!ps_asked_method(asked, launcher->method))
        return false;
    if (asked->request->mechanisms == NULL || ps_asked_names_mechanism(asked, launcher))
        return true;
    return ps_asked_names_method(asked, launcher->method) && !mechanisms_named_of(asked, launcher->method);
}

/* Of the children that a cell can have those that were named. If none was: the usual ones, where the option is not about this
 * API, or the method was asked for by its own name. */
static unsigned choose(const struct ps_asked *asked, enum ps_method method, unsigned possible, unsigned of_api, unsigned usual)
{
    unsigned children = asked->request->children;
    if ((children & possible) != 0)
        return children & possible;
    return (children & of_api) == 0 || ps_asked_names_method(asked, method) ? usual : 0;
}

unsigned ps_asked_children_of_launcher(const struct ps_asked *asked, const struct ps_launcher *launcher)
{
    unsigned possible = launcher->takes_program ? STUBS : PS_BIT(PS_CHILD_NONE);
    return choose(asked, launcher->method, possible, OF_NATIVE, possible & ~asked->request->absent_children);
}

unsigned ps_asked_children_of_python(const struct ps_asked *asked, enum ps_method method, const struct ps_plan_python *python)
{
    return choose(asked, method, OF_PYTHON, OF_PYTHON, PS_BIT(python->has_host ? PS_CHILD_HOST : PS_CHILD_STOCK));
}

int ps_asked_check_children(const struct ps_asked *asked, const struct ps_plan *plan, struct ps_error *err)
{
    unsigned unused = asked->request->children;
    for (size_t i = 0; i < plan->cells_n; i++)
        unused &= ~PS_BIT(plan->cells[i].child);
    for (unsigned child = 0; child < PS_CHILDREN; child++) {
        if (!has(unused, child))
            continue;
        ps_fail(err, PS_EXIT_USAGE, "--child %s: no cell that was asked for has such a child", ps_child_name(child));
        return ps_error_hint(err,
                             "none is native fork's and forkserver's, the stubs are native spawn's, host and stock are Python's");
    }
    return 0;
}

/* "floor, fork, posix_spawn, ..." */
static void list_launchers(char *text, size_t room)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; ps_launchers[i] != NULL && used < room; i++) {
        int n = snprintf(text + used, room - used, "%s%s", i > 0 ? ", " : "", ps_launchers[i]->name);
        used += n > 0 ? (size_t)n : 0;
    }
}

static int check_mechanism(const struct ps_asked *asked, const char *name, struct ps_error *err)
{
    const struct ps_launcher *launcher = ps_launcher_find(name);
    if (launcher == NULL) {
        char known[200];
        list_launchers(known, sizeof known);
        ps_fail(err, PS_EXIT_USAGE, "--mechanism %s: there is no such mechanism on this platform", name);
        return ps_error_hint(err, "there are %s", known);
    }
    if (!has(asked->apis, PS_NATIVE)) {
        ps_fail(err, PS_EXIT_USAGE, "--mechanism %s: it is one of native cells, and those were not asked for", name);
        return ps_error_hint(err, "leave --mechanism out (multiprocessing chooses its own), or add --api native");
    }
    if (!ps_asked_method(asked, launcher->method)) {
        const char *method = ps_method_name(launcher->method);
        ps_fail(err, PS_EXIT_USAGE, "--mechanism %s: it is one of %s, which was not asked for", name, method);
        return ps_error_hint(err, "add %s to --method, or leave --method out", method);
    }
    return 0;
}

/* What was not named follows from what was: mechanisms are native, and children are of one API. */
static unsigned apis_of(const struct ps_request_plan *request)
{
    if (request->apis != 0)
        return request->apis;
    unsigned apis = PS_BIT(PS_NATIVE) | (request->pythons_n > 0 ? PS_BIT(PS_PYTHON) : 0);
    if (request->mechanisms != NULL)
        apis = PS_BIT(PS_NATIVE);
    if (request->children != 0 && (request->children & OF_PYTHON) == 0)
        apis = PS_BIT(PS_NATIVE);
    if (request->children != 0 && (request->children & OF_NATIVE) == 0)
        apis = PS_BIT(PS_PYTHON);
    return apis;
}

int ps_asked_read(struct ps_asked *asked, const struct ps_request_plan *request, struct ps_error *err)
{
    *asked = (struct ps_asked){request, apis_of(request)};
    for (const char *const *name = request->mechanisms; name != NULL && *name != NULL; name++) {
        if (check_mechanism(asked, *name, err) != 0)
            return -1;
    }
    bool python = has(asked->apis, PS_PYTHON);
    if (python && request->pythons_n == 0) {
        ps_fail(err, PS_EXIT_USAGE, "no Python to measure was found");
        return ps_error_hint(err, "name one with --python PATH, or measure native starts only with --api native");
    }
    if (request->main != NULL && !python) {
        ps_fail(err, PS_EXIT_USAGE, "--main %s: native cells have no main module", request->main);
        return ps_error_hint(err, "leave --main out, or add --api python");
    }
    return 0;
}
