#include "guard/answers.h"

#include <stdlib.h>
#include <string.h>

#include "plan/cell.h"

enum { FINDINGS_MOST = 50000, POSITION_MOST = 1 << 30 };

static int fail_shape(const char *what, struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "the analysis answered what is not understood: %s", what);
}

static json_t *parse(const char *line, size_t length, struct ps_error *err)
{
    json_error_t problem;
    json_t *answer = json_loadb(line, length, 0, &problem);
    if (json_is_object(answer))
        return answer;
    json_decref(answer);
    fail_shape(answer == NULL ? problem.text : "it is no object", err);
    return NULL;
}

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "out of memory for a finding");
}

static int take_text(const json_t *object, const char *key, char **to, struct ps_error *err)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (text == NULL)
        return fail_shape(key, err);
    *to = strdup(text);
    return *to != NULL ? 0 : no_memory(err);
}

static int take_level(const json_t *object, enum ps_guard_level *level, struct ps_error *err)
{
    const char *text = json_string_value(json_object_get(object, "level"));
    for (int known = 0; text != NULL && known < PS_GUARD_LEVELS; known++) {
        *level = (enum ps_guard_level)known;
        if (strcmp(text, ps_guard_level_name(*level)) == 0)
            return 0;
    }
    return fail_shape("level", err);
}

static int take_position(const json_t *object, const char *key, int *to, struct ps_error *err)
{
    const json_t *value = json_object_get(object, key);
    json_int_t position = json_integer_value(value);
    if (!json_is_integer(value) || position < 1 || position > POSITION_MOST)
        return fail_shape(key, err);
    *to = (int)position;
    return 0;
}

static int take_methods(const json_t *object, unsigned *methods, struct ps_error *err)
{
    const json_t *list = json_object_get(object, "methods");
    *methods = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        for (int method = PS_FORK; name != NULL && method < PS_METHODS; method++)
            *methods |= strcmp(name, ps_method_name((enum ps_method)method)) == 0 ? 1u << method : 0;
    }
    return *methods != 0 ? 0 : fail_shape("methods", err);
}

/* ---- rules ---- */

static int take_rule(struct ps_guard_rule *rule, const json_t *object, struct ps_error *err)
{
    bool taken = take_text(object, "id", &rule->id, err) == 0 && take_text(object, "title", &rule->title, err) == 0 &&
                 take_text(object, "why", &rule->why, err) == 0 && take_text(object, "bad", &rule->bad, err) == 0 &&
                 take_text(object, "good", &rule->good, err) == 0 && take_level(object, &rule->level, err) == 0;
    return taken ? 0 : -1;
}

static int take_rules(struct ps_guard_report *report, const json_t *list, struct ps_error *err)
{
    size_t n = json_array_size(list);
    if (n == 0)
        return fail_shape("rules", err);
    report->rules = calloc(n, sizeof *report->rules);
    if (report->rules == NULL)
        return no_memory(err);
    int status = 0;
    /* Each is counted first, so that what is half there is freed with the report. */
    while (status == 0 && report->rules_n < n) {
        struct ps_guard_rule *rule = &report->rules[report->rules_n];
        status = take_rule(rule, json_array_get(list, report->rules_n++), err);
    }
    return status;
}

int ps_answers_rules(struct ps_guard_report *report, const char *line, size_t length, struct ps_error *err)
{
    json_t *answer = parse(line, length, err);
    if (answer == NULL)
        return -1;
    int status = take_rules(report, json_object_get(answer, "rules"), err);
    json_decref(answer);
    return status;
}

int ps_answers_greeting(struct ps_guard_report *report, const char *line, size_t length, struct ps_error *err)
{
    json_t *answer = parse(line, length, err);
    if (answer == NULL)
        return -1;
    const json_t *rules = json_object_get(answer, "rules");
    int status = rules != NULL && report->rules_n == 0 ? take_rules(report, rules, err) : 0;
    json_decref(answer);
    return status;
}

/* ---- files ---- */

