#include "reimport/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "reimport/series.h"

json_t *ps_reimport_modules(const json_t *look)
{
    json_t *all = json_array(), *statement;
    size_t i;
    json_array_foreach(json_object_get(look, "statements"), i, statement)
    {
        json_array_extend(all, json_object_get(statement, "modules"));
    }
    return all;
}

/* ---- statements ---- */

static int set_figure(json_t *object, const char *key, json_t *figure)
{
    if (figure == NULL)
        return -1;
    int failed = json_object_set(object, key, json_object_get(figure, "median")) |
                 json_object_set(object, "ci95", json_object_get(figure, "ci95")) |
                 json_object_set(object, "n", json_object_get(figure, "n"));
    json_decref(figure);
    return failed;
}

/* Of one record: the stamp before statement i, or, after the last one, that of the end; 0 for one that has none. */
static json_int_t stamp_before(const json_t *record, size_t i)
{
    json_int_t leading = json_integer_value(json_array_get(record, 0));
    if ((json_int_t)i < leading)
        return 0;
    return json_integer_value(json_array_get(json_array_get(record, 1), i - (size_t)leading));
}

static json_t *statement_time(const json_t *records, size_t i)
{
    struct ps_reimport_series series = {0};
    size_t k;
    json_t *record;
    json_array_foreach(records, k, record)
    {
        json_int_t began = stamp_before(record, i), ended = stamp_before(record, i + 1);
        ps_reimport_series_add(&series, began > 0 && ended >= began ? (double)(ended - began) : 0);
    }
    return ps_reimport_series_figure(&series);
}

