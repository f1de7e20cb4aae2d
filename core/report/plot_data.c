/* The rows that all data sets are about, and the sets by name. */
#include "report/plot_data.h"

#include <stdlib.h>
#include <string.h>

#include "report/table.h"
#include "report/text.h"

static const struct {
    const char *name;
    void (*emit)(struct ps_emitter *e, const struct ps_plot_data *data);
} sets[] = {
    {"results", ps_plot_emit_results},   {"cells", ps_plot_emit_cells},     {"summaries", ps_plot_emit_summaries},
    {"segments", ps_plot_emit_segments}, {"bins", ps_plot_emit_bins},       {"epochs", ps_plot_emit_epochs},
    {"drift", ps_plot_emit_drift},       {"sweeps", ps_plot_emit_sweeps},   {"crossovers", ps_plot_emit_crossovers},
    {"debts", ps_plot_emit_debts},       {"samples", ps_plot_emit_samples},
};

enum { SETS = sizeof sets / sizeof *sets };

const char *const ps_plot_data_sets[] = {"results", "cells",  "summaries",  "segments", "bins",    "epochs",
                                         "drift",   "sweeps", "crossovers", "debts",    "samples", NULL};

void ps_plot_data_emit(struct ps_emitter *e, const struct ps_plot_data *data, const char *set)
{
    ps_emit_open(e, '[');
    for (size_t i = 0; i < SETS; i++) {
        if (strcmp(sets[i].name, set) == 0)
            sets[i].emit(e, data);
    }
    ps_emit_close(e, ']');
}

/* ---- names ---- */

/* Copies an id without `,ballast=VALUE`. */
static void without_ballast(const char *id, char *to, size_t room)
{
    const char *at = strstr(id, ",ballast=");
    const char *rest = at != NULL ? strchr(at + 1, ',') : NULL;
    if (at == NULL)
        snprintf(to, room, "%s", id);
    else
        snprintf(to, room, "%.*s%s", (int)(at - id), id, rest != NULL ? rest : "");
}

/* "3.14.3t#2" as "3.14t": what results of different machines have in common. */
static void minor_of(const char *python, char *to, size_t room)
{
    const char *dot = strchr(python, '.'), *end = dot != NULL ? strchr(dot + 1, '.') : NULL;
    size_t length = end != NULL ? (size_t)(end - python) : strlen(python);
    snprintf(to, room, "%.*s%s", (int)length, python, end != NULL && strchr(end, 't') != NULL ? "t" : "");
}

static void name_row(struct ps_plot_row *row, const struct ps_result *result, const struct ps_row *of)
{
    const struct ps_cell *cell = &row->cell->cell;
    const char *python = ps_result_python_id(result, cell), *factors = strchr(cell->id, ',');
    char minor[64] = "";
    if (python != NULL)
        minor_of(python, minor, sizeof minor);
    snprintf(row->name, sizeof row->name, "%s", of->cell);
    snprintf(row->label, sizeof row->label, "%s%s%s", of->cell, python != NULL ? "  " : "", python != NULL ? python : "");
    without_ballast(cell->id, row->series, sizeof row->series);
    snprintf(row->match, sizeof row->match, "%s%s%s %s%s%s%s", cell->api == PS_NATIVE ? "native" : "Python", *minor ? " " : "",
             minor, ps_method_name(cell->method), cell->child != PS_CHILD_NONE && cell->api == PS_NATIVE ? " " : "",
             cell->child != PS_CHILD_NONE && cell->api == PS_NATIVE ? ps_child_name(cell->child) : "",
             factors != NULL ? factors : "");
}

/* ---- rows ---- */

/* Rows of one section are numbered through, in the table's order. */
static int add_rows(struct ps_plot_data *data, size_t of, struct ps_error *err)
{
    struct ps_table table;
    const struct ps_result *result = &data->results[of];
    int next[PS_APIS] = {0};
    if (ps_table_make(&table, result, &(struct ps_report_options){.utf8 = true}, err) != 0)
        return -1;
    for (size_t i = 0; i < table.rows_n; i++) {
        struct ps_plot_row *row = &data->rows[data->rows_n++];
        const struct ps_cell_result *cell = table.rows[i].result;
        *row = (struct ps_plot_row){.cell = cell, .result = of, .index = (size_t)(cell - result->cells), .row = -1};
        name_row(row, result, &table.rows[i]);
        if (table.rows[i].figures && cell->cell.method != PS_FLOOR)
            row->row = next[cell->cell.api]++;
        data->starts += cell->samples.n + cell->first.n;
    }
    ps_table_free(&table);
    return 0;
}

int ps_plot_data_open(struct ps_plot_data *data, const struct ps_result *results, size_t n, struct ps_error *err)
{
    size_t cells = 0, most = 1;
    *data = (struct ps_plot_data){.results = results, .n = n};
    for (size_t i = 0; i < n; i++) {
        cells += results[i].cells_n;
        for (size_t k = 0; k < results[i].cells_n; k++)
            most = results[i].cells[k].samples.n > most ? results[i].cells[k].samples.n : most;
    }
    data->rows = calloc(cells + 1, sizeof *data->rows);
    data->systems = calloc(n + 1, sizeof *data->systems);
    data->x = calloc(most, sizeof *data->x);
    data->time = calloc(most, sizeof *data->time);
    data->epoch = calloc(most, sizeof *data->epoch);
    bool room = data->rows != NULL && data->systems != NULL && data->x != NULL && data->time != NULL && data->epoch != NULL;
    if (!room) {
        ps_plot_data_close(data);
        return ps_fail(err, PS_EXIT_FAILED, "no memory left for the pictures of %zu cells", cells);
    }
    int status = 0;
    for (size_t i = 0; status == 0 && i < n; i++) {
        ps_label_result(results, n, i, data->systems[i], sizeof data->systems[i]);
        size_t used = strlen(data->systems[i]);
        if (ps_table_emulation(&results[i]) != NULL)
            snprintf(data->systems[i] + used, sizeof data->systems[i] - used, ", emulated");
        status = add_rows(data, i, err);
    }
    if (status != 0)
        ps_plot_data_close(data);
    return status;
}

void ps_plot_data_close(struct ps_plot_data *data)
{
    free(data->rows);
    free(data->systems);
    free(data->x);
    free(data->time);
    free(data->epoch);
    *data = (struct ps_plot_data){0};
}

int ps_plot_rows(const struct ps_plot_data *data, size_t result, const char *section)
{
    int rows = 0;
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        rows += row->result == result && row->row >= 0 && strcmp(ps_api_name(row->cell->cell.api), section) == 0;
    }
    return rows;
}

void ps_plot_emit_row(struct ps_emitter *e, const struct ps_plot_row *row)
{
    ps_emit_line(e);
    ps_emit_open(e, '{');
    ps_emit_key_integer(e, "result", (int64_t)row->result);
    ps_emit_key_integer(e, "cell", (int64_t)row->index);
    ps_emit_key_string(e, "section", ps_api_name(row->cell->cell.api));
    ps_emit_key_integer(e, "row", row->row);
    ps_emit_key_string(e, "method", ps_method_name(row->cell->cell.method));
    ps_emit_key(e, "label");
    ps_emit_text(e, row->label);
}
