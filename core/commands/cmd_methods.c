/* cmd_methods.c: what can be started here, by which mechanism, and for what cannot: why. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "commands/commands.h"
#include "commands/document.h"
#include "commands/pythons.h"
#include "commands/scratch.h"
#include "platform/launch.h"

enum { PYTHONS_MAX = 32, NATIVE_MAX = 32 };

/* A native way to start a process, of this platform or another. */
struct way {
    struct ps_cell cell;     /* for its id */
    const char *mechanism;   /* NULL: not of this platform */
    const char *children[3]; /* ended by NULL */
    bool is_default;         /* of its method */
    struct ps_error why;     /* it cannot be had: what is not "" */
};

/* What the platforms have between them. A launcher that is missing in this platform's table is shown with the reason. */
static const struct {
    const char *name;
    enum ps_method method;
    const char *why_not;
} known[] = {
    {"posix_spawn", PS_SPAWN, "a call of POSIX systems; on Windows CreateProcessW does it"},
    {"vfork+exec", PS_SPAWN, "calls of POSIX systems"},
    {"fork+exec", PS_SPAWN, "calls of POSIX systems"},
    {"clone_vm", PS_SPAWN, "clone() is a call of Linux"},
    {"CreateProcessW", PS_SPAWN, "a call of Windows"},
    {"uv_spawn", PS_SPAWN, "this build has no libuv for runners"},
};

struct asked {
    const char *path[PYTHONS_MAX];
    size_t n;
};

struct ways {
    struct way native[NATIVE_MAX];
    size_t native_n;
    struct ps_pythons pythons;
    struct ps_error why_no_python; /* what is "" if there is one */
};

static bool possible(const struct way *way)
{
    return way->why.what[0] == '\0';
}

/* ---- finding out ---- */

static void add_children(struct way *way, const struct ps_programs *programs)
{
    size_t n = 0;
    for (unsigned child = 0; child < PS_CHILDREN; child++) {
        char path[4096];
        const char *program = ps_child_program((enum ps_child)child);
        if (program != NULL && ps_programs_path(programs, program, path, sizeof path, NULL) == 0)
            way->children[n++] = ps_child_name((enum ps_child)child);
    }
    if (n == 0)
        ps_fail(&way->why, PS_EXIT_IMPOSSIBLE, "there is no child program: neither %s nor %s", PS_PROGRAM_STUB_STATIC,
                PS_PROGRAM_STUB_DYNAMIC);
}

static void add_launcher(struct ways *ways, const struct ps_launcher *launcher, const struct ps_programs *programs)
{
    struct way *way = &ways->native[ways->native_n++];
    char path[4096];
    way->mechanism = ps_launcher_mechanism(launcher);
    way->cell = (struct ps_cell){.api = PS_NATIVE, .method = launcher->method, .mechanism = launcher->name, .python = -1};
    if (launcher->takes_program)
        add_children(way, programs);
    else
        way->children[0] = ps_child_name(PS_CHILD_NONE);
    if (possible(way) && ps_programs_path(programs, launcher->runner, path, sizeof path, &way->why) == 0 &&
        launcher->available != NULL)
        launcher->available(&way->why);
    way->is_default = true;
    for (size_t i = 0; i + 1 < ways->native_n; i++)
        way->is_default &= ways->native[i].cell.method != launcher->method;
}

static void find_native(struct ways *ways, const struct ps_programs *programs)
{
    for (size_t i = 0; ps_launchers[i] != NULL && ways->native_n < NATIVE_MAX; i++) {
        if (ps_launchers[i]->method != PS_FLOOR)
            add_launcher(ways, ps_launchers[i], programs);
    }
    for (size_t i = 0; i < sizeof known / sizeof *known && ways->native_n < NATIVE_MAX; i++) {
        if (ps_launcher_find(known[i].name) != NULL)
            continue;
        struct way *way = &ways->native[ways->native_n++];
        way->cell = (struct ps_cell){.api = PS_NATIVE, .method = known[i].method, .mechanism = known[i].name, .python = -1};
        ps_fail(&way->why, PS_EXIT_IMPOSSIBLE, "%s", known[i].why_not);
    }
    for (size_t i = 0; i < ways->native_n; i++)
        ps_cell_id(&ways->native[i].cell, NULL);
}

