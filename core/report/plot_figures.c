/* The data sets that are made of figures: what the result file has already. */
#include <inttypes.h>
#include <math.h>

#include "report/plot_data.h"
#include "report/table.h"
#include "report/text.h"

/* ---- results ---- */

static void emit_sentence(void *data, const char *text)
{
    ps_emit_text(data, text);
}

static void emit_result(struct ps_emitter *e, const struct ps_plot_data *data, size_t i)
{
    const struct ps_result *result = &data->results[i];
    char origin[1024];
    ps_table_origin(result, origin, sizeof origin);
    ps_emit_key_integer(e, "result", (int64_t)i);
    ps_emit_key_string(e, "system", data->systems[i]);
    ps_emit_key_string(e, "emulation", ps_table_emulation(result));
    ps_emit_key_string(e, "origin", origin);
    ps_emit_key_string(e, "started", result->started);
    ps_emit_key_string(e, "finished", result->finished);
    ps_emit_key(e, "complete");
    ps_emit_bool(e, result->complete);
    ps_emit_key_string(e, "placement", result->pinned ? "pinned" : "free");
    char seed[32]; /* as text: a script's numbers end at 2^53 */
    snprintf(seed, sizeof seed, "%" PRIu64, result->seed);
    ps_emit_key_string(e, "seed", seed);
    ps_emit_key(e, "argv");
    ps_emit_open(e, '[');
    for (size_t a = 0; a < result->argc; a++)
        ps_emit_text(e, result->argv[a]);
    ps_emit_close(e, ']');
    ps_emit_key(e, "tool");
    ps_emit_json(e, result->tool);
    ps_emit_key(e, "host");
    ps_emit_json(e, result->host);
    ps_emit_key(e, "pythons");
    ps_emit_json(e, result->pythons);
}

void ps_plot_emit_results(struct ps_emitter *e, const struct ps_plot_data *data)
{
    for (size_t i = 0; i < data->n; i++) {
        const struct ps_result *result = &data->results[i];
        ps_emit_line(e);
        ps_emit_open(e, '{');
        emit_result(e, data, i);
        ps_emit_key(e, "warnings");
        ps_emit_open(e, '[');
        for (size_t w = 0; w < result->warnings_n; w++)
            ps_emit_text(e, result->warnings[w].message);
        ps_emit_close(e, ']');
        ps_emit_key(e, "notes");
        ps_emit_open(e, '[');
        ps_table_pairs(result, true, emit_sentence, e);
        ps_table_stops(result, emit_sentence, e);
        ps_emit_close(e, ']');
        ps_emit_close(e, '}');
    }
}

/* ---- cells ---- */

static void emit_ratio(struct ps_emitter *e, const struct ps_result *result, size_t cell, enum ps_phase phase)
{
    const struct ps_contrast *found = ps_contrast_of(result, cell, phase);
    char key[32];
    snprintf(key, sizeof key, "ratio_%s", ps_phase_name(phase));
    ps_emit_key(e, key);
    if (found == NULL && !ps_contrast_base(result, cell, phase)) {
        ps_emit_null(e);
        return;
    }
    ps_emit_open(e, '[');
    ps_emit_real(e, found != NULL ? found->ratio : 1);
    ps_emit_real(e, found != NULL ? found->lo : NAN);
    ps_emit_real(e, found != NULL ? found->hi : NAN);
    ps_emit_close(e, ']');
}

static void emit_cell(struct ps_emitter *e, const struct ps_plot_data *data, const struct ps_plot_row *row)
{
    const struct ps_cell_result *cell = row->cell;
    const struct ps_result *result = &data->results[row->result];
    ps_plot_emit_row(e, row);
    ps_emit_key_string(e, "id", cell->cell.id);
    ps_emit_key(e, "name");
    ps_emit_text(e, row->name);
    ps_emit_key_string(e, "mechanism", cell->cell.mechanism);
    ps_emit_key_string(e, "python", ps_result_python_id(result, &cell->cell));
    ps_emit_key_string(e, "child", ps_child_name(cell->cell.child));
    ps_emit_key_string(e, "status", ps_table_status(cell->status));
    ps_emit_key_string(e, "reason", cell->reason);
    ps_emit_key_integer(e, "starts", (int64_t)(cell->samples.n + cell->first.n));
    ps_emit_key_string(e, "stopped_by", cell->stopped_by);
    ps_emit_key(e, "peak_rss_bytes");
    ps_emit_time(e, cell->resources.peak_rss_bytes);
    emit_ratio(e, result, row->index, PS_READY);
    emit_ratio(e, result, row->index, PS_REAPED);
    ps_emit_close(e, '}');
}

void ps_plot_emit_cells(struct ps_emitter *e, const struct ps_plot_data *data)
{
    for (size_t i = 0; i < data->rows_n; i++)
        emit_cell(e, data, &data->rows[i]);
}

/* ---- figures ---- */

static void emit_summary(struct ps_emitter *e, const struct ps_plot_data *data, const struct ps_plot_row *row,
                         enum ps_phase phase)
{
    const struct ps_summary *s = &row->cell->summary[phase], *first = &row->cell->first_summary[phase];
    ps_plot_emit_row(e, row);
    ps_emit_key_string(e, "phase", ps_phase_name(phase));
    ps_emit_key(e, "match");
    ps_emit_text(e, row->match);
    ps_emit_key(e, "system");
    ps_emit_text(e, data->systems[row->result]);
    ps_emit_key(e, "emulated");
    ps_emit_bool(e, ps_table_emulation(&data->results[row->result]) != NULL);
    ps_emit_key_integer(e, "n", (int64_t)s->n);
    ps_emit_key_rounded(e, "median", s->median);
    ps_emit_key_rounded(e, "lo", s->lo);
    ps_emit_key_rounded(e, "hi", s->hi);
    ps_emit_key_rounded(e, "cold", s->cold_median);
    ps_emit_key_rounded(e, "first", first->n > 0 ? first->median : NAN);
    ps_emit_key_rounded(e, "mean", s->mean);
    ps_emit_key_rounded(e, "stddev", s->stddev);
    ps_emit_key_rounded(e, "min", s->min);
    ps_emit_key_rounded(e, "p90", s->p90);
    ps_emit_key_rounded(e, "p99", s->p99);
    ps_emit_key_rounded(e, "max", s->max);
    ps_emit_close(e, '}');
}

void ps_plot_emit_summaries(struct ps_emitter *e, const struct ps_plot_data *data)
{
    for (size_t i = 0; i < data->rows_n; i++) {
        for (int phase = 0; phase < PS_PHASES; phase++) {
            if (ps_shows(data->rows[i].cell, (enum ps_phase)phase))
                emit_summary(e, data, &data->rows[i], (enum ps_phase)phase);
        }
    }
}

/* `returned` is the parent's side and runs beside the others: no part of the bar, but a mark on it. */
void ps_plot_emit_segments(struct ps_emitter *e, const struct ps_plot_data *data)
{
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        double from = 0;
        for (int phase = PS_RETURNED + 1; row->row >= 0 && phase < PS_PHASES; phase++) {
            const struct ps_summary *s = &row->cell->summary[phase];
            if (s->n == 0)
                continue;
            double to = s->median > from ? s->median : from;
            ps_plot_emit_row(e, row);
            ps_emit_key_string(e, "phase", ps_phase_name((enum ps_phase)phase));
            ps_emit_key_rounded(e, "from", from);
            ps_emit_key_rounded(e, "to", to);
            ps_emit_key_rounded(e, "took", to - from);
            ps_emit_close(e, '}');
            from = to;
        }
    }
}
