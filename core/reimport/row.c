#include "reimport/row.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/terminal.h"
#include "reimport/record.h"
#include "reimport/series.h"

static const char *const phases[] = {"returned",   "running",       "initialized", "unpickled",
                                     "main_begin", "main_imported", "ready",       "reaped"};

/* Text from outside: what is no UTF-8 in it becomes visible. */
static json_t *text_or_null(const char *text)
{
    char safe[2048];
    if (text[0] == '\0')
        return json_null();
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    ps_safe_text(safe, sizeof safe, text, true);
    return json_string(safe);
}

json_t *ps_reimport_row_empty(enum ps_method method, const char *python, enum ps_status status, const char *reason)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:i, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:{}, s:[], s:[], s:[]}", "method",
                     ps_method_name(method), "python", python, "status", ps_status_name(status), "reason", text_or_null(reason),
                     "starts", 0, "reimports", "reimported_in", "why_none", "cost_ns", "start_ns", "first_start_ns", "not_timed",
                     "phases", "statements", "imports", "side_effects");
}

/* ---- starts ---- */

/* The figure of one time of the samples: of all, of the first, or of all but the first. */
enum which { ALL, FIRST, LATER };

static json_t *figure_of(const json_t *answers, const char *name, enum which which)
{
    struct ps_reimport_series series = {0};
    size_t i, k = 0;
    json_t *answer;
    json_array_foreach(answers, i, answer)
    {
        const json_t *sample = json_object_get(answer, "sample");
        if (sample == NULL)
            continue;
        const json_t *value = json_object_get(sample, name);
        bool is_wanted = which == ALL || (which == FIRST) == (k == 0);
        k++;
        if (is_wanted && json_is_integer(value))
            ps_reimport_series_add(&series, (double)json_integer_value(value));
    }
    return ps_reimport_series_figure(&series);
}

static json_int_t count_samples(const json_t *answers)
{
    json_int_t n = 0;
    size_t i;
    json_t *answer;
    json_array_foreach(answers, i, answer)
    {
        n += json_object_get(answer, "sample") != NULL;
    }
    return n;
}

static json_t *phases_of(const json_t *answers)
{
    json_t *all = json_object();
    for (size_t i = 0; all != NULL && i < sizeof phases / sizeof *phases; i++) {
        char key[32];
        snprintf(key, sizeof key, "%s_ns", phases[i]);
        json_t *figure = figure_of(answers, phases[i], ALL);
        if (json_integer_value(json_object_get(figure, "n")) == 0)
            json_decref(figure);
        else if (json_object_set_new(all, key, figure) != 0)
            return json_decref(all), NULL;
    }
    return all;
}

/* Why none of the starts executed main again. */
static const char *why_none(enum ps_method method, const char *kind)
{
    if (method == PS_FORK)
        return "fork's children have the parent's memory, and main in it";
    if (strcmp(kind, "package") == 0)
        return "Python takes a package's __main__ for code that only the parent runs";
    if (strcmp(kind, "directory") == 0 || strcmp(kind, "zipapp") == 0)
        return "Python takes the __main__ of a directory or zipapp for code that only the parent runs";
    return "children of this Python do not execute it";
}

/* ---- effects ---- */

static int add_effect(json_t *all, const char *event, const char *detail, uint64_t count)
{
    json_t *effect =
        json_pack("{s:o, s:o, s:I}", "event", text_or_null(event), "detail", text_or_null(detail), "count", (json_int_t)count);
    return json_array_append_new(all, effect);
}

/* Descriptors have no audit events: what came through them is counted by whoever reads. */
static int add_output(json_t *all, const struct ps_reimport_output *output, const char *name)
{
    char detail[512];
    if (output->bytes == 0)
        return 0;
    snprintf(detail, sizeof detail, "%s, %" PRIu64 " bytes: %.*s", name, output->bytes, (int)output->first_n, output->first);
    return add_effect(all, "output", detail, output->lines > 0 ? output->lines : 1);
}

static json_t *effects_of(const struct ps_reimport_outcome *outcome)
{
    json_t *all = json_array();
    int failed = all == NULL;
    for (size_t i = 0; !failed && i < outcome->effects_n; i++) {
        const struct ps_watch_effect *effect = &outcome->effects[i];
        if (effect->count[PS_WATCH_BY_AGAIN] > 0)
            failed = add_effect(all, effect->event, effect->detail, effect->count[PS_WATCH_BY_AGAIN]);
    }
    failed = failed || add_output(all, &outcome->output[0], "standard output") != 0 ||
             add_output(all, &outcome->output[1], "standard error") != 0;
    if (!failed)
        return all;
    json_decref(all);
    return NULL;
}