/* The named Pythons, each of which must be one; without names the default, which need not be there. */
static int find_pythons(struct ways *ways, const struct asked *named, const struct ps_common *common, struct ps_error *err)
{
    char path[4096];
    struct asked fallback = {.path = {path}, .n = 1};
    if (named->n == 0 && ps_python_default(path, sizeof path, &ways->why_no_python) != 0)
        return 0;
    const struct asked *asked = named->n > 0 ? named : &fallback;
    struct ps_scratch scratch;
    if (ps_scratch_open(&scratch, common->programs, err) != 0)
        return -1;
    int status = ps_pythons_find(&ways->pythons, asked->path, asked->n, common->programs, scratch.folder, err);
    if (ps_scratch_close(&scratch, status == 0 ? err : NULL) != 0)
        status = -1;
    return status;
}

static bool has_host(const struct ps_python *python)
{
    return python->libpython[0] != '\0';
}

static const char *fact(const struct ps_python *python, const char *key)
{
    const char *text = json_string_value(json_object_get(python->facts, key));
    return text != NULL ? text : "";
}

/* NULL if this Python's multiprocessing has it. */
static const char *why_not_in(const struct ps_python *python, enum ps_method method)
{
    return python->methods & 1u << method ? NULL : "multiprocessing.get_all_start_methods() does not list it";
}

/* ---- text ---- */

static void print_way(const struct ps_rows *rows, const struct way *way)
{
    if (!possible(way)) {
        ps_rows_row(rows, PS_TONE_FAINT, "no", way->cell.id, way->why.what);
        return;
    }
    char text[256];
    int n = snprintf(text, sizeof text, "%s%s%s", way->mechanism, way->children[0] != NULL ? "; child " : "",
                     way->children[0] != NULL ? way->children[0] : "");
    if (n > 0 && (size_t)n < sizeof text)
        snprintf(text + n, sizeof text - (size_t)n, "%s%s%s", way->children[1] != NULL ? " or " : "",
                 way->children[1] != NULL ? way->children[1] : "",
                 way->is_default && way->cell.method == PS_SPAWN ? "; the default" : "");
    ps_rows_row(rows, PS_TONE_FINE, "yes", way->cell.id, text);
}

static void print_python(struct ps_rows *rows, const struct ps_python *python)
{
    char text[8192];
    fputc('\n', rows->to);
    snprintf(text, sizeof text, "Python %s, %s", python->id, python->path);
    ps_rows_title(rows, text);
    if (has_host(python))
        snprintf(text, sizeof text, "host loads %s", python->libpython);
    else
        snprintf(text, sizeof text, "child stock only: %s", python->why_no_host);
    ps_rows_more(rows, text);
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        struct ps_cell cell = {.api = PS_PYTHON, .method = (enum ps_method)method, .child = PS_CHILD_HOST};
        ps_cell_id(&cell, python->id);
        const char *why = why_not_in(python, cell.method);
        bool is_default = strcmp(fact(python, "default_start_method"), ps_method_name(cell.method)) == 0;
        snprintf(text, sizeof text, "child %s%s", has_host(python) ? "host or stock" : "stock",
                 is_default ? "; the default of this Python" : "");
        ps_rows_row(rows, why == NULL ? PS_TONE_FINE : PS_TONE_FAINT, why == NULL ? "yes" : "no", cell.id,
                    why == NULL ? text : why);
    }
}

static void write_text(struct ps_rows *rows, const void *data)
{
    const struct ways *ways = data;
    rows->word_width = 3;
    for (size_t i = 0; i < ways->native_n; i++) {
        int width = (int)strlen(ways->native[i].cell.id);
        rows->name_width = width > rows->name_width ? width : rows->name_width;
    }
    ps_rows_title(rows, "Native");
    for (size_t i = 0; i < ways->native_n; i++)
        print_way(rows, &ways->native[i]);
    for (size_t i = 0; i < ways->pythons.n; i++)
        print_python(rows, &ways->pythons.list[i]);
    if (ways->why_no_python.what[0] != '\0') {
        fputc('\n', rows->to);
        ps_rows_title(rows, "Python");
        ps_rows_line(rows, ways->why_no_python.what);
        if (ways->why_no_python.hint[0] != '\0')
            ps_rows_line(rows, ways->why_no_python.hint);
    }
}

