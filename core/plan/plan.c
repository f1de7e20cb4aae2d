#include "plan/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/asked.h"
#include "plan/group.h"

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "no memory left for the plan");
}

/* A reason that the plan keeps; NULL without memory. */
PS_PRINTF(2, 3) static const char *keep_reason(struct ps_plan *plan, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    char **reasons = realloc(plan->reasons, (plan->reasons_n + 1) * sizeof *reasons);
    if (reasons == NULL)
        return NULL;
    plan->reasons = reasons;
    size_t size = strlen(text) + 1;
    char *reason = malloc(size);
    if (reason == NULL)
        return NULL;
    memcpy(reason, text, size);
    plan->reasons[plan->reasons_n++] = reason;
    return reason;
}

static int add_cell(struct ps_plan *plan, const struct ps_cell *cell, const char *python, struct ps_error *err)
{
    /* Room is doubled whenever it is full, which is when the number is a power of two. */
    if ((plan->cells_n & (plan->cells_n - 1)) == 0) {
        struct ps_cell *cells = realloc(plan->cells, (plan->cells_n ? 2 * plan->cells_n : 1) * sizeof *cells);
        if (cells == NULL)
            return no_memory(err);
        plan->cells = cells;
    }
    struct ps_cell *added = &plan->cells[plan->cells_n++];
    *added = *cell;
    ps_cell_id(added, python);
    return 0;
}

