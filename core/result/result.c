#include "result/result.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "result/source.h"

static const char *const status_names[] = {
    [PS_OK] = "ok",
    [PS_UNSUPPORTED] = "unsupported",
    [PS_FAILED] = "failed",
    [PS_TIMED_OUT] = "timed_out",
    [PS_INTERRUPTED] = "interrupted",
};

const char *ps_status_name(enum ps_status status)
{
    return status_names[status];
}

int ps_status_parse(const char *name)
{
    for (int i = 0; i < (int)(sizeof status_names / sizeof *status_names); i++) {
        if (strcmp(status_names[i], name) == 0)
            return i;
    }
    return -1;
}

const char *ps_sweep_factor_name(enum ps_sweep_factor factor)
{
    return factor == PS_SWEEP_BALLAST ? "ballast_bytes" : "threads";
}

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "no memory left for the result");
}

void ps_result_init(struct ps_result *result)
{
    *result = (struct ps_result){.self_check = -1};
}

static void free_cell(struct ps_cell_result *cell)
{
    free((char *)cell->cell.mechanism);
    free((char *)cell->cell.factors.main);
    free((char *)cell->cell.unsupported);
    free(cell->reason);
    free(cell->stopped_by);
    ps_debts_free(&cell->debts);
    ps_samples_free(&cell->samples);
    ps_samples_free(&cell->first);
}

void ps_result_free(struct ps_result *result)
{
    json_decref(result->tool);
    json_decref(result->host);
    json_decref(result->pythons);
    for (size_t i = 0; i < result->argc; i++)
        free(result->argv[i]);
    for (size_t i = 0; i < result->cells_n; i++)
        free_cell(&result->cells[i]);
    for (size_t i = 0; i < result->warnings_n; i++) {
        free(result->warnings[i].code);
        free(result->warnings[i].message);
    }
    free(result->argv);
    free(result->cells);
    free(result->contrasts);
    free(result->crossovers);
    free(result->warnings);
    free(result->started);
    free(result->finished);
    free(result->newer_schema);
    ps_source_release(result->source);
    ps_result_init(result);
}

int ps_result_set(char **text, const char *value, struct ps_error *err)
{
    char *copy = value != NULL ? strdup(value) : NULL;
    if (value != NULL && copy == NULL)
        return no_memory(err);
    free(*text);
    *text = copy;
    return 0;
}

int ps_result_set_argv(struct ps_result *result, int argc, char **argv, struct ps_error *err)
{
    result->argv = calloc((size_t)argc + 1, sizeof *result->argv);
    if (result->argv == NULL)
        return no_memory(err);
    for (int i = 0; i < argc; i++) {
        if (ps_result_set(&result->argv[i], argv[i], err) != 0)
            return -1;
        result->argc++;
    }
    return 0;
}

int ps_result_add_cell(struct ps_result *result, const struct ps_cell *cell, struct ps_error *err)
{
    struct ps_cell_result *cells = realloc(result->cells, (result->cells_n + 1) * sizeof *cells);
    if (cells == NULL)
        return no_memory(err);
    result->cells = cells;
    struct ps_cell_result *added = &cells[result->cells_n];
    *added = (struct ps_cell_result){
        .cell = *cell,
        .status = cell->unsupported != NULL ? PS_UNSUPPORTED : PS_OK,
        .resources = {PS_MISSING, PS_MISSING, PS_MISSING, PS_MISSING, PS_MISSING},
    };
    char *mechanism = NULL, *main = NULL, *unsupported = NULL;
    int failed = ps_result_set(&mechanism, cell->mechanism, err) != 0 || ps_result_set(&main, cell->factors.main, err) != 0 ||
                 ps_result_set(&unsupported, cell->unsupported, err) != 0 ||
                 ps_result_set(&added->reason, cell->unsupported != NULL ? cell->unsupported : "", err) != 0 ||
                 ps_result_set(&added->stopped_by, "", err) != 0;
    added->cell.mechanism = mechanism;
    added->cell.factors.main = main;
    added->cell.unsupported = unsupported;
    if (failed) {
        free_cell(added);
        return -1;
    }
    result->cells_n++;
    return 0;
}

int ps_result_warn(struct ps_result *result, struct ps_error *err, const char *code, const char *fmt, ...)
{
    struct ps_warning *warnings = realloc(result->warnings, (result->warnings_n + 1) * sizeof *warnings);
    if (warnings == NULL)
        return no_memory(err);
    result->warnings = warnings;
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, fmt, args);
    struct ps_warning added = {.message = length < 0 ? NULL : malloc((size_t)length + 1)};
    if (added.message != NULL)
        vsnprintf(added.message, (size_t)length + 1, fmt, again);
    va_end(again);
    va_end(args);
    if (added.message == NULL)
        return no_memory(err);
    if (ps_result_set(&added.code, code, err) != 0) {
        free(added.message);
        return -1;
    }
    warnings[result->warnings_n++] = added;
    return 0;
}

const char *ps_result_python_id(const struct ps_result *result, const struct ps_cell *cell)
{
    if (cell->python < 0)
        return NULL;
    return json_string_value(json_object_get(json_array_get(result->pythons, (size_t)cell->python), "id"));
}

