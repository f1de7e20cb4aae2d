#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "platform/files.h"
#include "result/document.h"
#include "result/member.h"

/* `places` is filled with the place of each id. */
static int parse_cells(struct ps_result *result, const json_t *document, json_t *places, struct ps_error *err)
{
    json_t *cells = ps_member_array(document, "cells", err);
    if (cells == NULL)
        return -1;
    for (size_t i = 0; i < json_array_size(cells); i++) {
        if (ps_document_parse_cell(result, json_array_get(cells, i), err) != 0)
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
        if (ps_result_warn(result, err, code, "%s", message) != 0)
            return -1;
    }
    return 0;
}

/* ---- the whole ---- */

static int check_schema(const json_t *document, struct ps_error *err)
{
    const char *schema = ps_member_string(document, "schema", false, err);
    if (schema == NULL)
        return ps_error_hint(err, "name a result file, as `procstart bench -o FILE` writes it");
    if (strcmp(schema, PS_RESULT_SCHEMA) == 0)
        return 0;
    ps_fail(err, PS_EXIT_USAGE, "schema: is %.60s where %s is needed", schema, PS_RESULT_SCHEMA);
    if (strncmp(schema, "procstart.result/", strlen("procstart.result/")) == 0)
        return ps_error_hint(err, "another version of procstart wrote it: use that one");
    return ps_error_hint(err, "name a result file, as `procstart bench -o FILE` writes it");
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
    if (check_schema(document, err) != 0 || parse_argv(result, document, err) != 0 ||
        ps_member_natural(document, "seed", INT64_MAX, false, &seed, err) != 0 ||
        ps_member_word(document, "placement", placement_parse, &pinned, err) != 0 ||
        (started = ps_member_string(document, "started", false, err)) == NULL ||
        ps_result_set(&result->started, started, err) != 0 ||
        (finished = ps_member_string(document, "finished", true, err)) == NULL ||
        ps_result_set(&result->finished, finished, err) != 0 || ps_member_bool(document, "complete", &result->complete, err) != 0)
        return -1;
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

int ps_document_parse(struct ps_result *result, const json_t *document, struct ps_error *err)
{
    ps_result_init(result);
    json_t *places = json_object();
    int status = -1;
    if (places == NULL)
        ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
    else if (parse_head(result, document, err) == 0 && parse_cells(result, document, places, err) == 0 &&
             parse_contrasts(result, document, places, err) == 0 && parse_self_check(result, document, places, err) == 0 &&
             parse_warnings(result, document, err) == 0)
        status = ps_result_summarise_first(result, err);
    json_decref(places);
    if (status != 0)
        ps_result_free(result);
    return status;
}

static size_t from_stream(void *buffer, size_t n, void *stream)
{
    size_t got = fread(buffer, 1, n, stream);
    return got == 0 && ferror((FILE *)stream) ? (size_t)-1 : got;
}

static int read_document(json_t **document, const char *path, struct ps_error *err)
{
    FILE *from = ps_file_open(path, "rb");
    if (from == NULL)
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "%s", path);
    json_error_t why;
    errno = 0;
    *document = json_load_callback(from_stream, from, JSON_REJECT_DUPLICATES, &why);
    int os = ferror(from) ? errno : 0;
    bool empty = !ferror(from) && feof(from) && ftell(from) == 0;
    fclose(from);
    if (*document != NULL)
        return 0;
    if (os != 0)
        return ps_fail_os(err, PS_EXIT_USAGE, os, "%s", path);
    if (empty)
        ps_fail(err, PS_EXIT_USAGE, "%s: is empty", path);
    else
        ps_fail(err, PS_EXIT_USAGE, "%s: line %d: is no JSON: %s", path, why.line, why.text);
    return ps_error_hint(err, "name a result file, as `procstart bench -o FILE` writes it");
}

int ps_result_read(struct ps_result *result, const char *path, struct ps_error *err)
{
    ps_result_init(result);
    json_t *document = NULL;
    if (read_document(&document, path, err) != 0)
        return -1;
    int status = ps_document_parse(result, document, err);
    json_decref(document);
    return status == 0 ? 0 : ps_error_context(err, "%s", path);
}