static int take_finding(struct ps_guard_finding *finding, const json_t *object, struct ps_error *err)
{
    *finding = (struct ps_guard_finding){0};
    bool taken =
        take_text(object, "rule", &finding->rule, err) == 0 && take_level(object, &finding->level, err) == 0 &&
        take_position(object, "line", &finding->line, err) == 0 && take_position(object, "column", &finding->column, err) == 0 &&
        take_position(object, "end_line", &finding->end_line, err) == 0 &&
        take_position(object, "end_column", &finding->end_column, err) == 0 &&
        take_text(object, "message", &finding->message, err) == 0 && take_text(object, "help", &finding->help, err) == 0 &&
        take_text(object, "source", &finding->source, err) == 0 && take_methods(object, &finding->methods, err) == 0;
    if (taken)
        return 0;
    ps_guard_finding_free(finding);
    return -1;
}

static int order(const struct ps_guard_finding *one, const struct ps_guard_finding *other)
{
    int by = one->line - other->line;
    by = by != 0 ? by : one->column - other->column;
    return by != 0 ? by : strcmp(one->rule, other->rule);
}

static int by_place(const void *a, const void *b)
{
    return order(a, b);
}

static bool is_known(const struct ps_guard_file *file, size_t n, const struct ps_guard_finding *finding)
{
    for (size_t i = 0; i < n; i++) {
        if (order(&file->findings[i], finding) == 0)
            return true;
    }
    return false;
}

static int take_findings(struct ps_guard_file *file, const json_t *list, struct ps_error *err)
{
    size_t n = json_array_size(list), before = file->findings_n;
    if (n > FINDINGS_MOST)
        return fail_shape("findings", err);
    struct ps_guard_finding *findings = realloc(file->findings, (before + n + 1) * sizeof *findings);
    if (findings == NULL)
        return no_memory(err);
    file->findings = findings;
    for (size_t i = 0; i < n; i++) {
        struct ps_guard_finding *finding = &findings[file->findings_n];
        if (take_finding(finding, json_array_get(list, i), err) != 0) {
            while (file->findings_n > before)
                ps_guard_finding_free(&findings[--file->findings_n]);
            return -1;
        }
        if (is_known(file, before, finding))
            ps_guard_finding_free(finding);
        else
            file->findings_n++;
    }
    qsort(findings, file->findings_n, sizeof *findings, by_place);
    return 0;
}

int ps_answers_add_error(struct ps_guard_file *file, const char *error, struct ps_error *err)
{
    const char *said = file->error != NULL ? file->error : "";
    if (strstr(said, error) != NULL)
        return 0;
    size_t room = strlen(said) + strlen(error) + 3;
    char *text = malloc(room);
    if (text == NULL)
        return no_memory(err);
    snprintf(text, room, "%s%s%s", said, said[0] != '\0' ? "; " : "", error);
    free(file->error);
    file->error = text;
    return 0;
}

int ps_answers_file(struct ps_guard_file *file, const char *line, size_t length, struct ps_error *err)
{
    json_t *answer = parse(line, length, err);
    if (answer == NULL)
        return -1;
    const json_t *findings = json_object_get(answer, "findings"), *error = json_object_get(answer, "error");
    int status = 0;
    if ((error != NULL && !json_is_string(error)) || (findings != NULL && !json_is_array(findings)))
        status = fail_shape(error != NULL ? "error" : "findings", err);
    if (status == 0 && findings != NULL)
        status = take_findings(file, findings, err);
    if (status == 0 && error != NULL)
        status = ps_answers_add_error(file, json_string_value(error), err);
    json_decref(answer);
    return status;
}

int ps_answers_config(json_t **table, const char *line, size_t length, struct ps_error *err)
{
    *table = NULL;
    json_t *answer = parse(line, length, err);
    if (answer == NULL)
        return -1;
    const char *error = json_string_value(json_object_get(answer, "error"));
    int status = error != NULL ? ps_fail(err, PS_EXIT_USAGE, "%s", error) : 0;
    if (status == 0)
        *table = json_incref(json_object_get(answer, "config"));
    if (status == 0 && json_is_null(*table)) {
        json_decref(*table);
        *table = NULL;
    }
    json_decref(answer);
    return status;
}