json_t *ps_reimport_statements(const json_t *statements, const json_t *records)
{
    json_t *all = json_array(), *statement;
    size_t i;
    json_array_foreach(statements, i, statement)
    {
        json_t *object =
            json_pack("{s:O, s:O}", "line", json_object_get(statement, "line"), "text", json_object_get(statement, "text"));
        if (object == NULL || set_figure(object, "self_ns", statement_time(records, i)) != 0 ||
            json_array_append_new(all, object) != 0) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

/* ---- imports ---- */

/* One import of one record. A record's are kept in the order of their numbers, which are the order in which they began. */
struct import {
    const char *name;
    json_int_t within, began, ended;
    double nested_ns; /* of those that came directly within it */
    int depth;
};

enum { NUMBERS_MOST = 1 << 20 };

/* One more than the highest number. */
static size_t count_numbers(const json_t *list)
{
    json_int_t most = 0;
    json_t *one;
    size_t i;
    json_array_foreach(list, i, one)
    {
        json_int_t number = json_integer_value(json_array_get(one, 0));
        most = number >= most && number < NUMBERS_MOST ? number + 1 : most;
    }
    return (size_t)most;
}

/* The imports of a record by number, to be freed. Those that had not ended when main did, in other threads, have no name. */
static struct import *imports_of(const json_t *record, size_t *n)
{
    const json_t *list = json_array_get(record, 2);
    *n = count_numbers(list);
    struct import *imports = calloc(*n + 1, sizeof *imports);
    for (size_t i = 0; imports != NULL && i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        size_t number = (size_t)json_integer_value(json_array_get(one, 0));
        if (number >= *n)
            continue;
        imports[number].name = json_string_value(json_array_get(one, 1));
        imports[number].within = json_integer_value(json_array_get(one, 2));
        imports[number].began = json_integer_value(json_array_get(one, 3));
        imports[number].ended = json_integer_value(json_array_get(one, 4));
    }
    for (size_t i = 0; imports != NULL && i < *n; i++) {
        json_int_t within = imports[i].within;
        if (imports[i].name != NULL && within >= 0 && (size_t)within < *n)
            imports[within].nested_ns += (double)(imports[i].ended - imports[i].began);
    }
    return imports;
}

static json_t *line_at(const json_t *statements, const json_t *record, json_int_t at)
{
    for (size_t i = json_array_size(statements); i-- > 0;) {
        json_int_t began = stamp_before(record, i);
        if (began > 0 && began <= at)
            return json_incref(json_object_get(json_array_get(statements, i), "line"));
    }
    return json_null();
}

/* What is known of one import: its object and its times in each record. A module that is asked for again while it is being
 * imported (by what its package imports, say) has one of its own each time. */
struct module {
    json_t *object;
    struct ps_reimport_series self, cumulative;
};

struct modules {
    struct module *list;
    size_t n, room;
    json_t *places; /* name, and how many of that name came before, to place in the list */
};

static int make_room(struct modules *modules)
{
    if (modules->n < modules->room)
        return 0;
    size_t room = modules->room > 0 ? 2 * modules->room : 64;
    struct module *more = realloc(modules->list, room * sizeof *more);
    if (more == NULL)
        return -1;
    modules->list = more;
    modules->room = room;
    return 0;
}

static struct module *module_of(struct modules *modules, const char *key, json_t *line, const struct import *within,
                                const struct import *import)
{
    const json_t *place = json_object_get(modules->places, key);
    if (place != NULL)
        return &modules->list[json_integer_value(place)];
    json_t *object = json_pack("{s:s, s:s?, s:i, s:O}", "module", import->name, "within", within != NULL ? within->name : NULL,
                               "depth", import->depth, "line", line);
    if (make_room(modules) != 0 || object == NULL ||
        json_object_set_new(modules->places, key, json_integer((json_int_t)modules->n)) != 0) {
        json_decref(object);
        return NULL;
    }
    modules->list[modules->n] = (struct module){.object = object};
    return &modules->list[modules->n++];
}

/* "NAME", and for the second one of a record "NAME#1". */
static const char *key_of(json_t *seen, const char *name, char *key, size_t room)
{
    json_int_t before = json_integer_value(json_object_get(seen, name));
    if (json_object_set_new(seen, name, json_integer(before + 1)) != 0)
        return NULL;
    snprintf(key, room, before > 0 ? "%s#%d" : "%s", name, (int)before);
    return key;
}

static int add_import(struct modules *modules, const json_t *statements, const json_t *record, const struct import *within,
                      struct import *import, json_t *seen)
{
    char text[512];
    const char *key = key_of(seen, import->name, text, sizeof text);
    import->depth = within != NULL ? within->depth + 1 : 0;
    json_t *line = within == NULL ? line_at(statements, record, import->began) : json_null();
    struct module *module = key != NULL ? module_of(modules, key, line, within, import) : NULL;
    json_decref(line);
    if (module == NULL)
        return -1;
    double cumulative = (double)(import->ended - import->began);
    ps_reimport_series_add(&module->self, fmax(cumulative - import->nested_ns, 0));
    ps_reimport_series_add(&module->cumulative, cumulative);
    return 0;
}

/* In the order of their numbers: what an import came within is known before it. */
static int add_record(struct modules *modules, const json_t *statements, const json_t *record)
{
    size_t n;
    struct import *imports = imports_of(record, &n);
    json_t *seen = json_object();
    int failed = imports == NULL || seen == NULL;
    for (size_t i = 0; !failed && i < n; i++) {
        json_int_t within = imports[i].within;
        if (imports[i].name != NULL)
            failed = add_import(modules, statements, record, within >= 0 && within < (json_int_t)n ? &imports[within] : NULL,
                                &imports[i], seen);
    }
    json_decref(seen);
    free(imports);
    return failed ? -1 : 0;
}

static int append_module(json_t *all, struct module *module)
{
    json_t *self = ps_reimport_series_figure(&module->self);
    int failed = self == NULL || json_object_set(module->object, "self_ns", json_object_get(self, "median")) != 0 ||
                 set_figure(module->object, "cumulative_ns", ps_reimport_series_figure(&module->cumulative)) != 0 ||
                 json_object_set_new(module->object, "already_loaded", json_false()) != 0;
    json_decref(self);
    return failed ? -1 : json_array_append(all, module->object);
}

static int append_loaded(json_t *all, const struct modules *modules, const json_t *records)
{
    const json_t *loaded = json_array_get(json_array_get(records, 0), 3);
    json_t *name;
    size_t i;
    json_array_foreach(loaded, i, name)
    {
        const char *module = json_string_value(name);
        if (module == NULL || json_object_get(modules->places, module) != NULL)
            continue;
        json_t *object =
            json_pack("{s:s, s:n, s:i, s:n, s:i, s:i, s:n, s:I, s:b}", "module", module, "within", "depth", 0, "line", "self_ns",
                      0, "cumulative_ns", 0, "ci95", "n", (json_int_t)json_array_size(records), "already_loaded", 1);
        if (json_object_set_new(modules->places, module, json_integer(0)) != 0 || json_array_append_new(all, object) != 0)
            return -1;
    }
    return 0;
}

json_t *ps_reimport_imports(const json_t *statements, const json_t *records)
{
    struct modules modules = {.places = json_object()};
    json_t *all = json_array(), *record;
    int failed = all == NULL || modules.places == NULL;
    size_t i;
    json_array_foreach(records, i, record)
    {
        failed = failed || add_record(&modules, statements, record) != 0;
    }
    for (size_t k = 0; k < modules.n; k++) {
        failed = failed || append_module(all, &modules.list[k]) != 0;
        json_decref(modules.list[k].object);
        ps_reimport_series_free(&modules.list[k].self);
        ps_reimport_series_free(&modules.list[k].cumulative);
    }
    failed = failed || append_loaded(all, &modules, records) != 0;
    json_decref(modules.places);
    free(modules.list);
    if (!failed)
        return all;
    json_decref(all);
    return NULL;
}
