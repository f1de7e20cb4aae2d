#include "result/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void ps_scan_begin(struct ps_scan *scan, FILE *from, struct ps_columns *columns, struct ps_error *err)
{
    scan->from = from;
    scan->columns = columns;
    scan->err = err;
    scan->whole = (struct ps_span){-1, -1};
    scan->results = NULL;
    scan->results_n = scan->results_room = 0;
    scan->depth = scan->key_used = 0;
    scan->in_string = scan->escaped = scan->want_key = scan->in_key = false;
    scan->base = scan->beside = 0;
    scan->at = scan->used = scan->lines = 0;
    scan->instead = "";
    scan->ended = scan->failed = false;
}

void ps_scan_end(struct ps_scan *scan)
{
    free(scan->results);
    scan->results = NULL;
    scan->results_n = scan->results_room = 0;
}

static int64_t position(const struct ps_scan *scan)
{
    return scan->base + (int64_t)scan->at;
}

/* 1: there is more; 0: the end; -1. */
static int refill(struct ps_scan *scan)
{
    if (scan->ended)
        return 0;
    scan->base += (int64_t)scan->used;
    scan->at = scan->used = 0;
    errno = 0;
    size_t got = fread(scan->in, 1, sizeof scan->in, scan->from);
    if (got == 0 && ferror(scan->from))
        return ps_fail_os(scan->err, PS_EXIT_USAGE, errno, "could not be read");
    if (scan->base + (int64_t)got > PS_RESULT_MOST_BYTES)
        return ps_fail(scan->err, PS_EXIT_USAGE, "is larger than %lld MiB, the most that is read of one file",
                       (long long)(PS_RESULT_MOST_BYTES >> 20));
    scan->used = got;
    scan->ended = got == 0;
    return got > 0;
}

/* The next byte, which stays; -1: the end; -2: failed. */
static inline int peek(struct ps_scan *scan)
{
    if (scan->at < scan->used)
        return scan->in[scan->at];
    int more = refill(scan);
    return more > 0 ? scan->in[scan->at] : more < 0 ? -2 : -1;
}

/* ---- one column ---- */

static inline int skip_blanks(struct ps_scan *scan)
{
    int c;
    while ((c = peek(scan)) == ' ' || c == '\n' || c == '\r' || c == '\t') {
        scan->lines += c == '\n';
        scan->at++;
    }
    return c;
}

/* Where in the document, in front of the error. Level 0 is the document, or the first of those below its results. */
static int wrong_entry(struct ps_scan *scan, int which, size_t entry)
{
    const struct ps_scan_level *level = scan->level;
    bool bundled = strcmp(level[0].key, "results") == 0;
    level += bundled ? 2 : 0;
    char key[32];
    ps_column_name(which, key);
    ps_fail(scan->err, PS_EXIT_USAGE, "cells[%zu]: %s: %s[%zu]: must be %s", level[1].place, level[2].key, key, entry,
            ps_column_must(which));
    return bundled ? ps_error_context(scan->err, "results[%zu]", scan->level[1].place) : -1;
}

/* Digits, without a zero in front; -1: no number, or one that no int64_t holds. */
static int take_number(struct ps_scan *scan, int64_t *value)
{
    int c = peek(scan);
    bool zero = c == '0';
    if (c < '0' || c > '9')
        return -1;
    *value = 0;
    do {
        if (*value > (INT64_MAX - (c - '0')) / 10)
            return -1;
        *value = *value * 10 + (c - '0');
        scan->at++;
        c = peek(scan);
    } while (c >= '0' && c <= '9' && !zero);
    return 0;
}

static int take_null(struct ps_scan *scan, int64_t *value)
{
    for (const char *c = "null"; *c != '\0'; c++, scan->at++) {
        if (peek(scan) != *c)
            return -1;
    }
    *value = PS_MISSING;
    return 0;
}

