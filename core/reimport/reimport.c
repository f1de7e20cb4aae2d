#include "reimport/reimport.h"

#include <stdio.h>
#include <string.h>

#include "reimport/price.h"
#include "reimport/record.h"
#include "reimport/row.h"

/* One Python's turn. */
struct turn {
    const struct ps_reimport_place *place;
    const struct ps_reimport_options *options;
    const struct ps_python *python;
    size_t index;
    struct ps_reimport_job job; /* what all of its jobs have in common */
    json_t *look;               /* the answer of job "look" */
    json_t *rows, *advice, *checks;
    unsigned done, todo; /* jobs */
    bool no_main;        /* the Python finds nothing that it could run */
};

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "out of memory");
}

static void say_step(struct turn *turn, const char *what)
{
    char text[160];
    snprintf(text, sizeof text, "%s: %s", turn->python->id, what);
    double share = turn->todo > 0 ? (double)turn->done++ / turn->todo : 0;
    turn->place->step(turn->place->data, text, ((double)turn->index + share) / (double)turn->place->pythons_n);
}

/* ---- the jobs ---- */

static json_t *job_object(const struct ps_reimport_options *options, const char *job)
{
    json_t *arguments = json_array();
    int failed = arguments == NULL;
    for (size_t i = 0; options->arguments[i] != NULL; i++)
        failed = failed || json_array_append_new(arguments, json_string(options->arguments[i])) != 0;
    json_t *what = json_pack("{s:s, s:s, s:s, s:o}", "job", job, "kind", options->is_module ? "module" : "file", "name",
                             options->name, "arguments", arguments);
    if (!failed)
        return what;
    json_decref(what);
    return NULL;
}

/* Whether the Python can make anything of the script; *why says why not. */
static int look(struct turn *turn, char *why, size_t room, struct ps_error *err)
{
    struct ps_reimport_outcome outcome;
    say_step(turn, "looking at the script");
    int rc = ps_reimport_job_run(turn->place, &turn->job, &outcome, err);
    if (rc == 0) {
        turn->look = json_incref(ps_reimport_answer(&outcome, "look"));
        turn->no_main = json_is_true(ps_reimport_answer(&outcome, "no_main"));
        ps_reimport_why(&outcome, why, room);
    }
    ps_reimport_outcome_free(&outcome);
    return rc;
}

/* Once as it is, and where that executed main again, once more with stamps in main. */
static int start_by(struct turn *turn, enum ps_method method, struct ps_error *err)
{
    struct ps_reimport_job job = turn->job;
    struct ps_reimport_outcome outcome;
    char what[64];
    json_object_set_new(job.what, "job", json_string("starts"));
    json_object_set_new(job.what, "method", json_string(ps_method_name(method)));
    json_object_set_new(job.what, "starts", json_integer(turn->options->starts));
    json_object_set_new(job.what, "modules", ps_reimport_modules(turn->look));
    snprintf(what, sizeof what, "starting by %s", ps_method_name(method));
    say_step(turn, what);
    int rc = ps_reimport_job_run(turn->place, &job, &outcome, err);
    json_t *row = rc == 0 ? ps_reimport_row(method, turn->python->id, turn->look, &outcome) : NULL;
    bool again = row != NULL && json_is_string(json_object_get(row, "reimported_in")) && outcome.status == PS_OK &&
                 ps_reimport_answer(&outcome, "done") != NULL;
    ps_reimport_outcome_free(&outcome);
    if (rc != 0)
        return -1;
    snprintf(what, sizeof what, "timing statements by %s", ps_method_name(method));
    say_step(turn, what);
    if (again) {
        job.changes_main = job.records = true;
        rc = ps_reimport_job_run(turn->place, &job, &outcome, err);
        if (rc == 0 && ps_reimport_row_add_records(row, turn->look, &outcome) != 0)
            rc = no_memory(err);
        ps_reimport_outcome_free(&outcome);
        json_object_del(job.what, "records");
        json_object_del(job.what, "setting");
    }
    if (json_array_append_new(turn->rows, row) != 0)
        return no_memory(err);
    return rc;
}

static int add_empty(struct turn *turn, enum ps_method method, enum ps_status status, const char *why, struct ps_error *err)
{
    json_t *row = ps_reimport_row_empty(method, turn->python->id, status, why);
    return json_array_append_new(turn->rows, row) == 0 ? 0 : no_memory(err);
}

static int add_empties(struct turn *turn, unsigned methods, enum ps_status status, const char *why, struct ps_error *err)
{
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        if ((methods & 1U << method) && add_empty(turn, (enum ps_method)method, status, why, err) != 0)
            return -1;
    }
    return 0;
}

static int measure(struct turn *turn, unsigned methods, struct ps_error *err)
{
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        if (!(methods & 1U << method))
            continue;
        int rc = turn->python->methods & 1U << method ? start_by(turn, (enum ps_method)method, err)
                                                      : add_empty(turn, (enum ps_method)method, PS_UNSUPPORTED,
                                                                  "this Python's multiprocessing has no such method", err);
        if (rc != 0)
            return -1;
    }
    say_step(turn, "pricing what could be done");
    if (ps_reimport_price(turn->place, turn->options, &turn->job, turn->look, turn->rows, turn->advice, err) != 0)
        return -1;
    if (!turn->options->self_check)
        return 0;
    json_t *check;
    say_step(turn, "checking what watching costs");
    if (ps_reimport_check(turn->place, turn->options, &turn->job, turn->rows, &check, err) != 0)
        return -1;
    return json_array_append_new(turn->checks, check) == 0 ? 0 : no_memory(err);
}