/* The cell with each combination of factors; once and without any for a floor, which nothing in its parent could make dearer. */
static int add_with_factors(struct ps_plan *plan, const struct ps_request_plan *request, struct ps_cell *cell, const char *python,
                            struct ps_error *err)
{
    static const uint64_t no_ballast[] = {0};
    static const uint32_t none[] = {0};
    bool vary = cell->method != PS_FLOOR;
    size_t ballast_n = vary && request->ballast_n > 0 ? request->ballast_n : 1;
    size_t threads_n = vary && request->threads_n > 0 ? request->threads_n : 1;
    size_t fds_n = vary && request->fds_n > 0 ? request->fds_n : 1;
    const uint64_t *ballast = vary && request->ballast_n > 0 ? request->ballast : no_ballast;
    const uint32_t *threads = vary && request->threads_n > 0 ? request->threads : none;
    const uint32_t *fds = vary && request->fds_n > 0 ? request->fds : none;
    cell->factors.workers = 1;
    for (size_t i = 0; i < ballast_n * threads_n * fds_n; i++) {
        cell->factors.ballast_bytes = ballast[i / (threads_n * fds_n)];
        cell->factors.threads = threads[i / fds_n % threads_n];
        cell->factors.fds = fds[i % fds_n];
        if (add_cell(plan, cell, python, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- native ---- */

static bool is_available(const struct ps_launcher *launcher, struct ps_error *why)
{
    *why = (struct ps_error){0};
    return launcher->available == NULL || launcher->available(why) == 0;
}

static bool method_is_available(enum ps_method method)
{
    struct ps_error why;
    for (size_t i = 0; ps_launchers[i] != NULL; i++) {
        if (ps_launchers[i]->method == method && is_available(ps_launchers[i], &why))
            return true;
    }
    return false;
}

/* What cannot be had is a row if its mechanism was asked for by name, or if there is no other way to its method: a table of all
 * methods is to say of each what it costs, or why it cannot be had. */
static bool unavailable_is_shown(const struct ps_asked *asked, const struct ps_launcher *launcher)
{
    return ps_asked_names_mechanism(asked, launcher) || !method_is_available(launcher->method);
}

static int add_launcher(struct ps_plan *plan, const struct ps_asked *asked, const struct ps_launcher *launcher,
                        struct ps_error *err)
{
    struct ps_error why;
    bool available = is_available(launcher, &why);
    if (!available && !unavailable_is_shown(asked, launcher))
        return 0;
    unsigned children = ps_asked_children_of_launcher(asked, launcher);
    for (unsigned child = 0; child < PS_CHILDREN; child++) {
        if ((children & PS_BIT(child)) == 0)
            continue;
        struct ps_cell cell = {.method = launcher->method, .mechanism = launcher->name, .python = -1, .child = child};
        bool absent = (asked->request->absent_children & PS_BIT(child)) != 0;
        if (!available)
            cell.unsupported = keep_reason(plan, "%s", why.what);
        else if (absent)
            cell.unsupported = keep_reason(plan, "this build has no %s", ps_child_name(child));
        if ((!available || absent) && cell.unsupported == NULL)
            return no_memory(err);
        if (add_with_factors(plan, asked->request, &cell, NULL, err) != 0)
            return -1;
    }
    return 0;
}

/* A method that was named and that this platform has no launcher for. */
static int add_missing_methods(struct ps_plan *plan, const struct ps_asked *asked, struct ps_error *err)
{
    for (unsigned method = 0; method < PS_METHODS; method++) {
        bool known = !ps_asked_names_method(asked, method);
        for (size_t i = 0; ps_launchers[i] != NULL; i++)
            known = known || ps_launchers[i]->method == method;
        if (known)
            continue;
        struct ps_cell cell = {.method = method, .mechanism = "", .python = -1, .child = PS_CHILD_NONE};
        cell.unsupported = keep_reason(plan, "this platform has no %s", ps_method_name(method));
        if (cell.unsupported == NULL)
            return no_memory(err);
        if (add_with_factors(plan, asked->request, &cell, NULL, err) != 0)
            return -1;
    }
    return 0;
}

static int add_native(struct ps_plan *plan, const struct ps_asked *asked, struct ps_error *err)
{
    for (size_t i = 0; ps_launchers[i] != NULL; i++) {
        if (ps_asked_launcher(asked, ps_launchers[i]) && add_launcher(plan, asked, ps_launchers[i], err) != 0)
            return -1;
    }
    return add_missing_methods(plan, asked, err);
}

/* ---- Python ---- */

static int add_python_method(struct ps_plan *plan, const struct ps_asked *asked, int index, enum ps_method method,
                             struct ps_error *err)
{
    const struct ps_plan_python *python = &asked->request->pythons[index];
    /* The floor is ours: multiprocessing does not list it. */
    bool has_method = method == PS_FLOOR || (python->methods & PS_BIT(method)) != 0;
    unsigned children = ps_asked_children_of_python(asked, method, python);
    for (unsigned child = 0; child < PS_CHILDREN; child++) {
        if ((children & PS_BIT(child)) == 0)
            continue;
        struct ps_cell cell = {.api = PS_PYTHON, .method = method, .mechanism = "", .python = index, .child = child};
        cell.factors.main = asked->request->main;
        bool no_host = child == PS_CHILD_HOST && !python->has_host;
        if (!has_method)
            cell.unsupported = keep_reason(plan, "Python %s has no %s here", python->id, ps_method_name(method));
        else if (no_host)
            cell.unsupported = keep_reason(plan, "%s", python->why_no_host);
        if ((!has_method || no_host) && cell.unsupported == NULL)
            return no_memory(err);
        if (add_with_factors(plan, asked->request, &cell, python->id, err) != 0)
            return -1;
    }
    return 0;
}

static int add_python(struct ps_plan *plan, const struct ps_asked *asked, struct ps_error *err)
{
    for (size_t i = 0; i < asked->request->pythons_n; i++) {
        for (unsigned method = 0; method < PS_METHODS; method++) {
            if (ps_asked_method(asked, method) && add_python_method(plan, asked, (int)i, method, err) != 0)
                return -1;
        }
    }
    return 0;
}

/* ---- the whole ---- */

static int add_twin(struct ps_plan *plan, const struct ps_request_plan *request, struct ps_error *err)
{
    size_t chosen = plan->cells_n;
    for (size_t i = plan->cells_n; i > 0; i--) {
        const struct ps_cell *cell = &plan->cells[i - 1];
        bool better = chosen == plan->cells_n || cell->method != PS_FLOOR || plan->cells[chosen].method == PS_FLOOR;
        if (cell->unsupported == NULL && better)
            chosen = i - 1;
    }
    if (chosen == plan->cells_n)
        return 0;
    struct ps_cell twin = plan->cells[chosen];
    twin.twin = 1;
    if (add_cell(plan, &twin, twin.python >= 0 ? request->pythons[twin.python].id : NULL, err) != 0)
        return -1;
    twin = plan->cells[plan->cells_n - 1];
    struct ps_cell *place = &plan->cells[chosen + 1];
    memmove(place + 1, place, (plan->cells_n - 1 - (chosen + 1)) * sizeof *place);
    *place = twin;
    return 0;
}

static int check_twice(const struct ps_plan *plan, struct ps_error *err)
{
    for (size_t i = 0; i < plan->cells_n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(plan->cells[i].id, plan->cells[j].id) != 0)
                continue;
            ps_fail(err, PS_EXIT_USAGE, "%s was asked for twice", plan->cells[i].id);
            return ps_error_hint(err, "name each value of a list once; --self-check measures a cell against itself");
        }
    }
    return 0;
}

static int fill(struct ps_plan *plan, const struct ps_request_plan *request, struct ps_error *err)
{
    struct ps_asked asked;
    if (ps_asked_read(&asked, request, err) != 0)
        return -1;
    if ((asked.apis & PS_BIT(PS_NATIVE)) != 0 && add_native(plan, &asked, err) != 0)
        return -1;
    if ((asked.apis & PS_BIT(PS_PYTHON)) != 0 && add_python(plan, &asked, err) != 0)
        return -1;
    if (ps_asked_check_children(&asked, plan, err) != 0 || check_twice(plan, err) != 0)
        return -1;
    if (plan->cells_n == 0)
        return ps_fail(err, PS_EXIT_IMPOSSIBLE, "nothing that was asked for can be measured on this platform");
    if (request->self_check && add_twin(plan, request, err) != 0)
        return -1;
    return ps_plan_group(plan, request->memory, err);
}

int ps_plan_make(struct ps_plan *plan, const struct ps_request_plan *request, struct ps_error *err)
{
    *plan = (struct ps_plan){0};
    if (fill(plan, request, err) == 0)
        return 0;
    ps_plan_free(plan);
    return -1;
}

void ps_plan_free(struct ps_plan *plan)
{
    for (size_t i = 0; i < plan->reasons_n; i++)
        free(plan->reasons[i]);
    free(plan->reasons);
    free(plan->cells);
    *plan = (struct ps_plan){0};
}
