#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "result/columns.h"
#include "result/document.h"
#include "result/member.h"
#include "result/scan.h"
#include "result/source.h"

/* `places` is filled with the place of each id. */
static int parse_cells(struct ps_result *result, const json_t *document, const struct ps_document_columns *columns,
                       json_t *places, struct ps_error *err)
{
    json_t *cells = ps_member_array(document, "cells", err);
    if (cells == NULL)
        return -1;
    for (size_t i = 0; i < json_array_size(cells); i++) {
        if (ps_document_parse_cell(result, json_array_get(cells, i), columns, err) != 0)
            return ps_error_context(err, "cells[%zu]", i);
        const char *id = result->cells[i].cell.id;
        if (json_object_get(places, id) != NULL)
            return ps_fail(err, PS_EXIT_USAGE, "cells[%zu]: id: %.100s is there twice", i, id);
        if (json_object_set_new(places, id, json_integer((json_int_t)i)) != 0)
            return ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
    }
    return 0;
}

/* ---- contrasts and warnings ---- */

static int parse_place(const json_t *object, const char *key, const json_t *places, int *cell, struct ps_error *err)
{
    const char *id = ps_member_string(object, key, false, err);
    if (id == NULL)
        return -1;
    json_t *place = json_object_get(places, id);
    if (place == NULL)
        return ps_fail(err, PS_EXIT_USAGE, "%s: %.100s is not among cells", key, id);
    *cell = (int)json_integer_value(place);
    return 0;
}

static int parse_contrast(struct ps_contrast *contrast, const json_t *object, const json_t *places, struct ps_error *err)
{
    int phase;
    if (parse_place(object, "cell", places, &contrast->cell, err) != 0 ||
        ps_member_word(object, "phase", ps_phase_parse, &phase, err) != 0 ||
        ps_member_number(object, "ratio", false, &contrast->ratio, err) != 0 ||
        ps_member_interval(object, "ci95", &contrast->lo, &contrast->hi, err) != 0)
        return -1;
    contrast->phase = (enum ps_phase)phase;
    return 0;
}