/* ---- JSON ---- */

static json_t *way_object(const struct way *way)
{
    json_t *children = json_array();
    for (size_t i = 0; way->children[i] != NULL; i++)
        json_array_append_new(children, json_string(way->children[i]));
    return json_pack("{s:s,s:s,s:s,s:o,s:o,s:b,s:b,s:o}", "id", way->cell.id, "method", ps_method_name(way->cell.method), "name",
                     way->cell.mechanism, "mechanism", ps_text_or_null(way->mechanism), "children", children, "default",
                     way->is_default, "available", possible(way), "reason", ps_text_or_null(way->why.what));
}

static json_t *python_object(const struct ps_python *python)
{
    json_t *methods = json_array();
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        const char *why = why_not_in(python, (enum ps_method)method);
        json_t *children = why != NULL        ? json_array()
                           : has_host(python) ? json_pack("[s,s]", "host", "stock")
                                              : json_pack("[s]", "stock");
        json_array_append_new(methods, json_pack("{s:s,s:o,s:b,s:o}", "method", ps_method_name((enum ps_method)method),
                                                 "children", children, "available", why == NULL, "reason", ps_text_or_null(why)));
    }
    return json_pack("{s:s,s:o,s:o,s:o,s:o,s:o,s:o}", "id", python->id, "path", ps_text_or_null(python->path), "version",
                     ps_text_or_null(fact(python, "version")), "libpython", ps_text_or_null(python->libpython), "why_no_host",
                     ps_text_or_null(python->why_no_host), "default_start_method",
                     ps_text_or_null(fact(python, "default_start_method")), "methods", methods);
}

static json_t *make_json(const void *data, struct ps_error *err)
{
    const struct ways *ways = data;
    json_t *native = json_array(), *pythons = json_array();
    int failed = 0;
    for (size_t i = 0; i < ways->native_n; i++)
        failed |= json_array_append_new(native, way_object(&ways->native[i]));
    for (size_t i = 0; i < ways->pythons.n; i++)
        failed |= json_array_append_new(pythons, python_object(&ways->pythons.list[i]));
    json_t *document = json_pack("{s:s,s:o,s:o,s:o}", "schema", "procstart.methods/1", "native", native, "pythons", pythons,
                                 "why_no_python", ps_text_or_null(ways->why_no_python.what));
    if (failed == 0 && document != NULL)
        return document;
    json_decref(document);
    ps_fail(err, PS_EXIT_FAILED, "the methods could not be made a JSON document");
    return NULL;
}

/* ---- command ---- */

static const struct ps_option options[] = {
    {"python", 0, "PATH", "an interpreter, a venv or a prefix; may be given more than once"},
    {0},
};

static int take(void *data, int index, const char *value, struct ps_error *err)
{
    struct asked *asked = data;
    (void)index;
    if (asked->n == PYTHONS_MAX)
        return ps_fail(err, PS_EXIT_USAGE, "--python: at most %d at a time", PYTHONS_MAX);
    asked->path[asked->n++] = value;
    return 0;
}

static int run(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    struct asked asked = {.n = 0};
    const struct ps_cli cli = {
        .usage = "procstart methods [OPTIONS]",
        .about = "Shows what can be started here, natively and by a Python's multiprocessing, by which mechanism, and for what "
                 "cannot: why. Without --python it asks the python3 on PATH, else the newest found.",
        .options = options,
        .take = take,
        .data = &asked,
        .formats = ps_document_formats,
        .output = "write the list to FILE",
    };
    int first, helped = 0;
    if (ps_cli_parse(&cli, argc, argv, common, &first, &helped, err) != 0)
        return -1;
    *exit = PS_EXIT_OK;
    if (helped)
        return 0;
    if (ps_cli_no_operands(argc, argv, first, err) != 0)
        return -1;
    struct ways ways = {0};
    find_native(&ways, common->programs);
    int status = find_pythons(&ways, &asked, common, err);
    const struct ps_document document = {.data = &ways, .text = write_text, .json = make_json};
    if (status == 0)
        status = ps_document_print(&document, common, err);
    ps_pythons_free(&ways.pythons);
    return status;
}

const struct ps_command ps_cmd_methods = {
    .name = "methods",
    .summary = "show what can be started here, by which mechanism, and why the rest cannot",
    .run = run,
};