/* Behind the bracket of a column. 1: it ended; 0: the file did; -1. */
static int take_column(struct ps_scan *scan, struct ps_column *column, int which, bool kept)
{
    int c = skip_blanks(scan);
    if (c == ']')
        goto end;
    for (;;) {
        int64_t value = PS_MISSING;
        if (c < 0)
            return c == -1 ? 0 : -1;
        int wrong = c == 'n' ? take_null(scan, &value) : take_number(scan, &value);
        c = skip_blanks(scan);
        if (c < 0)
            return c == -1 ? 0 : -1;
        if (wrong != 0 || (c != ',' && c != ']') || !ps_column_takes(which, value))
            return wrong_entry(scan, which, column->n);
        if (!kept)
            column->n++;
        else if (ps_column_add(column, which, value, scan->err) != 0)
            return -1;
        if (c == ']')
            goto end;
        scan->at++;
        c = skip_blanks(scan);
    }
end:
    scan->at++;
    return 1;
}

/* Which column begins with a bracket here, -1: none. *set and *cell are its place. */
static int column_here(const struct ps_scan *scan, bool *bundled, size_t *result, size_t *cell, enum ps_sample_set *set)
{
    const struct ps_scan_level *level = scan->level;
    if (scan->depth != 4 && scan->depth != 6)
        return -1;
    *bundled = scan->depth == 6;
    *result = *bundled ? level[1].place : 0;
    if (*bundled && (!level[0].object || strcmp(level[0].key, "results") != 0 || level[1].object))
        return -1;
    level += *bundled ? 2 : 0;
    if (!level[0].object || strcmp(level[0].key, "cells") != 0 || level[1].object || !level[2].object || !level[3].object)
        return -1;
    *cell = level[1].place;
    *set = strcmp(level[2].key, "samples") == 0 ? PS_SET_SAMPLES : PS_SET_FIRST;
    return *set == PS_SET_SAMPLES || strcmp(level[2].key, "first") == 0 ? ps_column_find(level[3].key) : -1;
}

/* At a bracket. 1: it was a column, and is behind us; 0: it was none, or the file ended within; -1. */
static int try_column(struct ps_scan *scan)
{
    bool bundled;
    size_t result, cell;
    enum ps_sample_set set;
    int which = column_here(scan, &bundled, &result, &cell, &set);
    if (which < 0)
        return 0;
    struct ps_cell_columns *columns = ps_columns_of(scan->columns, bundled, result, cell);
    if (columns == NULL)
        return ps_fail(scan->err, PS_EXIT_FAILED, "no memory left to read the result");
    struct ps_column *column = &columns->column[set][which];
    if (column->there) /* jansson would say so, without saying where */
        return ps_fail(scan->err, PS_EXIT_USAGE, "cells[%zu]: %s: %s: is there twice", cell,
                       set == PS_SET_SAMPLES ? "samples" : "first", scan->level[scan->depth - 1].key);
    scan->at++;
    column->there = true;
    column->at = position(scan);
    enum ps_keep keep = scan->columns->keep;
    bool kept = keep == PS_KEEP_ALL || (keep == PS_KEEP_FIRST && set == PS_SET_FIRST);
    int taken = take_column(scan, column, which, kept);
    scan->instead = "null";
    return taken < 0 ? -1 : 1;
}

/* ---- the place in the document ---- */

static int note_result(struct ps_scan *scan, size_t place, int64_t from)
{
    if (place != scan->results_n) /* a bundle whose results are not all objects is refused later */
        return 0;
    if (scan->results_n == scan->results_room) {
        size_t room = 2 * scan->results_room + 16;
        struct ps_span *grown = realloc(scan->results, room * sizeof *grown);
        if (grown == NULL)
            return ps_fail(scan->err, PS_EXIT_FAILED, "no memory left to read the result");
        scan->results = grown;
        scan->results_room = room;
    }
    scan->results[scan->results_n++] = (struct ps_span){from, -1};
    return 0;
}

/* At depth 2 in results[]. */
static bool in_results(const struct ps_scan *scan)
{
    return scan->depth == 2 && scan->level[0].object && strcmp(scan->level[0].key, "results") == 0 && !scan->level[1].object;
}

