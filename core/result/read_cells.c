#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "result/columns.h"
#include "result/document.h"
#include "result/member.h"

/* ---- samples ---- */

/* In a journal they come line by line, behind the document. */
static int expect_none(const json_t *object, struct ps_error *err)
{
    for (int column = 0; column < PS_SAMPLE_COLUMNS; column++) {
        char key[32];
        ps_column_name(column, key);
        if (json_object_get(object, key) == NULL && column >= PS_PHASE_COLUMN)
            continue;
        json_t *array = ps_member_array(object, key, err);
        if (array == NULL)
            return -1;
        if (json_array_size(array) > 0)
            return ps_fail(err, PS_EXIT_USAGE, "%s: must be empty here", key);
    }
    return 0;
}

static int parse_samples(const json_t *object, const char *key, enum ps_sample_set set, struct ps_cell_result *cell,
                         struct ps_cell_columns *columns, bool in_file, struct ps_error *err)
{
    json_t *instead = ps_member_object(object, key, err);
    if (instead == NULL)
        return -1;
    struct ps_samples *samples = set == PS_SET_SAMPLES ? &cell->samples : &cell->first;
    int status = in_file ? ps_columns_take(columns, set, instead, samples, &cell->place[set], err) : expect_none(instead, err);
    return status == 0 ? 0 : ps_error_context(err, "%s", key);
}

/* ---- cells ---- */

static int parse_summary(const json_t *object, struct ps_summary *s, struct ps_error *err)
{
    int64_t n;
    if (ps_member_natural(object, "n", INT64_MAX, false, &n, err) != 0 ||
        ps_member_number(object, "median", true, &s->median, err) != 0 ||
        ps_member_number(object, "cold_median", true, &s->cold_median, err) != 0 ||
        ps_member_interval(object, "ci95", &s->lo, &s->hi, err) != 0 ||
        ps_member_number(object, "mean", true, &s->mean, err) != 0 ||
        ps_member_number(object, "stddev", true, &s->stddev, err) != 0 ||
        ps_member_number(object, "min", true, &s->min, err) != 0 || ps_member_number(object, "p90", true, &s->p90, err) != 0 ||
        ps_member_number(object, "p99", true, &s->p99, err) != 0 || ps_member_number(object, "max", true, &s->max, err) != 0)
        return -1;
    s->n = (size_t)n;
    return 0;
}

