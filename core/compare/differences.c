#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"

struct list {
    struct ps_difference *items;
    size_t n;
    bool failed;
};

/* What a difference in it means. */
enum weight { TOLD, BARS };

static void add(struct list *list, const char *what, const char *old, const char *new_, enum weight weight)
{
    struct ps_difference *items = realloc(list->items, (list->n + 1) * sizeof *items);
    if (items == NULL) {
        list->failed = true;
        return;
    }
    list->items = items;
    struct ps_difference *it = &items[list->n++];
    it->bars = weight == BARS;
    snprintf(it->what, sizeof it->what, "%s", what);
    snprintf(it->old, sizeof it->old, "%.159s", old);
    snprintf(it->new_, sizeof it->new_, "%.159s", new_);
}

/* As short as can be read: strings bare, null as "none". */
static void write_value(const json_t *value, char *to, size_t room)
{
    if (value == NULL || json_is_null(value)) {
        snprintf(to, room, "none");
        return;
    }
    if (json_is_string(value)) {
        snprintf(to, room, "%s", json_string_length(value) > 0 ? json_string_value(value) : "none");
        return;
    }
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
    snprintf(to, room, "%s", text != NULL ? text : "?");
    free(text);
}

static bool is_same(const json_t *a, const json_t *b)
{
    bool none = a == NULL || json_is_null(a), other = b == NULL || json_is_null(b);
    return none || other ? none == other : json_equal(a, b);
}

static void compare_key(struct list *list, const char *prefix, const json_t *old, const json_t *new_, const char *key,
                        enum weight weight)
{
    const json_t *a = json_object_get(old, key), *b = json_object_get(new_, key);
    char what[64], left[400], right[400];
    if (is_same(a, b))
        return;
    snprintf(what, sizeof what, "%.40s%s", prefix, key);
    write_value(a, left, sizeof left);
    write_value(b, right, sizeof right);
    add(list, what, left, right, weight);
}

/* A virtual machine of the same kind has a little more or less of it. */
static void compare_memory(struct list *list, const json_t *old, const json_t *new_)
{
    double a = json_number_value(json_object_get(old, "memory_bytes"));
    double b = json_number_value(json_object_get(new_, "memory_bytes"));
    double least = a < b ? a : b, most = a < b ? b : a;
    if (least > 0 && most > 1.1 * least)
        compare_key(list, "", old, new_, "memory_bytes", BARS);
}

static void compare_hosts(struct list *list, const json_t *old, const json_t *new_)
{
    static const char *const machine[] = {"os",       "machine", "cpu_model", "logical_cpus", "physical_cpus", "virtualization",
                                          "emulation"};
    static const char *const system[] = {"os_version", "kernel",    "libc",     "page_size", "thp",         "governor",
                                         "turbo",      "cpu_limit", "affinity", "container", "mitigations", "security_software"};
    for (size_t i = 0; i < sizeof machine / sizeof *machine; i++)
        compare_key(list, "", old, new_, machine[i], BARS);
    compare_memory(list, old, new_);
    for (size_t i = 0; i < sizeof system / sizeof *system; i++)
        compare_key(list, "", old, new_, system[i], TOLD);
}

static const json_t *find_python(const json_t *pythons, const char *version)
{
    for (size_t i = 0; i < json_array_size(pythons); i++) {
        const json_t *python = json_array_get(pythons, i);
        const char *id = json_string_value(json_object_get(python, "id"));
        char other[96];
        ps_result_match_python(id != NULL ? id : "", other);
        if (strcmp(other, version) == 0)
            return python;
    }
    return NULL;
}

static const char *const python_keys[] = {"version", "path",  "free_threaded", "gil_enabled", "default_start_method",
                                          "build",   "flags", "startup_files"};

static void compare_pythons(struct list *list, const struct ps_result *old, const struct ps_result *new_)
{
    for (size_t i = 0; i < json_array_size(old->pythons); i++) {
        const json_t *a = json_array_get(old->pythons, i);
        const char *id = json_string_value(json_object_get(a, "id"));
        char version[96], prefix[120];
        ps_result_match_python(id != NULL ? id : "", version);
        const json_t *b = find_python(new_->pythons, version);
        snprintf(prefix, sizeof prefix, "Python %.24s ", version);
        for (size_t k = 0; b != NULL && k < sizeof python_keys / sizeof *python_keys; k++)
            compare_key(list, prefix, a, b, python_keys[k], TOLD);
    }
}