static int parse_contrasts(struct ps_result *result, const json_t *document, const json_t *places, struct ps_error *err)
{
    json_t *contrasts = ps_member_array(document, "contrasts", err);
    if (contrasts == NULL)
        return -1;
    result->contrasts = calloc(json_array_size(contrasts) + 1, sizeof *result->contrasts);
    if (result->contrasts == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
    for (size_t i = 0; i < json_array_size(contrasts); i++) {
        json_t *object = json_array_get(contrasts, i);
        struct ps_contrast *contrast = &result->contrasts[i];
        if (parse_contrast(contrast, object, places, err) != 0 ||
            parse_place(object, "against", places, &contrast->against, err) != 0)
            return ps_error_context(err, "contrasts[%zu]", i);
        result->contrasts_n++;
    }
    return 0;
}

/* It repeats one of the contrasts. */
static int parse_self_check(struct ps_result *result, const json_t *document, const json_t *places, struct ps_error *err)
{
    json_t *object = json_object_get(document, "self_check");
    if (json_is_null(object))
        return 0;
    struct ps_contrast check;
    if ((object = ps_member_object(document, "self_check", err)) == NULL)
        return -1;
    if (parse_contrast(&check, object, places, err) != 0)
        return ps_error_context(err, "self_check");
    for (size_t i = 0; i < result->contrasts_n && result->self_check < 0; i++) {
        if (result->contrasts[i].cell == check.cell && result->contrasts[i].phase == check.phase)
            result->self_check = (int)i;
    }
    return result->self_check >= 0 ? 0 : ps_fail(err, PS_EXIT_USAGE, "self_check: is not among contrasts");
}

static int factor_parse(const char *name)
{
    for (int factor = 0; factor < PS_SWEEP_FACTORS; factor++) {
        if (strcmp(ps_sweep_factor_name((enum ps_sweep_factor)factor), name) == 0)
            return factor;
    }
    return -1;
}

static int parse_crossover(struct ps_crossover *it, const json_t *object, const json_t *places, struct ps_error *err)
{
    int phase, factor;
    if (parse_place(object, "fork", places, &it->fork, err) != 0 || parse_place(object, "spawn", places, &it->spawn, err) != 0 ||
        ps_member_word(object, "phase", ps_phase_parse, &phase, err) != 0 ||
        ps_member_word(object, "factor", factor_parse, &factor, err) != 0 ||
        ps_member_number(object, "at", true, &it->at, err) != 0 || ps_member_number(object, "lo", true, &it->lo, err) != 0 ||
        ps_member_number(object, "hi", true, &it->hi, err) != 0 ||
        ps_member_bool(object, "fork_is_slower", &it->fork_is_slower, err) != 0)
        return -1;
    it->phase = (enum ps_phase)phase;
    it->factor = (enum ps_sweep_factor)factor;
    if (!isnan(it->at) && isnan(it->hi))
        it->hi = INFINITY;
    return 0;
}

/* Results without a sweep have none. */
static int parse_crossovers(struct ps_result *result, const json_t *document, const json_t *places, struct ps_error *err)
{
    if (json_object_get(document, "crossovers") == NULL)
        return 0;
    json_t *crossovers = ps_member_array(document, "crossovers", err);
    if (crossovers == NULL)
        return -1;
    result->crossovers = calloc(json_array_size(crossovers) + 1, sizeof *result->crossovers);
    if (result->crossovers == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
    for (size_t i = 0; i < json_array_size(crossovers); i++) {
        if (parse_crossover(&result->crossovers[i], json_array_get(crossovers, i), places, err) != 0)
            return ps_error_context(err, "crossovers[%zu]", i);
        result->crossovers_n++;
    }
    return 0;
}

static int parse_warnings(struct ps_result *result, const json_t *document, struct ps_error *err)
{
    json_t *warnings = ps_member_array(document, "warnings", err);
    if (warnings == NULL)
        return -1;
    for (size_t i = 0; i < json_array_size(warnings); i++) {
        json_t *object = json_array_get(warnings, i);
        const char *message = NULL, *code = ps_member_string(object, "code", false, err);
        if (code == NULL || (message = ps_member_string(object, "message", false, err)) == NULL)
            return ps_error_context(err, "warnings[%zu]", i);
        if (code[0] == '\0')
            return ps_fail(err, PS_EXIT_USAGE, "warnings[%zu]: code: must not be empty", i);
        if (ps_result_warn(result, err, code, "%s", message) != 0)
            return -1;
    }
    return 0;
}

/* ---- the whole ---- */

static const char no_result_hint[] = "name a result file, as `procstart bench -o FILE` writes it";

/* The number of NAME/MAJOR[.MINOR] behind `name`; false: it is another schema. */
static bool parse_schema(const char *schema, const char *name, unsigned long *major, unsigned long *minor)
{
    size_t length = strlen(name);
    if (strncmp(schema, name, length) != 0 || schema[length] != '/')
        return false;
    const char *at = schema + length + 1;
    char *end = NULL;
    *minor = 0;
    if (*at < '0' || *at > '9')
        return false;
    *major = strtoul(at, &end, 10);
    if (*end == '.' && end[1] >= '0' && end[1] <= '9')
        *minor = strtoul(end + 1, &end, 10);
    return *end == '\0';
}

/* 1: it is newer, but can be read; 0; -1: what it is must be said. */
static int check_schema(const json_t *document, const char *name, unsigned long minor_known, struct ps_error *err)
{
    unsigned long major, minor;
    const char *schema = ps_member_string(document, "schema", false, err);
    if (schema == NULL)
        return ps_error_hint(err, "%s", no_result_hint);
    if (!parse_schema(schema, name, &major, &minor)) {
        ps_fail(err, PS_EXIT_USAGE, "schema: is %.60s where %s/%d is needed", schema, name, PS_SCHEMA_MAJOR);
        return ps_error_hint(err, "%s", no_result_hint);
    }
    if (major != PS_SCHEMA_MAJOR) {
        bool newer = major > PS_SCHEMA_MAJOR;
        ps_fail(err, PS_EXIT_USAGE, "schema: is %.60s, and this procstart reads no version %s %d", schema,
                newer ? "after" : "before", PS_SCHEMA_MAJOR);
        return ps_error_hint(err, newer ? "a newer procstart wrote it: use that one" : no_result_hint);
    }
    return minor > minor_known;
}

static int parse_argv(struct ps_result *result, const json_t *document, struct ps_error *err)
{
    json_t *argv = ps_member_array(document, "argv", err);
    if (argv == NULL)
        return -1;
    if ((result->argv = calloc(json_array_size(argv) + 1, sizeof *result->argv)) == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
    for (size_t i = 0; i < json_array_size(argv); i++) {
        const char *arg = json_string_value(json_array_get(argv, i));
        if (arg == NULL)
            return ps_fail(err, PS_EXIT_USAGE, "argv[%zu]: must be a string", i);
        if (ps_result_set(&result->argv[i], arg, err) != 0)
            return -1;
        result->argc++;
    }
    return 0;
}

static int check_pythons(const json_t *pythons, struct ps_error *err)
{
    for (size_t i = 0; i < json_array_size(pythons); i++) {
        const char *id = ps_member_string(json_array_get(pythons, i), "id", false, err);
        if (id == NULL)
            return ps_error_context(err, "pythons[%zu]", i);
        if (ps_document_find_python(pythons, id) != (int)i)
            return ps_fail(err, PS_EXIT_USAGE, "pythons[%zu]: id: %.60s is there twice", i, id);
    }
    return 0;
}

static int placement_parse(const char *word)
{
    return strcmp(word, "pinned") == 0 ? 1 : strcmp(word, "free") == 0 ? 0 : -1;
}

static int parse_head(struct ps_result *result, const json_t *document, struct ps_error *err)
{
    int64_t seed;
    int pinned;
    const char *started = NULL, *finished = NULL;
    int newer = check_schema(document, "procstart.result", PS_RESULT_MINOR, err);
    if (newer > 0)
        newer = ps_result_set(&result->newer_schema, json_string_value(json_object_get(document, "schema")), err);
    if (newer != 0 || parse_argv(result, document, err) != 0 ||
        ps_member_natural(document, "seed", INT64_MAX, false, &seed, err) != 0 ||
        ps_member_word(document, "placement", placement_parse, &pinned, err) != 0 ||
        (started = ps_member_string(document, "started", false, err)) == NULL ||
        ps_result_set(&result->started, started, err) != 0 ||
        (finished = ps_member_string(document, "finished", true, err)) == NULL ||
        ps_result_set(&result->finished, finished, err) != 0 || ps_member_bool(document, "complete", &result->complete, err) != 0)
        return -1;
    if (started[0] == '\0')
        return ps_fail(err, PS_EXIT_USAGE, "started: must not be empty");
    result->seed = (uint64_t)seed;
    result->pinned = pinned;
    result->tool = json_incref(ps_member_object(document, "tool", err));
    if (result->tool == NULL)
        return -1;
    result->host = json_incref(ps_member_object(document, "host", err));
    if (result->host == NULL)
        return -1;
    result->pythons = json_incref(ps_member_array(document, "pythons", err));
    return result->pythons != NULL ? check_pythons(result->pythons, err) : -1;
}

int ps_document_parse(struct ps_result *result, const json_t *document, const struct ps_document_columns *columns,
                      struct ps_error *err)
{
    bool firsts = columns->columns == NULL || columns->columns->keep != PS_KEEP_NONE;
    ps_result_init(result);
    json_t *places = json_object();
    int status = -1;
    if (places == NULL)
        ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
    else if (parse_head(result, document, err) == 0 && parse_cells(result, document, columns, places, err) == 0 &&
             parse_contrasts(result, document, places, err) == 0 && parse_crossovers(result, document, places, err) == 0 &&
             parse_self_check(result, document, places, err) == 0 && parse_warnings(result, document, err) == 0)
        status = firsts ? ps_result_summarise_first(result, err) : 0;
    json_decref(places);
    if (status != 0)
        ps_result_free(result);
    return status;
}

/* ---- the file ---- */

static int no_json(const struct ps_scan *scan, const json_error_t *why, struct ps_error *err)
{
    if (scan->base + (int64_t)scan->used == 0)
        ps_fail(err, PS_EXIT_USAGE, "is empty");
    else if (json_error_code(why) == json_error_premature_end_of_input)
        ps_fail(err, PS_EXIT_USAGE, "line %d: is no JSON: it ends within: %s", why->line, why->text);
    else
        ps_fail(err, PS_EXIT_USAGE, "line %d: is no JSON: %s", why->line, why->text);
    return ps_error_hint(err, "%s", no_result_hint);
}

static json_t *load(struct ps_scan *scan, FILE *from, struct ps_columns *columns, struct ps_error *err)
{
    json_error_t why;
    struct ps_error reason = {0};
    ps_scan_begin(scan, from, columns, &reason);
    json_t *document = json_load_callback(ps_scan_text, scan, JSON_REJECT_DUPLICATES, &why);
    if (scan->failed || document == NULL) {
        if (!scan->failed)
            no_json(scan, &why, &reason);
        if (err != NULL)
            *err = reason;
        json_decref(document);
        return NULL;
    }
    return document;
}

static int append(struct ps_result **results, size_t *n, const json_t *document, const struct ps_document_columns *columns,
                  struct ps_source *source, struct ps_span span, struct ps_error *err)
{
    struct ps_result *grown = realloc(*results, (*n + 1) * sizeof *grown);
    if (grown == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
    *results = grown;
    if (ps_document_parse(&grown[*n], document, columns, err) != 0)
        return -1;
    grown[*n].source = ps_source_share(source);
    grown[*n].source_from = span.from;
    grown[*n].source_to = span.to;
    ++*n;
    return 0;
}

static int append_bundle(struct ps_result **results, size_t *n, json_t *document, struct ps_columns *columns,
                         const struct ps_scan *scan, struct ps_source *source, struct ps_error *err)
{
    int newer = check_schema(document, "procstart.bundle", PS_BUNDLE_MINOR, err);
    json_t *all = newer >= 0 ? ps_member_array(document, "results", err) : NULL;
    if (all == NULL)
        return -1;
    if (json_array_size(all) == 0)
        return ps_fail(err, PS_EXIT_USAGE, "results: is empty");
    size_t before = *n;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const struct ps_document_columns place = {columns, true, i};
        struct ps_span span = i < scan->results_n ? scan->results[i] : (struct ps_span){-1, -1};
        if (append(results, n, json_array_get(all, i), &place, source, span, err) != 0)
            return ps_error_context(err, "results[%zu]", i);
    }
    const char *schema = json_string_value(json_object_get(document, "schema"));
    if (newer > 0 && *results != NULL && (*results)[before].newer_schema == NULL &&
        ps_result_set(&(*results)[before].newer_schema, schema, err) != 0)
        return -1;
    ps_source_keep_keys(source, document);
    return 0;
}

static bool is_bundle(const json_t *document)
{
    const char *schema = json_string_value(json_object_get(document, "schema"));
    return schema != NULL && strncmp(schema, "procstart.bundle/", strlen("procstart.bundle/")) == 0;
}

static int read_source(struct ps_result **results, size_t *n, struct ps_source *source, FILE *from, enum ps_keep keep,
                       struct ps_error *err)
{
    struct ps_columns columns = {.keep = keep};
    struct ps_scan *scan = malloc(sizeof *scan);
    if (scan == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
    json_t *document = load(scan, from, &columns, err);
    int status = -1;
    if (document != NULL && is_bundle(document))
        status = append_bundle(results, n, document, &columns, scan, source, err);
    else if (document != NULL)
        status = append(results, n, document, &(struct ps_document_columns){&columns, false, 0}, source, scan->whole, err);
    json_decref(document);
    ps_scan_end(scan);
    ps_columns_free(&columns);
    free(scan);
    return status;
}

int ps_results_read(struct ps_result **results, size_t *n, const char *path, FILE *from, enum ps_keep keep, struct ps_error *err)
{
    size_t before = *n;
    struct ps_source *source = ps_source_open(path, from, err);
    if (source == NULL)
        return ps_error_context(err, "%s", path);
    FILE *stream = ps_source_stream(source, err);
    int status = stream != NULL ? read_source(results, n, source, stream, keep, err) : -1;
    ps_source_rest(source);
    ps_source_release(source);
    while (status != 0 && *n > before)
        ps_result_free(&(*results)[--*n]);
    return status == 0 ? 0 : ps_error_context(err, "%s", path);
}

int ps_result_read(struct ps_result *result, const char *path, struct ps_error *err)
{
    struct ps_result *results = NULL;
    size_t n = 0;
    ps_result_init(result);
    int status = ps_results_read(&results, &n, path, NULL, PS_KEEP_ALL, err);
    if (status == 0 && n == 1) {
        *result = results[0];
    } else if (status == 0) {
        status = ps_fail(err, PS_EXIT_USAGE, "%s: is a bundle of %zu results where one is needed", path, n);
        while (n > 0)
            ps_result_free(&results[--n]);
    }
    free(results);
    return status;
}