static int take_turn(struct turn *turn, struct ps_error *err)
{
    unsigned methods = turn->options->methods != 0 ? turn->options->methods : turn->python->methods;
    if (turn->python->libpython[0] == '\0')
        return add_empties(turn, methods, PS_UNSUPPORTED, turn->python->why_no_host, err);
    char folder[4096], interpreter[4096], why[512];
    snprintf(folder, sizeof folder, "%s/python-%zu", ps_contain_dir(turn->place->contain), turn->index);
    if (ps_python_shadow(turn->python, turn->place->programs, folder, interpreter, sizeof interpreter, err) != 0)
        return -1;
    turn->todo = 9;
    turn->job = (struct ps_reimport_job){
        .python = turn->python,
        .interpreter = interpreter,
        .what = job_object(turn->options, "look"),
        .timeout_ns = turn->options->timeout_ns,
        .max_processes = turn->options->max_processes,
        .max_memory = turn->options->max_memory,
    };
    int rc = turn->job.what != NULL ? look(turn, why, sizeof why, err) : no_memory(err);
    if (rc == 0 && turn->look == NULL)
        rc = add_empties(turn, methods, PS_FAILED, why, err);
    else if (rc == 0) {
        turn->job.main = json_string_value(json_object_get(turn->look, "file"));
        rc = measure(turn, methods, err);
    }
    json_decref(turn->job.what);
    return rc;
}

/* ---- the document ---- */

static json_t *pythons_of(const struct ps_reimport_place *place)
{
    json_t *all = json_array();
    for (size_t i = 0; i < place->pythons_n; i++) {
        json_t *facts = json_copy(place->pythons[i].facts);
        if (json_object_set_new(facts, "id", json_string(place->pythons[i].id)) != 0 || json_array_append_new(all, facts) != 0)
            return json_decref(all), NULL;
    }
    return all;
}

/* As bench warns of it, in the same words. */
static json_t *warnings_of(const struct ps_reimport_place *place)
{
    json_t *all = json_array();
    for (size_t i = 0; i < place->pythons_n; i++) {
        char message[192];
        if (place->pythons[i].has_byte_code)
            continue;
        snprintf(message, sizeof message,
                 "the standard library of Python %s has no byte code, so its children compile what they import",
                 place->pythons[i].id);
        json_array_append_new(all, json_pack("{s:s, s:s}", "code", "no-byte-code", "message", message));
    }
    return all;
}

static json_t *document_of(const struct ps_reimport_place *place, const struct ps_reimport_options *options, json_t *rows,
                           json_t *advice, json_t *checks)
{
    return json_pack("{s:s, s:s, s:n, s:o, s:O, s:O, s:o, s:o}", "schema", PS_REIMPORT_SCHEMA, "script", options->name, "kind",
                     "pythons", pythons_of(place), "rows", rows, "advice", advice, "self_check",
                     options->self_check ? json_incref(checks) : json_null(), "warnings", warnings_of(place));
}

/* A name of nothing, for all Pythons that were asked, was a wrong one. */
static int fail_no_main(const struct ps_reimport_options *options, const json_t *rows, struct ps_error *err)
{
    const char *why = ps_reimport_text(json_array_get(rows, 0), "reason");
    return ps_fail(err, PS_EXIT_USAGE, "%s%.300s: %s", options->is_module ? "-m " : "", options->name, why);
}

int ps_reimport_run(const struct ps_reimport_place *place, const struct ps_reimport_options *options, json_t **document,
                    struct ps_error *err)
{
    json_t *rows = json_array(), *advice = json_array(), *checks = json_array(), *kind = NULL;
    int rc = rows != NULL && advice != NULL && checks != NULL ? 0 : no_memory(err);
    size_t without_main = 0;
    for (size_t i = 0; rc == 0 && i < place->pythons_n; i++) {
        struct turn turn = {
            .place = place,
            .options = options,
            .python = &place->pythons[i],
            .index = i,
            .rows = rows,
            .advice = advice,
            .checks = checks,
        };
        rc = take_turn(&turn, err);
        without_main += turn.no_main;
        if (kind == NULL)
            kind = json_incref(json_object_get(turn.look, "kind"));
        json_decref(turn.look);
    }
    if (rc == 0 && without_main > 0 && without_main == place->pythons_n)
        rc = fail_no_main(options, rows, err);
    *document = rc == 0 ? document_of(place, options, rows, advice, checks) : NULL;
    if (rc == 0 && (*document == NULL || (kind != NULL && json_object_set(*document, "kind", kind) != 0))) {
        json_decref(*document);
        rc = no_memory(err);
    }
    json_decref(kind);
    json_decref(rows);
    json_decref(advice);
    json_decref(checks);
    return rc;
}

enum ps_exit ps_reimport_exit(const json_t *document)
{
    size_t ok = 0, failed = 0, i;
    json_t *row;
    json_array_foreach(json_object_get(document, "rows"), i, row)
    {
        int status = ps_status_parse(json_string_value(json_object_get(row, "status")));
        ok += status == PS_OK;
        failed += status != PS_OK && status != PS_UNSUPPORTED;
    }
    return failed > 0 ? PS_EXIT_FAILED : ok > 0 ? PS_EXIT_OK : PS_EXIT_IMPOSSIBLE;
}