/* Of the command line what shapes the figures: not where they go, nor the seed, nor which Python by its place. */
static void write_settings(const struct ps_result *result, char *to, size_t room)
{
    static const char *const skipped[] = {"-o", "--output", "--seed", "--format", "--color", "--python"};
    size_t used = 0;
    to[0] = '\0';
    for (size_t i = 1; i < result->argc; i++) {
        const char *arg = result->argv[i];
        bool skip = strcmp(arg, "-q") == 0 || strcmp(arg, "--quiet") == 0;
        for (size_t k = 0; k < sizeof skipped / sizeof *skipped && !skip; k++) {
            size_t length = strlen(skipped[k]);
            skip = strncmp(arg, skipped[k], length) == 0;
            i += skip && arg[length] == '\0';
        }
        int n = skip ? 0 : snprintf(to + used, room - used, "%s%s", used > 0 ? " " : "", arg);
        if (n < 0 || (size_t)n >= room - used)
            return;
        used += (size_t)n;
    }
}

static void compare_settings(struct list *list, const struct ps_result *old, const struct ps_result *new_)
{
    char left[512], right[512];
    if (old->pinned != new_->pinned)
        add(list, "placement", old->pinned ? "pinned" : "free", new_->pinned ? "pinned" : "free", TOLD);
    write_settings(old, left, sizeof left);
    write_settings(new_, right, sizeof right);
    if (strcmp(left, right) != 0)
        add(list, "settings", left[0] != '\0' ? left : "none", right[0] != '\0' ? right : "none", TOLD);
}

static int hand_over(const struct list *list, struct ps_difference **differences, size_t *n, struct ps_error *err)
{
    *differences = list->items;
    *n = list->n;
    if (!list->failed)
        return 0;
    free(list->items);
    *differences = NULL;
    *n = 0;
    return ps_fail(err, PS_EXIT_FAILED, "no memory left to compare");
}

int ps_differences_find(struct ps_difference **differences, size_t *n, const struct ps_result *old, const struct ps_result *new_,
                        struct ps_error *err)
{
    static const char *const tool[] = {"version", "commit", "build_type", "compiler", "libuv"};
    struct list list = {0};
    compare_hosts(&list, old->host, new_->host);
    for (size_t i = 0; i < sizeof tool / sizeof *tool; i++)
        compare_key(&list, "procstart ", old->tool, new_->tool, tool[i], TOLD);
    compare_pythons(&list, old, new_);
    compare_settings(&list, old, new_);
    return hand_over(&list, differences, n, err);
}

/* What --against named; NULL: nothing. */
static const char *against_of(const struct ps_result *result)
{
    static const char option[] = "--against";
    for (size_t i = 1; i < result->argc; i++) {
        const char *arg = result->argv[i];
        if (strncmp(arg, option, sizeof option - 1) != 0)
            continue;
        if (arg[sizeof option - 1] == '=')
            return arg + sizeof option;
        if (arg[sizeof option - 1] == '\0' && i + 1 < result->argc)
            return result->argv[i + 1];
    }
    return NULL;
}

static const json_t *python_of(const struct ps_result *result, bool against)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell *cell = &result->cells[i].cell;
        if (cell->python >= 0 && (cell->build > 0) == against)
            return json_array_get(result->pythons, (size_t)cell->python);
    }
    return NULL;
}

int ps_differences_within(struct ps_difference **differences, size_t *n, const struct ps_result *result, struct ps_error *err)
{
    struct list list = {0};
    const json_t *old = python_of(result, true), *new_ = python_of(result, false);
    if (old != NULL && new_ != NULL) {
        for (size_t k = 0; k < sizeof python_keys / sizeof *python_keys; k++)
            compare_key(&list, "Python ", old, new_, python_keys[k], TOLD);
    } else if (against_of(result) != NULL) {
        add(&list, "programs", against_of(result), "this build", TOLD);
    }
    return hand_over(&list, differences, n, err);
}
