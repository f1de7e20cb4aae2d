#include "python/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/cell.h"
#include "platform/files.h"
#include "python/ask.h"

#define OLDEST_MAJOR 3
#define OLDEST_MINOR 10

static int version_part(const json_t *answers, size_t part)
{
    return (int)json_integer_value(json_array_get(json_object_get(answers, "version_info"), part));
}

static int judge_age(const json_t *answers, struct ps_error *err)
{
    int major = version_part(answers, 0), minor = version_part(answers, 1);
    if (major > OLDEST_MAJOR || (major == OLDEST_MAJOR && minor >= OLDEST_MINOR))
        return 0;
    const char *version = ps_answer(answers, "version");
    ps_fail(err, PS_EXIT_USAGE, "Python %s is too old", *version != '\0' ? version : "2");
    return ps_error_hint(err, "name a Python from %d.%d on with --python", OLDEST_MAJOR, OLDEST_MINOR);
}

/* A venv is bound to the version that made it, but its interpreter is a link: when the Python behind is replaced by a newer one
 * it starts, without its packages. */
static int judge_venv(const json_t *answers, struct ps_error *err)
{
    const char *prefix = ps_answer(answers, "prefix");
    if (strcmp(prefix, ps_answer(answers, "base_prefix")) == 0)
        return 0;
    char path[4096];
    snprintf(path, sizeof path, "%s/pyvenv.cfg", prefix);
    FILE *file = ps_file_open(path, "r");
    if (file == NULL)
        return 0;
    int major = 0, minor = 0;
    char line[4096];
    while (major == 0 && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "version = %d.%d", &major, &minor) != 2 && sscanf(line, "version_info = %d.%d", &major, &minor) != 2)
            major = 0;
    }
    fclose(file);
    int now_major = version_part(answers, 0), now_minor = version_part(answers, 1);
    if (major == 0 || (major == now_major && minor == now_minor))
        return 0;
    ps_fail(err, PS_EXIT_USAGE, "the venv %s was made for Python %d.%d, but its Python is now %d.%d", prefix, major, minor,
            now_major, now_minor);
    return ps_error_hint(err, "make the venv anew, or name its Python itself with --python");
}

int ps_python_judge(const struct ps_python *python, struct ps_error *err)
{
    if (judge_age(python->answers, err) != 0)
        return -1;
    return judge_venv(python->answers, err);
}

static unsigned methods_of(const json_t *answers)
{
    unsigned bits = 0;
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(answers, "start_methods"), i, name)
    {
        int method = json_is_string(name) ? ps_method_parse(json_string_value(name)) : -1;
        if (method >= 0)
            bits |= 1U << method;
    }
    return bits;
}

/* The answer of that name, borrowed; null if there is none. */
static json_t *known(const json_t *answers, const char *name)
{
    json_t *value = json_object_get(answers, name);
    return value != NULL ? value : json_null();
}

int ps_python_state_facts(struct ps_python *python, struct ps_error *err)
{
    const json_t *answers = python->answers;
    snprintf(python->id, sizeof python->id, "%s%s", ps_answer(answers, "version"),
             json_is_true(json_object_get(answers, "free_threaded")) ? "t" : "");
    /* Its own word: what was named may be a script that starts it. */
    if (*ps_answer(answers, "executable") != '\0')
        snprintf(python->path, sizeof python->path, "%s", ps_answer(answers, "executable"));
    python->methods = methods_of(answers);
    python->has_byte_code = !json_is_false(json_object_get(answers, "byte_code"));
    /* By the manual the first of them is the default. */
    json_t *method = json_array_get(json_object_get(answers, "start_methods"), 0);
    json_t *build = json_pack("{sO sO sO sO sO sO}", "compiler", known(answers, "compiler"), "config_args",
                              known(answers, "config_args"), "optimised", known(answers, "optimised"), "lto",
                              known(answers, "lto"), "debug", known(answers, "debug"), "shared", known(answers, "shared"));
    python->facts =
        json_pack("{ss sO sO ss* sO sO sO so sO sO}", "path", python->path, "version", known(answers, "version"),
                  "implementation", known(answers, "implementation"), "libpython",
                  python->libpython[0] != '\0' ? python->libpython : NULL, "free_threaded", known(answers, "free_threaded"),
                  "gil_enabled", known(answers, "gil_enabled"), "default_start_method", method != NULL ? method : json_null(),
                  "build", build, "flags", known(answers, "flags"), "startup_files", known(answers, "startup_files"));
    if (python->facts == NULL ||
        (python->libpython[0] == '\0' && json_object_set_new(python->facts, "libpython", json_null()) != 0))
        return ps_fail_os(err, PS_EXIT_FAILED, ENOMEM, "no memory for the facts of %s", python->path);
    return 0;
}
