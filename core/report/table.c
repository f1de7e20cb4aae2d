#include "report/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/figures.h"
#include "report/text.h"

static const char *const titles[PS_COLUMNS] = {
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

static void fill_ratio(struct ps_row *row, const struct ps_table *table, size_t cell, bool utf8)
{
    const struct ps_contrast *contrast = ps_contrast_of(table->result, cell, table->phase);
    row->fastest = contrast == NULL && ps_contrast_base(table->result, cell, table->phase);
    if (contrast != NULL) {
        ps_figure_ratio(row->text[PS_COLUMN_RATIO], 32, contrast->ratio, utf8);
        ps_figure_interval(row->text[PS_COLUMN_RATIO_CI], 32, contrast->lo, contrast->hi);
    } else if (row->fastest) {
        ps_figure_ratio(row->text[PS_COLUMN_RATIO], 32, 1, utf8);
    }
}

static void fill_row(struct ps_row *row, const struct ps_table *table, size_t cell, bool utf8)
{
    const struct ps_result *result = table->result;
    const struct ps_cell_result *measured = &result->cells[cell];
    const struct ps_summary *shown = &measured->summary[table->phase];
    const struct ps_summary *ready = &measured->summary[PS_READY];
    const struct ps_summary *first = &measured->first_summary[table->phase];
    row->result = measured;
    row->figures = ps_shows(measured, table->phase);
    row->status = measured->status == PS_OK ? "no such phase" : ps_table_status(measured->status);
    label_of(result, &measured->cell, row->cell, sizeof row->cell);
    if (measured->cell.group >= 0 && has_sets(result, measured->cell.api))
        snprintf(row->text[PS_COLUMN_SET], 32, "%d", measured->cell.group + 1);
    if (!row->figures)
        return;
    ps_figure_time(row->text[PS_COLUMN_REAPED], 32, shown->median, utf8);
    ps_figure_half_width(row->text[PS_COLUMN_REAPED_CI], 32, shown->median, shown->lo, shown->hi, utf8);
    if (strcmp(measured->stopped_by, "time-limit") == 0)
        strcat(row->text[PS_COLUMN_REAPED_CI], PS_TABLE_MARK);
    if (ready->n > 0 && table->phase != PS_READY) {
        ps_figure_time(row->text[PS_COLUMN_READY], 32, ready->median, utf8);
        ps_figure_half_width(row->text[PS_COLUMN_READY_CI], 32, ready->median, ready->lo, ready->hi, utf8);
    }
    ps_figure_time(row->text[PS_COLUMN_COLD], 32, shown->cold_median, utf8);
    ps_figure_time(row->text[PS_COLUMN_FIRST], 32, first->n > 0 ? first->median : NAN, utf8);
    ps_figure_time(row->text[PS_COLUMN_P99], 32, shown->p99, utf8);
    snprintf(row->text[PS_COLUMN_N], 32, "%zu", shown->n);
    fill_ratio(row, table, cell, utf8);
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
static void fill(struct ps_table *table, bool utf8)
{
    const struct ps_result *result = table->result;
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
                fill_row(&table->rows[table->rows_n++], table, j, utf8);
        }
        section->n = table->rows_n - section->first;
    }
}

int ps_table_make(struct ps_table *table, const struct ps_result *result, const struct ps_report_options *options,
                  struct ps_error *err)
{
    *table = (struct ps_table){.result = result, .phase = ps_report_phase(options)};
    memcpy(table->title, titles, sizeof titles);
    table->title[PS_COLUMN_REAPED] = ps_phase_name(table->phase);
    table->rows = calloc(result->cells_n + 1, sizeof *table->rows);
    table->sections = calloc(result->cells_n + 1, sizeof *table->sections);
    if (table->rows == NULL || table->sections == NULL) {
        ps_table_free(table);
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    }
    fill(table, options->utf8);
    return 0;
}

void ps_table_free(struct ps_table *table)
{
    free(table->rows);
    free(table->sections);
    *table = (struct ps_table){0};
}
