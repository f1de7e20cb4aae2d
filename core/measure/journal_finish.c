#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "measure/journal.h"
#include "measure/journal_file.h"
#include "result/document.h"
#include "result/member.h"

/* ---- lines ---- */

struct lines {
    FILE *from;
    char *text;
    size_t at, used, room; /* text[at..used) is read and not yet given out */
};

static int fill(struct lines *lines, struct ps_error *err)
{
    enum { STEP = 1 << 16 };
    if (lines->at > 0)
        memmove(lines->text, lines->text + lines->at, lines->used - lines->at);
    lines->used -= lines->at;
    lines->at = 0;
    if (lines->room - lines->used < STEP) {
        size_t room = 2 * lines->room + STEP;
        char *grown = realloc(lines->text, room);
        if (grown == NULL)
            return ps_fail(err, PS_EXIT_FAILED, "no memory left to read the journal");
        lines->text = grown;
        lines->room = room;
    }
    size_t got = fread(lines->text + lines->used, 1, lines->room - lines->used, lines->from);
    if (got == 0 && ferror(lines->from))
        return ps_fail_os(err, PS_EXIT_USAGE, errno, "could not be read");
    lines->used += got;
    return got > 0;
}

/* 1: a line; 0: no more whole ones; -1. The line is valid until the next call. */
static int next_line(struct lines *lines, const char **line, size_t *length, struct ps_error *err)
{
    for (size_t searched = 0;;) {
        char *start = lines->text + lines->at;
        size_t have = lines->used - lines->at;
        char *end = have > searched ? memchr(start + searched, '\n', have - searched) : NULL;
        if (end != NULL) {
            *line = start;
            *length = (size_t)(end - start);
            lines->at += *length + 1;
            return 1;
        }
        searched = have;
        int filled = fill(lines, err);
        if (filled <= 0)
            return filled;
    }
}

/* ---- what a line says ---- */

static int parse_time(json_t *entry, bool nullable, int64_t *ns)
{
    *ns = json_is_integer(entry) ? json_integer_value(entry) : PS_MISSING;
    return *ns >= 0 || (nullable && json_is_null(entry)) ? 0 : -1;
}

/* Times are since `started` and since `asked` here, as in the result: the sample's clock begins at `started`. */
static int parse_sample(json_t *entry, struct ps_sample *sample)
{
    if (json_array_size(entry) != 1 + PS_PHASES || parse_time(json_array_get(entry, 0), false, &sample->asked) != 0)
        return -1;
    for (size_t phase = 0; phase < PS_PHASES; phase++) {
        int64_t since;
        if (parse_time(json_array_get(entry, 1 + phase), true, &since) != 0 || since > INT64_MAX - sample->asked)
            return -1;
        sample->at[phase] = since == PS_MISSING ? PS_MISSING : sample->asked + since;
    }
    return 0;
}

static int apply_batch(struct ps_cell_result *cell, const json_t *line, struct ps_error *err)
{
    int64_t epoch, round, order;
    bool first;
    json_t *samples = ps_member_array(line, "samples", err);
    if (samples == NULL || ps_member_natural(line, "epoch", UINT32_MAX, false, &epoch, err) != 0 ||
        ps_member_natural(line, "round", UINT32_MAX, false, &round, err) != 0 ||
        ps_member_natural(line, "order", UINT32_MAX, false, &order, err) != 0 || ps_member_bool(line, "first", &first, err) != 0)
        return -1;
    struct ps_samples *to = first ? &cell->first : &cell->samples;
    for (size_t turn = 0; turn < json_array_size(samples); turn++) {
        struct ps_sample sample;
        if (parse_sample(json_array_get(samples, turn), &sample) != 0)
            return ps_fail(err, PS_EXIT_USAGE, "samples[%zu]: must be %d times", turn, 1 + PS_PHASES);
        if (ps_samples_add(to, (uint32_t)epoch, (uint32_t)round, (uint32_t)order, (uint32_t)turn, &sample, 0, err) != 0)
            return -1;
    }
    return 0;
}