/* "3.13" and "t#2" of "3.13.5t#2": what stands between is left out. */
static void split_version(const char *id, size_t *head, const char **tail)
{
    size_t digits = strspn(id, "0123456789");
    *head = digits;
    *tail = id + digits;
    if (id[digits] != '.')
        return;
    *head = digits + 1 + strspn(id + digits + 1, "0123456789");
    *tail = id + *head;
    if (**tail == '.')
        *tail += 1 + strspn(*tail + 1, "0123456789");
}

void ps_result_match_python(const char *id, char to[96])
{
    const char *tail;
    size_t head;
    split_version(id, &head, &tail);
    snprintf(to, 96, "%.*s%s", (int)head, id, tail);
}

void ps_result_match_id(const struct ps_result *result, const struct ps_cell *cell, char to[192])
{
    char part[sizeof cell->id];
    const char *python = ps_result_python_id(result, cell);
    snprintf(part, sizeof part, "@%s", python != NULL ? python : "");
    const char *at = python != NULL ? strstr(cell->id, part) : NULL;
    if (at == NULL) {
        snprintf(to, 192, "%s", cell->id);
        return;
    }
    char version[96];
    ps_result_match_python(python, version);
    snprintf(to, 192, "%.*s@%s%s", (int)(at - cell->id), cell->id, version, at + strlen(part));
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

/* Nothing of the samples: a copy with more keys, or fewer, is of the same run. */
bool ps_result_same(const struct ps_result *a, const struct ps_result *b)
{
    bool same = a->seed == b->seed && a->cells_n == b->cells_n && a->argc == b->argc && same_text(a->started, b->started) &&
                same_text(a->finished, b->finished) && json_equal(a->host, b->host);
    for (size_t i = 0; same && i < a->argc; i++)
        same = strcmp(a->argv[i], b->argv[i]) == 0;
    for (size_t i = 0; same && i < a->cells_n; i++)
        same = strcmp(a->cells[i].cell.id, b->cells[i].cell.id) == 0;
    return same;
}

/* ---- samples ---- */

enum { COUNTS = 4, TIMES = 1 + PS_PHASES };

struct columns {
    uint32_t **count[COUNTS];
    int64_t **time[TIMES];
};

static struct columns columns_of(struct ps_samples *s)
{
    struct columns columns = {{&s->epoch, &s->round, &s->order, &s->turn}, {&s->asked}};
    for (int phase = 0; phase < PS_PHASES; phase++)
        columns.time[1 + phase] = &s->at[phase];
    return columns;
}

int ps_samples_reserve(struct ps_samples *samples, size_t n, struct ps_error *err)
{
    if (n <= samples->room)
        return 0;
    if (n > SIZE_MAX / sizeof(int64_t))
        return no_memory(err);
    struct columns columns = columns_of(samples);
    for (int i = 0; i < COUNTS; i++) {
        uint32_t *grown = realloc(*columns.count[i], n * sizeof *grown);
        if (grown == NULL)
            return no_memory(err);
        *columns.count[i] = grown;
    }
    for (int i = 0; i < TIMES; i++) {
        int64_t *grown = realloc(*columns.time[i], n * sizeof *grown);
        if (grown == NULL)
            return no_memory(err);
        *columns.time[i] = grown;
    }
    samples->room = n;
    return 0;
}

void ps_samples_free(struct ps_samples *samples)
{
    struct columns columns = columns_of(samples);
    for (int i = 0; i < COUNTS; i++)
        free(*columns.count[i]);
    for (int i = 0; i < TIMES; i++)
        free(*columns.time[i]);
    *samples = (struct ps_samples){0};
}

/* A child's clock reading before its parent's would be read as "missing" or as a negative time: both would be lies. */
static int check_order(const struct ps_sample *sample, int64_t started_ns, struct ps_error *err)
{
    if (sample->asked < started_ns)
        return ps_fail(err, PS_EXIT_FAILED, "a start was timed before the measurement began");
    for (int phase = 0; phase < PS_PHASES; phase++) {
        int64_t at = sample->at[phase];
        if (at != PS_MISSING && at < sample->asked)
            return ps_fail(err, PS_EXIT_FAILED, "`%s` was timed before its start was asked for", ps_phase_name(phase));
    }
    return 0;
}

int ps_samples_add(struct ps_samples *samples, uint32_t epoch, uint32_t round, uint32_t order, uint32_t turn,
                   const struct ps_sample *sample, int64_t started_ns, struct ps_error *err)
{
    enum { ROOM_AT_FIRST = 64 };
    if (check_order(sample, started_ns, err) != 0)
        return -1;
    if (samples->n == samples->room) {
        size_t room = samples->room == 0 ? ROOM_AT_FIRST : 2 * samples->room;
        if (ps_samples_reserve(samples, room, err) != 0)
            return -1;
    }
    size_t i = samples->n++;
    samples->epoch[i] = epoch;
    samples->round[i] = round;
    samples->order[i] = order;
    samples->turn[i] = turn;
    samples->asked[i] = sample->asked - started_ns;
    for (int phase = 0; phase < PS_PHASES; phase++) {
        int64_t at = sample->at[phase];
        samples->at[phase][i] = at == PS_MISSING ? PS_MISSING : at - sample->asked;
    }
    return 0;
}