static int parse_summaries(const json_t *cell, struct ps_summary summary[PS_PHASES], struct ps_error *err)
{
    json_t *object = ps_member_object(cell, "summary", err);
    if (object == NULL)
        return -1;
    for (int phase = 0; phase < PS_PHASES; phase++) {
        char key[32];
        snprintf(key, sizeof key, "%s_ns", ps_phase_name((enum ps_phase)phase));
        summary[phase] = (struct ps_summary){0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
        if (json_object_get(object, key) == NULL)
            continue;
        json_t *of_phase = ps_member_object(object, key, err);
        if (of_phase == NULL || parse_summary(of_phase, &summary[phase], err) != 0)
            return ps_error_context(err, "summary: %s", key);
    }
    return 0;
}

int ps_document_parse_resources(struct ps_resources *r, const json_t *object, struct ps_error *err)
{
    const struct {
        const char *key;
        int64_t *to;
    } all[] = {
        {"child_peak_rss_bytes", &r->peak_rss_bytes},
        {"minor_faults", &r->minor_faults},
        {"parent_minor_faults", &r->parent_minor_faults},
        {"user_ns", &r->user_ns},
        {"system_ns", &r->system_ns},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (ps_member_natural(object, all[i].key, INT64_MAX, true, all[i].to, err) != 0)
            return ps_error_context(err, "resources");
    }
    return 0;
}

static int parse_factors(const json_t *cell, struct ps_factors *factors, struct ps_error *err)
{
    json_t *object = ps_member_object(cell, "factors", err);
    if (object == NULL)
        return -1;
    int64_t ballast, threads, fds, workers;
    const char *main = NULL;
    if (ps_member_natural(object, "ballast_bytes", INT64_MAX, false, &ballast, err) != 0 ||
        ps_member_natural(object, "threads", UINT32_MAX, false, &threads, err) != 0 ||
        ps_member_natural(object, "fds", UINT32_MAX, false, &fds, err) != 0 ||
        ps_member_natural(object, "workers", UINT32_MAX, false, &workers, err) != 0 ||
        (main = ps_member_string(object, "main", true, err)) == NULL)
        return ps_error_context(err, "factors");
    *factors = (struct ps_factors){(uint64_t)ballast, (uint32_t)threads, (uint32_t)fds, (uint32_t)workers, NULL};
    factors->main = main[0] != '\0' ? main : NULL;
    return 0;
}

/* Twins and cells of another build have no keys of their own: the id says it, as its last factors. */
static void parse_copies(struct ps_cell *cell)
{
    const char *twin = strstr(cell->id, ",twin=");
    cell->twin = twin != NULL ? (unsigned)strtoul(twin + 6, NULL, 10) : 0;
    cell->build = strstr(cell->id, ",build=") != NULL;
}

int ps_document_find_python(const json_t *pythons, const char *id)
{
    for (size_t i = 0; i < json_array_size(pythons); i++) {
        const char *other = json_string_value(json_object_get(json_array_get(pythons, i), "id"));
        if (other != NULL && strcmp(other, id) == 0)
            return (int)i;
    }
    return -1;
}

/* What the plan knew of the cell; strings are borrowed from the document. */
static int parse_plan(const json_t *object, const json_t *pythons, struct ps_cell *cell, struct ps_error *err)
{
    *cell = (struct ps_cell){.python = -1};
    const char *id = ps_member_string(object, "id", false, err);
    if (id == NULL)
        return -1;
    if (id[0] == '\0' || strlen(id) >= sizeof cell->id)
        return ps_fail(err, PS_EXIT_USAGE, "id: must have from 1 to %zu characters", sizeof cell->id - 1);
    memcpy(cell->id, id, strlen(id) + 1);
    parse_copies(cell);
    const char *python = NULL;
    int api, method, child;
    int64_t group;
    if (ps_member_word(object, "api", ps_api_parse, &api, err) != 0 ||
        ps_member_word(object, "method", ps_method_parse, &method, err) != 0 ||
        ps_member_word(object, "child", ps_child_parse, &child, err) != 0 || parse_factors(object, &cell->factors, err) != 0 ||
        ps_member_natural(object, "group", INT32_MAX, true, &group, err) != 0 ||
        (cell->mechanism = ps_member_string(object, "mechanism", true, err)) == NULL ||
        (python = ps_member_string(object, "python", true, err)) == NULL)
        return -1;
    cell->api = (enum ps_api)api;
    cell->method = (enum ps_method)method;
    cell->child = (enum ps_child)child;
    cell->group = (int)group;
    if (python[0] != '\0' && (cell->python = ps_document_find_python(pythons, python)) < 0)
        return ps_fail(err, PS_EXIT_USAGE, "python: %.60s is not among pythons", python);
    return 0;
}

static int parse_debt(struct ps_debts *debts, const json_t *epochs, const json_t *alone, const json_t *written, int64_t bytes,
                      size_t i, struct ps_error *err)
{
    const json_t *numbers[] = {json_array_get(epochs, i), json_array_get(alone, i), json_array_get(written, i)};
    for (size_t k = 0; k < 3; k++) {
        json_int_t value = json_integer_value(numbers[k]);
        if (!json_is_integer(numbers[k]) || value < 0 || (k == 0 && value > UINT32_MAX))
            return ps_fail(err, PS_EXIT_USAGE, "must be integers that are not negative");
    }
    const struct ps_dirty dirty = {bytes, json_integer_value(numbers[1]), json_integer_value(numbers[2])};
    return ps_debts_add(debts, (uint32_t)json_integer_value(numbers[0]), &dirty, err);
}

/* Where it was not asked for there are none. */
static int parse_debts(const json_t *cell, struct ps_debts *debts, struct ps_error *err)
{
    if (json_object_get(cell, "dirty") == NULL)
        return 0;
    json_t *object = ps_member_object(cell, "dirty", err), *epochs = NULL, *alone = NULL, *written = NULL;
    int64_t bytes;
    if (object == NULL)
        return -1;
    if (ps_member_natural(object, "bytes", INT64_MAX, false, &bytes, err) != 0 ||
        (epochs = ps_member_array(object, "epoch", err)) == NULL || (alone = ps_member_array(object, "alone_ns", err)) == NULL ||
        (written = ps_member_array(object, "written_ns", err)) == NULL)
        return ps_error_context(err, "dirty");
    size_t n = json_array_size(epochs);
    if (json_array_size(alone) != n || json_array_size(written) != n)
        return ps_fail(err, PS_EXIT_USAGE, "dirty: its arrays are not of one length");
    for (size_t i = 0; i < n; i++) {
        if (parse_debt(debts, epochs, alone, written, bytes, i, err) != 0)
            return ps_error_context(err, "dirty");
    }
    return 0;
}

static int parse_measured(const json_t *object, struct ps_cell_result *cell, struct ps_cell_columns *columns, bool in_file,
                          struct ps_error *err)
{
    int status;
    const char *reason = NULL, *stopped_by = NULL;
    json_t *resources = NULL;
    if (ps_member_word(object, "status", ps_status_parse, &status, err) != 0 ||
        (reason = ps_member_string(object, "reason", true, err)) == NULL || ps_result_set(&cell->reason, reason, err) != 0 ||
        (stopped_by = ps_member_string(object, "stopped_by", true, err)) == NULL ||
        ps_result_set(&cell->stopped_by, stopped_by, err) != 0 ||
        parse_samples(object, "samples", PS_SET_SAMPLES, cell, columns, in_file, err) != 0 ||
        parse_samples(object, "first", PS_SET_FIRST, cell, columns, in_file, err) != 0 ||
        parse_summaries(object, cell->summary, err) != 0 || (resources = ps_member_object(object, "resources", err)) == NULL ||
        ps_document_parse_resources(&cell->resources, resources, err) != 0 || parse_debts(object, &cell->debts, err) != 0)
        return -1;
    cell->status = (enum ps_status)status;
    return 0;
}

int ps_document_parse_cell(struct ps_result *result, const json_t *object, const struct ps_document_columns *columns,
                           struct ps_error *err)
{
    struct ps_cell cell;
    if (!json_is_object(object))
        return ps_fail(err, PS_EXIT_USAGE, "must be an object");
    if (parse_plan(object, result->pythons, &cell, err) != 0 || ps_result_add_cell(result, &cell, err) != 0)
        return -1;
    size_t place = result->cells_n - 1;
    bool in_file = columns->columns != NULL;
    struct ps_cell_columns *own = in_file ? ps_columns_find(columns->columns, columns->bundled, columns->result, place) : NULL;
    return parse_measured(object, &result->cells[place], own, in_file, err);
}