static int apply_debt(struct ps_cell_result *cell, const json_t *line, struct ps_error *err)
{
    int64_t epoch;
    struct ps_dirty dirty;
    json_t *object = ps_member_object(line, "dirty", err);
    if (object == NULL || ps_member_natural(line, "epoch", UINT32_MAX, false, &epoch, err) != 0 ||
        ps_member_natural(object, "bytes", INT64_MAX, false, &dirty.bytes, err) != 0 ||
        ps_member_natural(object, "alone_ns", INT64_MAX, false, &dirty.alone_ns, err) != 0 ||
        ps_member_natural(object, "written_ns", INT64_MAX, false, &dirty.written_ns, err) != 0)
        return -1;
    return ps_debts_add(&cell->debts, (uint32_t)epoch, &dirty, err);
}

static int apply_status(struct ps_cell_result *cell, const json_t *line, struct ps_error *err)
{
    int status;
    const char *reason = NULL, *stopped_by = NULL, *mechanism = NULL;
    json_t *resources = NULL;
    char *copy = NULL;
    if (ps_member_word(line, "status", ps_status_parse, &status, err) != 0 ||
        (reason = ps_member_string(line, "reason", true, err)) == NULL || ps_result_set(&cell->reason, reason, err) != 0 ||
        (stopped_by = ps_member_string(line, "stopped_by", true, err)) == NULL ||
        ps_result_set(&cell->stopped_by, stopped_by, err) != 0 ||
        (mechanism = ps_member_string(line, "mechanism", true, err)) == NULL ||
        (resources = ps_member_object(line, "resources", err)) == NULL ||
        ps_document_parse_resources(&cell->resources, resources, err) != 0 || ps_result_set(&copy, mechanism, err) != 0)
        return -1;
    free((char *)cell->cell.mechanism);
    cell->cell.mechanism = copy;
    cell->status = (enum ps_status)status;
    return 0;
}

static int apply_line(struct ps_result *result, const char *text, size_t length, struct ps_error *err)
{
    json_error_t why;
    json_t *line = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
    if (line == NULL)
        return ps_fail(err, PS_EXIT_USAGE, "is no JSON: %s", why.text);
    int64_t cell;
    int status = -1;
    if (ps_member_natural(line, "cell", (int64_t)result->cells_n - 1, false, &cell, err) == 0)
        status = json_object_get(line, "samples") != NULL ? apply_batch(&result->cells[cell], line, err)
                 : json_object_get(line, "dirty") != NULL ? apply_debt(&result->cells[cell], line, err)
                                                          : apply_status(&result->cells[cell], line, err);
    json_decref(line);
    return status;
}

/* ---- the whole ---- */

static const char beginning[] = "{\"schema\":\"" PS_JOURNAL_SCHEMA "\"";

static int no_journal(const struct ps_error *why, const char *path, struct ps_error *err)
{
    ps_fail(err, PS_EXIT_USAGE, "%s: is no journal that this procstart can read%s%s", path, why != NULL ? ": " : "",
            why != NULL ? why->what : "");
    return ps_error_hint(err, "move it away, or use the procstart that made it");
}

/* 1: *result is what the first line says; 0: the run was killed before it was written, so there is nothing; -1. */
static int read_header(struct ps_result *result, struct lines *lines, const char *path, struct ps_error *err)
{
    const char *text = "";
    size_t length = 0;
    int got = next_line(lines, &text, &length, err);
    if (got < 0)
        return ps_error_context(err, "%s", path);
    if (got == 0 && lines->used > lines->at) {
        text = lines->text + lines->at;
        length = lines->used - lines->at;
    }
    size_t known = length < sizeof beginning - 1 ? length : sizeof beginning - 1;
    if (memcmp(text, beginning, known) != 0 || (got == 1 && known < sizeof beginning - 1))
        return no_journal(NULL, path, err);
    if (got == 0)
        return 0;
    json_error_t why;
    struct ps_error reason = {0};
    json_t *header = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
    if (header == NULL)
        ps_fail(&reason, PS_EXIT_USAGE, "%s", why.text);
    int status = header != NULL
                     ? ps_document_parse(result, json_object_get(header, "result"), &(struct ps_document_columns){0}, &reason)
                     : -1;
    json_decref(header);
    return status == 0 ? 1 : no_journal(&reason, path, err);
}

