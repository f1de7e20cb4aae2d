#include "result/columns.h"

#include <stdlib.h>
#include <string.h>

static const char *const count_names[PS_COUNT_COLUMNS] = {"epoch", "round", "order", "turn"};

void ps_column_name(int column, char name[32])
{
    if (column < PS_COUNT_COLUMNS)
        snprintf(name, 32, "%s", count_names[column]);
    else if (column == PS_ASKED_COLUMN)
        snprintf(name, 32, "asked_ns");
    else
        snprintf(name, 32, "%s_ns", ps_phase_name((enum ps_phase)(column - PS_PHASE_COLUMN)));
}

int ps_column_find(const char *name)
{
    char known[32];
    for (int column = 0; column < PS_SAMPLE_COLUMNS; column++) {
        ps_column_name(column, known);
        if (strcmp(known, name) == 0)
            return column;
    }
    return -1;
}

const char *ps_column_must(int column)
{
    return column < PS_COUNT_COLUMNS   ? "an integer from 0 to 4294967295"
           : column == PS_ASKED_COLUMN ? "an integer >= 0"
                                       : "an integer >= 0 or null";
}

bool ps_column_takes(int column, int64_t value)
{
    if (value < 0)
        return value == PS_MISSING && column >= PS_PHASE_COLUMN;
    return column >= PS_COUNT_COLUMNS || value <= UINT32_MAX;
}

static bool is(const struct ps_cell_columns *it, bool bundled, size_t result, size_t cell)
{
    return it->bundled == bundled && it->result == result && it->cell == cell;
}

/* They are asked for in the order in which they came, or nearly so. */
struct ps_cell_columns *ps_columns_find(struct ps_columns *columns, bool bundled, size_t result, size_t cell)
{
    for (size_t i = 0; i < columns->n; i++) {
        size_t at = (columns->hint + i) % columns->n;
        if (is(&columns->cells[at], bundled, result, cell)) {
            columns->hint = at;
            return &columns->cells[at];
        }
    }
    return NULL;
}

struct ps_cell_columns *ps_columns_of(struct ps_columns *columns, bool bundled, size_t result, size_t cell)
{
    if (columns->n > 0 && is(&columns->cells[columns->n - 1], bundled, result, cell))
        return &columns->cells[columns->n - 1];
    if (columns->n == columns->room) {
        size_t room = 2 * columns->room + 16;
        struct ps_cell_columns *grown = realloc(columns->cells, room * sizeof *grown);
        if (grown == NULL)
            return NULL;
        columns->cells = grown;
        columns->room = room;
    }
    struct ps_cell_columns *added = &columns->cells[columns->n++];
    *added = (struct ps_cell_columns){.bundled = bundled, .result = result, .cell = cell};
    return added;
}

static size_t size_of(int column)
{
    return column < PS_COUNT_COLUMNS ? sizeof(uint32_t) : sizeof(int64_t);
}

int ps_column_add(struct ps_column *column, int which, int64_t value, struct ps_error *err)
{
    if (column->n == column->room) {
        size_t room = 2 * column->room + 64;
        void *grown = room <= SIZE_MAX / sizeof(int64_t) ? realloc(column->values, room * size_of(which)) : NULL;
        if (grown == NULL)
            return ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
        column->values = grown;
        column->room = room;
    }
    if (which < PS_COUNT_COLUMNS)
        ((uint32_t *)column->values)[column->n++] = (uint32_t)value;
    else
        ((int64_t *)column->values)[column->n++] = value;
    return 0;
}

/* ---- into a cell ---- */

/* Each column must be there but those of phases, and as long as epoch's. */
static int check(const struct ps_column columns[PS_SAMPLE_COLUMNS], const json_t *object, struct ps_error *err)
{
    for (int i = 0; i < PS_SAMPLE_COLUMNS; i++) {
        char key[32];
        ps_column_name(i, key);
        const json_t *instead = json_object_get(object, key);
        if (!columns[i].there && instead != NULL)
            return ps_fail(err, PS_EXIT_USAGE, "%s: must be an array", key);
        if (!columns[i].there && i < PS_PHASE_COLUMN)
            return ps_fail(err, PS_EXIT_USAGE, "%s: is missing", key);
        if (columns[i].there && columns[i].n != columns[0].n)
            return ps_fail(err, PS_EXIT_USAGE, "%s: has %zu entries where epoch has %zu", key, columns[i].n, columns[0].n);
    }
    return 0;
}

static void note_places(struct ps_sample_places *places, const struct ps_column columns[PS_SAMPLE_COLUMNS])
{
    places->n = columns[0].n;
    for (int i = 0; i < PS_SAMPLE_COLUMNS; i++)
        places->at[i] = columns[i].there ? columns[i].at : -1;
}

/* The values of a column, cut to their number, now the caller's; a column of PS_MISSING where there is none. */
static void *take(struct ps_column *column, int which, size_t n, struct ps_error *err)
{
    void *values = realloc(column->values, (n > 0 ? n : 1) * size_of(which));
    if (values == NULL) {
        ps_fail(err, PS_EXIT_FAILED, "no memory left to read the result");
        return NULL;
    }
    column->values = NULL;
    for (size_t i = 0; !column->there && i < n; i++)
        ((int64_t *)values)[i] = PS_MISSING;
    return values;
}

static int take_samples(struct ps_samples *samples, struct ps_column columns[PS_SAMPLE_COLUMNS], struct ps_error *err)
{
    size_t n = columns[0].n;
    uint32_t **counts[PS_COUNT_COLUMNS] = {&samples->epoch, &samples->round, &samples->order, &samples->turn};
    for (int i = 0; i < PS_SAMPLE_COLUMNS; i++) {
        void *values = take(&columns[i], i, n, err);
        if (values == NULL)
            return -1;
        if (i < PS_COUNT_COLUMNS)
            *counts[i] = values;
        else
            *(i == PS_ASKED_COLUMN ? &samples->asked : &samples->at[i - PS_PHASE_COLUMN]) = values;
    }
    samples->n = samples->room = n;
    return 0;
}

int ps_columns_take(struct ps_cell_columns *from, enum ps_sample_set set, const json_t *object, struct ps_samples *samples,
                    struct ps_sample_places *places, struct ps_error *err)
{
    static const struct ps_column none[PS_SAMPLE_COLUMNS];
    if (from == NULL)
        return check(none, object, err); /* says what is missing */
    struct ps_column *columns = from->column[set];
    if (check(columns, object, err) != 0)
        return -1;
    note_places(places, columns);
    bool kept = columns[0].values != NULL || columns[0].n == 0;
    return kept ? take_samples(samples, columns, err) : 0;
}

void ps_columns_free(struct ps_columns *columns)
{
    for (size_t i = 0; i < columns->n; i++) {
        for (int set = 0; set < PS_SAMPLE_SETS; set++) {
            for (int column = 0; column < PS_SAMPLE_COLUMNS; column++)
                free(columns->cells[i].column[set][column].values);
        }
    }
    free(columns->cells);
    *columns = (struct ps_columns){.keep = columns->keep};
}
