#include "guard/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "plan/cell.h"

static int fail_value(const char *key, const char *takes, struct ps_error *err)
{
    ps_fail(err, PS_EXIT_USAGE, "tool.procstart.%s is not understood", key);
    return ps_error_hint(err, "it takes %s", takes);
}

/* An array of strings, or one string, to a list ended by NULL. */
static int take_list(const char *key, const json_t *value, char ***to, struct ps_error *err)
{
    size_t n = json_is_string(value) ? 1 : json_array_size(value);
    if (!json_is_string(value) && !json_is_array(value))
        return fail_value(key, "a list of strings", err);
    *to = calloc(n + 1, sizeof **to);
    for (size_t i = 0; *to != NULL && i < n; i++) {
        const char *text = json_string_value(json_is_string(value) ? value : json_array_get(value, i));
        if (text == NULL || *text == '\0')
            return fail_value(key, "a list of strings that are not empty", err);
        (*to)[i] = strdup(text);
        if ((*to)[i] == NULL)
            break;
    }
    return *to != NULL && (n == 0 || (*to)[n - 1] != NULL) ? 0 : ps_fail(err, PS_EXIT_FAILED, "out of memory for a list");
}

static int take_select(struct ps_guard_config *config, const json_t *value, struct ps_error *err)
{
    return take_list("select", value, &config->select, err);
}

static int take_ignore(struct ps_guard_config *config, const json_t *value, struct ps_error *err)
{
    return take_list("ignore", value, &config->ignore, err);
}

static int take_python(struct ps_guard_config *config, const json_t *value, struct ps_error *err)
{
    return take_list("python", value, &config->python, err);
}

static int take_exclude(struct ps_guard_config *config, const json_t *value, struct ps_error *err)
{
    char **lines = NULL;
    int status = take_list("exclude", value, &lines, err);
    for (char **line = lines; status == 0 && line != NULL && *line != NULL; line++)
        status = ps_patterns_add(&config->exclude, *line, strlen(*line), err);
    ps_list_free(lines);
    return status;
}

static int take_methods(struct ps_guard_config *config, const json_t *value, struct ps_error *err)
{
    char **names = NULL;
    int status = take_list("methods", value, &names, err);
    for (char **name = names; status == 0 && name != NULL && *name != NULL; name++) {
        unsigned before = config->methods;
        for (int method = PS_FORK; method < PS_METHODS; method++)
            config->methods |= strcmp(*name, ps_method_name((enum ps_method)method)) == 0 ? 1u << method : 0;
        if (config->methods == before)
            status = fail_value("methods", "a list of fork, spawn and forkserver, each once", err);
    }
    ps_list_free(names);
    return status;
}

static const struct {
    const char *key;
    int (*take)(struct ps_guard_config *config, const json_t *value, struct ps_error *err);
} keys[] = {
    {"select", take_select},   {"ignore", take_ignore}, {"exclude", take_exclude},
    {"methods", take_methods}, {"python", take_python},
};

enum { KEYS = sizeof keys / sizeof *keys };

static int take_key(struct ps_guard_config *config, const char *key, const json_t *value, struct ps_error *err)
{
    const char *known[KEYS + 1] = {NULL};
    for (size_t i = 0; i < KEYS; i++) {
        if (strcmp(keys[i].key, key) == 0)
            return keys[i].take(config, value, err);
        known[i] = keys[i].key;
    }
    return ps_fail_unknown(err, "key of tool.procstart", key, known);
}

int ps_guard_config_read(struct ps_guard_config *config, const char *path, const json_t *table, struct ps_error *err)
{
    const char *key;
    json_t *value;
    config->path = strdup(path);
    if (config->path == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory for a path");
    if (!json_is_object(table)) {
        ps_fail(err, PS_EXIT_USAGE, "%s: tool.procstart is no table", path);
        return ps_error_hint(err, "write [tool.procstart]");
    }
    json_object_foreach((json_t *)table, key, value)
    {
        if (take_key(config, key, value, err) != 0)
            return ps_error_context(err, "%s", path);
    }
    return 0;
}

void ps_guard_config_free(struct ps_guard_config *config)
{
    ps_list_free(config->select);
    ps_list_free(config->ignore);
    ps_list_free(config->python);
    ps_patterns_free(&config->exclude);
    free(config->path);
    *config = (struct ps_guard_config){0};
}

static bool has(char *const *list, const char *name)
{
    for (; *list != NULL; list++) {
        if (strcmp(*list, name) == 0)
            return true;
    }
    return false;
}

bool ps_guard_takes(char *const *select, char *const *ignore, const char *rule)
{
    return (select == NULL || has(select, rule)) && (ignore == NULL || !has(ignore, rule));
}

void ps_guard_keep(struct ps_guard_file *file, char *const *select, char *const *ignore, unsigned methods)
{
    size_t kept = 0;
    for (size_t i = 0; i < file->findings_n; i++) {
        struct ps_guard_finding finding = file->findings[i];
        if (methods != 0)
            finding.methods &= methods;
        if (finding.methods != 0 && ps_guard_takes(select, ignore, finding.rule))
            file->findings[kept++] = finding;
        else
            ps_guard_finding_free(&finding);
    }
    file->findings_n = kept;
}

int ps_guard_check_rules(char *const *names, const char *where, const struct ps_guard_report *report, struct ps_error *err)
{
    const char **known = calloc(report->rules_n + 1, sizeof *known);
    if (known == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    int status = 0;
    for (size_t i = 0; i < report->rules_n; i++)
        known[i] = report->rules[i].id;
    for (; status == 0 && names != NULL && *names != NULL; names++) {
        bool found = false;
        for (size_t i = 0; i < report->rules_n; i++)
            found |= strcmp(report->rules[i].id, *names) == 0;
        if (!found) {
            ps_fail_unknown(err, "rule", *names, known);
            status = ps_error_context(err, "%s", where);
        }
    }
    free(known);
    return status;
}