static int read_lines(struct ps_result *result, struct lines *lines, struct ps_error *err)
{
    const char *text;
    size_t length;
    int got;
    for (size_t number = 2; (got = next_line(lines, &text, &length, err)) == 1; number++) {
        struct ps_error why;
        if (apply_line(result, text, length, &why) != 0)
            return ps_result_warn(result, err, "journal-damaged",
                                  "line %zu of the journal is damaged (%s): it and all after it are "
                                  "left out",
                                  number, why.what);
    }
    return got;
}

static size_t count_starts(const struct ps_result *result)
{
    size_t starts = 0;
    for (size_t i = 0; i < result->cells_n; i++)
        starts += result->cells[i].samples.n + result->cells[i].first.n;
    return starts;
}

/* The run itself has written this file to the end, and was ended before it could remove its journal. */
static bool is_written(const struct ps_result *result, const char *result_path)
{
    struct ps_result there;
    if (ps_result_read(&there, result_path, NULL) != 0)
        return false;
    bool same = there.finished != NULL && there.finished[0] != '\0' && strcmp(there.started, result->started) == 0 &&
                there.seed == result->seed && there.argc == result->argc;
    for (size_t i = 0; same && i < result->argc; i++)
        same = strcmp(there.argv[i], result->argv[i]) == 0;
    ps_result_free(&there);
    return same;
}

static int mark_interrupted(struct ps_result *result, struct ps_error *err)
{
    result->complete = false;
    for (size_t i = 0; i < result->cells_n; i++) {
        struct ps_cell_result *cell = &result->cells[i];
        if (cell->status != PS_OK || (cell->stopped_by != NULL && cell->stopped_by[0] != '\0'))
            continue;
        cell->status = PS_INTERRUPTED;
        if (ps_result_set(&cell->stopped_by, "interrupt", err) != 0 ||
            ps_result_set(&cell->reason, "procstart was ended before this cell was done", err) != 0)
            return -1;
    }
    return 0;
}

/* `result` holds the header. */
static int make_result(struct ps_result *result, struct lines *lines, const char *result_path, struct ps_error *err)
{
    if (is_written(result, result_path))
        return 0;
    if (read_lines(result, lines, err) != 0)
        return -1;
    if (count_starts(result) == 0)
        return 0;
    if (mark_interrupted(result, err) != 0 || ps_result_summarise(result, err) != 0)
        return -1;
    return ps_result_write(result, result_path, err);
}

int ps_journal_finish_owned(struct ps_owned_file *file, const char *result_path, struct ps_error *err)
{
    struct lines lines = {.from = file->stream};
    struct ps_result result;
    ps_result_init(&result);
    int status = fill(&lines, err) < 0 ? ps_error_context(err, "%s", file->path) : read_header(&result, &lines, file->path, err);
    if (status == 1)
        status = make_result(&result, &lines, result_path, err);
    free(lines.text);
    ps_result_free(&result);
    if (status == 0)
        return ps_file_discard(file, err);
    ps_file_close(file, NULL);
    return -1;
}

/* The system closes what a killed run had open one by one: its keepers may see their pipe closed before the journal is given
 * up. */
static const int64_t dying_ns = 500 * 1000 * 1000;

int ps_journal_finish(const char *result_path, struct ps_error *err)
{
    char path[PS_FILES_PATH];
    struct ps_owned_file file;
    if (ps_journal_path(result_path, path, sizeof path, NULL) != 0)
        return 0;
    switch (ps_file_own(&file, path, PS_OWN_EXISTING, dying_ns, err)) {
    case PS_OWNED:
        return ps_journal_finish_owned(&file, result_path, err) == 0 ? 1 : -1;
    case PS_OWNED_NOT_THERE:
    case PS_OWNED_BY_OTHER:
        return 0;
    case PS_OWNED_FAILED:
        break;
    }
    return -1;
}