/* ---- the row ---- */

static int set(json_t *row, const char *key, json_t *value)
{
    return value != NULL ? json_object_set_new(row, key, value) : -1;
}

/* What an execution of main costs: in the child that executes it, or in the server that does so once. */
static int set_cost(json_t *row, enum ps_method method, const char *kind, const struct ps_reimport_outcome *outcome)
{
    json_t *cost = figure_of(outcome->answers, "main", ALL);
    const char *where = outcome->executions > 0 ? "children" : NULL;
    if (json_integer_value(json_object_get(cost, "n")) == 0 && outcome->executions > 0) {
        json_decref(cost);
        cost = figure_of(outcome->answers, "server_main", FIRST);
        where = json_integer_value(json_object_get(cost, "n")) > 0 ? "server" : where;
    }
    int failed = set(row, "cost_ns", cost);
    failed |= set(row, "reimported_in", where != NULL ? json_string(where) : json_null());
    return failed | set(row, "why_none", where == NULL ? json_string(why_none(method, kind)) : json_null());
}

json_t *ps_reimport_row(enum ps_method method, const char *python, const json_t *look, const struct ps_reimport_outcome *outcome)
{
    const char *kind = json_string_value(json_object_get(look, "kind"));
    enum ps_status status =
        outcome->status == PS_OK && ps_reimport_answer(outcome, "failed") != NULL ? PS_FAILED : outcome->status;
    char reason[1200];
    ps_reimport_why(outcome, reason, sizeof reason);
    json_t *row = ps_reimport_row_empty(method, python, status, reason);
    int failed = row == NULL;
    failed = failed || set(row, "starts", json_integer(count_samples(outcome->answers))) != 0;
    failed = failed || set(row, "reimports", json_integer((json_int_t)outcome->executions)) != 0;
    failed = failed || set_cost(row, method, kind != NULL ? kind : "", outcome) != 0;
    failed = failed || set(row, "start_ns", figure_of(outcome->answers, "ready", LATER)) != 0;
    failed = failed || set(row, "first_start_ns", figure_of(outcome->answers, "ready", FIRST)) != 0;
    failed = failed || set(row, "phases", phases_of(outcome->answers)) != 0;
    failed = failed || set(row, "side_effects", effects_of(outcome)) != 0;
    if (!failed)
        return row;
    json_decref(row);
    return NULL;
}

int ps_reimport_row_add_records(json_t *row, const json_t *look, const struct ps_reimport_outcome *outcome)
{
    json_t *records = json_array(), *answer;
    const json_t *statements = json_object_get(look, "statements");
    size_t i;
    int failed = records == NULL;
    json_array_foreach(outcome->answers, i, answer)
    {
        json_t *some = json_object_get(json_object_get(answer, "sample"), "records");
        failed = failed || (some != NULL && json_array_extend(records, some) != 0);
    }
    if (!failed && json_array_size(records) > 0)
        failed = set(row, "statements", ps_reimport_statements(statements, records)) != 0 ||
                 set(row, "imports", ps_reimport_imports(statements, records)) != 0;
    bool timed = json_array_size(records) > 0;
    json_decref(records);
    if (timed || failed)
        return failed ? -1 : 0;
    char why[1200];
    ps_reimport_why(outcome, why, sizeof why);
    return set(row, "not_timed", why[0] != '\0' ? text_or_null(why) : json_string("no child came to main's last statement"));
}

/* ---- what rows say ---- */

const char *ps_reimport_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

const json_t *ps_reimport_find_row(const json_t *rows, const char *python, enum ps_method method)
{
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        if (strcmp(ps_reimport_text(row, "python"), python) == 0 &&
            strcmp(ps_reimport_text(row, "method"), ps_method_name(method)) == 0)
            return row;
    }
    return NULL;
}

bool ps_reimport_row_is_ok(const json_t *row)
{
    return row != NULL && strcmp(ps_reimport_text(row, "status"), ps_status_name(PS_OK)) == 0;
}

bool ps_reimport_executed_in(const json_t *row, const char *where)
{
    return ps_reimport_row_is_ok(row) && strcmp(ps_reimport_text(row, "reimported_in"), where) == 0;
}

bool ps_reimport_executed(const json_t *rows, const char *python)
{
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        const json_t *row = ps_reimport_find_row(rows, python, (enum ps_method)method);
        if (ps_reimport_executed_in(row, "children") || ps_reimport_executed_in(row, "server"))
            return true;
    }
    return false;
}