static int open_bracket(struct ps_scan *scan, bool object)
{
    if (scan->depth == 0 && object)
        scan->whole.from = position(scan);
    if (object && in_results(scan) && note_result(scan, scan->level[1].place, position(scan)) != 0)
        return -1;
    if (scan->depth < PS_SCAN_LEVELS)
        scan->level[scan->depth] = (struct ps_scan_level){.object = object};
    scan->depth++;
    scan->want_key = object;
    return 0;
}

static void close_bracket(struct ps_scan *scan)
{
    scan->depth -= scan->depth > 0;
    scan->want_key = false;
    if (scan->depth == 0 && scan->whole.to < 0)
        scan->whole.to = position(scan) + 1;
    if (in_results(scan) && scan->results_n == scan->level[1].place + 1)
        scan->results[scan->results_n - 1].to = position(scan) + 1;
}

static struct ps_scan_level *innermost(struct ps_scan *scan)
{
    return scan->depth > 0 && scan->depth <= PS_SCAN_LEVELS ? &scan->level[scan->depth - 1] : NULL;
}

static void begin_string(struct ps_scan *scan)
{
    struct ps_scan_level *level = innermost(scan);
    scan->in_string = true;
    scan->in_key = scan->want_key && level != NULL && level->object;
    scan->want_key = false;
    scan->key_used = 0;
    if (scan->in_key)
        level->key[0] = '\0';
}

static void follow_string(struct ps_scan *scan, unsigned char c)
{
    struct ps_scan_level *level = innermost(scan);
    if (scan->escaped) {
        scan->escaped = false;
    } else if (c == '"') {
        scan->in_string = false;
        if (scan->in_key && scan->key_used < PS_SCAN_KEY)
            level->key[scan->key_used] = '\0';
        else if (scan->in_key)
            level->key[0] = '\0';
        return;
    } else if (c == '\\') {
        scan->escaped = true;
        scan->key_used = PS_SCAN_KEY;
    }
    if (scan->in_key && scan->key_used < PS_SCAN_KEY - 1)
        level->key[scan->key_used++] = (char)c;
    else
        scan->key_used = PS_SCAN_KEY;
}

/* Outside strings. 1: c was the beginning of a column that is behind us; 0: it is text; -1. */
static int follow(struct ps_scan *scan, unsigned char c)
{
    struct ps_scan_level *level = innermost(scan);
    switch (c) {
    case '"':
        begin_string(scan);
        return 0;
    case '[': {
        int column = try_column(scan);
        return column == 0 ? open_bracket(scan, false) : column;
    }
    case '{':
        return open_bracket(scan, true);
    case ']':
    case '}':
        close_bracket(scan);
        return 0;
    case ',':
        scan->want_key = level != NULL && level->object;
        if (level != NULL)
            level->place++;
        return 0;
    default:
        return 0;
    }
}

/* What stands in place of a column, then its line ends. */
static size_t give_instead(struct ps_scan *scan, char *to, size_t room)
{
    size_t n = 0;
    for (; n < room && *scan->instead != '\0'; n++)
        to[n] = *scan->instead++;
    for (; n < room && scan->lines > 0; n++, scan->lines--)
        to[n] = '\n';
    return n;
}

size_t ps_scan_text(void *buffer, size_t room, void *data)
{
    struct ps_scan *scan = data;
    char *to = buffer;
    size_t n = give_instead(scan, to, room);
    while (n < room) {
        int c = peek(scan);
        if (c == -1)
            break;
        int column = c < 0 ? -1 : 0;
        if (column == 0 && scan->in_string)
            follow_string(scan, (unsigned char)c);
        else if (column == 0)
            column = follow(scan, (unsigned char)c);
        if (column < 0) {
            scan->failed = true;
            return (size_t)-1;
        }
        if (column > 0) {
            n += give_instead(scan, to + n, room - n);
            continue;
        }
        to[n++] = (char)c;
        scan->at++;
        scan->beside++;
    }
    if (scan->beside > PS_RESULT_MOST_BESIDE) {
        scan->failed = true;
        ps_fail(scan->err, PS_EXIT_USAGE, "holds more than %lld MiB beside its samples",
                (long long)(PS_RESULT_MOST_BESIDE >> 20));
        return (size_t)-1;
    }
    return n;
}
