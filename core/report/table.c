#include "report/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/figures.h"

const char *const ps_column_titles[PS_COLUMNS] = {
    [PS_COLUMN_CELL] = "",       [PS_COLUMN_SET] = "set",   [PS_COLUMN_REAPED] = "reaped", [PS_COLUMN_REAPED_CI] = "",
    [PS_COLUMN_READY] = "ready", [PS_COLUMN_READY_CI] = "", [PS_COLUMN_COLD] = "cold",     [PS_COLUMN_FIRST] = "first",
    [PS_COLUMN_RATIO] = "ratio", [PS_COLUMN_RATIO_CI] = "", [PS_COLUMN_P99] = "p99",       [PS_COLUMN_N] = "n",
};

/* native/spawn/posix_spawn+stub-static and python/spawn@3.11.7,ballast=64M without what their section's title says. */
static void label_of(const struct ps_result *result, const struct ps_cell *cell, char *label, size_t room)
{
    const char *id = strchr(cell->id, '/');
    id = id != NULL ? id + 1 : cell->id;
    const char *python = ps_result_python_id(result, cell);
    char part[96];
    snprintf(part, sizeof part, "@%s", python != NULL ? python : "");
    const char *at = python != NULL ? strstr(id, part) : NULL;
    if (at != NULL)
        snprintf(label, room, "%.*s%s", (int)(at - id), id, at + strlen(part));
    else
        snprintf(label, room, "%s", id);
}

static bool is_double(const struct ps_cell *cell)
{
    return cell->twin > 0 || cell->build > 0;
}

/* The contrast of a cell with the fastest of its set, or NULL. */
static const struct ps_contrast *contrast_of(const struct ps_result *result, size_t cell)
{
    for (size_t i = 0; i < result->contrasts_n; i++) {
        const struct ps_contrast *contrast = &result->contrasts[i];
        if (contrast->cell == (int)cell && contrast->phase == PS_REAPED && !is_double(&result->cells[cell].cell))
            return contrast;
    }
    return NULL;
}

/* The fastest of a set stands in the contrasts of the others only. */
static bool is_fastest(const struct ps_result *result, size_t cell)
{
    for (size_t i = 0; i < result->contrasts_n; i++) {
        const struct ps_contrast *contrast = &result->contrasts[i];
        if (contrast->against == (int)cell && contrast->phase == PS_REAPED && !is_double(&result->cells[contrast->cell].cell))
            return true;
    }
    return false;
}

/* Whether an API's cells could not all be alive at one time. What was never to be measured is in no set. */
static bool has_sets(const struct ps_result *result, enum ps_api api)
{
    int set = -1;
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell *cell = &result->cells[i].cell;
        if (cell->api != api || cell->group < 0)
            continue;
        if (set >= 0 && cell->group != set)
            return true;
        set = cell->group;
    }
    return false;
}

static void fill_ratio(struct ps_row *row, const struct ps_result *result, size_t cell, bool utf8)
{
    const struct ps_contrast *contrast = contrast_of(result, cell);
    row->fastest = contrast == NULL && is_fastest(result, cell);
    if (contrast != NULL) {
        ps_figure_ratio(row->text[PS_COLUMN_RATIO], 32, contrast->ratio, utf8);
        ps_figure_interval(row->text[PS_COLUMN_RATIO_CI], 32, contrast->lo, contrast->hi);
    } else if (row->fastest) {
        ps_figure_ratio(row->text[PS_COLUMN_RATIO], 32, 1, utf8);
    }
}

static void fill_row(struct ps_row *row, const struct ps_result *result, size_t cell, bool utf8)
{
    const struct ps_cell_result *measured = &result->cells[cell];
    const struct ps_summary *reaped = &measured->summary[PS_REAPED];
    const struct ps_summary *ready = &measured->summary[PS_READY];
    const struct ps_summary *first = &measured->first_summary[PS_REAPED];
    row->result = measured;
    row->figures = (measured->status == PS_OK || measured->status == PS_INTERRUPTED) && reaped->n > 0;
    label_of(result, &measured->cell, row->cell, sizeof row->cell);
    if (measured->cell.group >= 0 && has_sets(result, measured->cell.api))
        snprintf(row->text[PS_COLUMN_SET], 32, "%d", measured->cell.group + 1);
    if (!row->figures)
        return;
    ps_figure_time(row->text[PS_COLUMN_REAPED], 32, reaped->median, utf8);
    ps_figure_half_width(row->text[PS_COLUMN_REAPED_CI], 32, reaped->median, reaped->lo, reaped->hi, utf8);
    if (strcmp(measured->stopped_by, "time-limit") == 0)
        strcat(row->text[PS_COLUMN_REAPED_CI], PS_TABLE_MARK);
    if (ready->n > 0) {
        ps_figure_time(row->text[PS_COLUMN_READY], 32, ready->median, utf8);
        ps_figure_half_width(row->text[PS_COLUMN_READY_CI], 32, ready->median, ready->lo, ready->hi, utf8);
    }
    ps_figure_time(row->text[PS_COLUMN_COLD], 32, reaped->cold_median, utf8);
    ps_figure_time(row->text[PS_COLUMN_FIRST], 32, first->n > 0 ? first->median : NAN, utf8);
    ps_figure_time(row->text[PS_COLUMN_P99], 32, reaped->p99, utf8);
    snprintf(row->text[PS_COLUMN_N], 32, "%zu", reaped->n);
    fill_ratio(row, result, cell, utf8);
}

static void title_of(const struct ps_result *result, const struct ps_cell *cell, char *title, size_t room)
{
    const char *id = ps_result_python_id(result, cell);
    const json_t *python = cell->python >= 0 ? json_array_get(result->pythons, (size_t)cell->python) : NULL;
    const char *method = json_string_value(json_object_get(python, "default_start_method"));
    int n = snprintf(title, room, "%s%s%s", ps_api_name(cell->api), id != NULL ? " " : "", id != NULL ? id : "");
    if (method != NULL && n > 0 && (size_t)n < room)
        snprintf(title + n, room - (size_t)n, " (starts by %s unless told)", method);
}

/* Rows in the order of the cells, those of one API and Python together, sections in the order of their first cells. */
static void fill(struct ps_table *table, const struct ps_result *result, bool utf8)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell *head = &result->cells[i].cell;
        bool begun = false;
        for (size_t j = 0; j < i && !begun; j++)
            begun = result->cells[j].cell.api == head->api && result->cells[j].cell.python == head->python;
        if (begun)
            continue;
        struct ps_section *section = &table->sections[table->sections_n++];
        title_of(result, head, section->title, sizeof section->title);
        section->first = table->rows_n;
        for (size_t j = i; j < result->cells_n; j++) {
            if (result->cells[j].cell.api == head->api && result->cells[j].cell.python == head->python)
                fill_row(&table->rows[table->rows_n++], result, j, utf8);
        }
        section->n = table->rows_n - section->first;
    }
}

int ps_table_make(struct ps_table *table, const struct ps_result *result, bool utf8, struct ps_error *err)
{
    *table = (struct ps_table){.result = result};
    table->rows = calloc(result->cells_n + 1, sizeof *table->rows);
    table->sections = calloc(result->cells_n + 1, sizeof *table->sections);
    if (table->rows == NULL || table->sections == NULL) {
        ps_table_free(table);
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    }
    fill(table, result, utf8);
    return 0;
}

void ps_table_free(struct ps_table *table)
{
    free(table->rows);
    free(table->sections);
    *table = (struct ps_table){0};
}
