/* The data sets that are made of every raw sample. */
#include <math.h>

#include "report/bins.h"
#include "report/plot_data.h"
#include "result/document.h"
#include "stats/stats.h"

/* More points than this no picture can show. */
enum { EPOCHS_MAX = 400 };

/* The steady samples that have the phase: times in data->x, when they were asked for in data->time. */
static size_t pick(const struct ps_plot_data *data, const struct ps_samples *samples, enum ps_phase phase)
{
    size_t n = 0;
    for (size_t i = 0; i < samples->n; i++) {
        if (samples->at[phase][i] == PS_MISSING || samples->turn[i] < PS_COLD_TURNS)
            continue;
        data->x[n] = (double)samples->at[phase][i];
        data->time[n] = (double)samples->asked[i];
        data->epoch[n++] = samples->epoch[i];
    }
    return n;
}

/* Four digits or more: as many as a picture has, and a quarter of the text. */
static void emit_ns(struct ps_emitter *e, double ns)
{
    if (ns >= 1000)
        ps_emit_rounded(e, ns);
    else
        ps_emit_real(e, floor(ns * 10 + 0.5) / 10);
}

static void emit_share(struct ps_emitter *e, double share)
{
    ps_emit_real(e, floor(share * 1e4 + 0.5) / 1e4);
}

/* ---- distributions ---- */

/* Where the next bin is empty, its beginning is the end of this one: a point of height 0. */
static void emit_bins(struct ps_emitter *e, const struct ps_bins *bins)
{
    const char *const keys[] = {"x", "h", "count"};
    for (int key = 0; key < 3; key++) {
        ps_emit_key(e, keys[key]);
        ps_emit_open(e, '[');
        for (size_t i = 0; i <= bins->n; i++) {
            uint64_t count = i < bins->n ? bins->count[i] : 0;
            if (count == 0 && (i == 0 || bins->count[i - 1] == 0))
                continue;
            if (key == 0)
                emit_ns(e, ps_bins_edge(bins, i));
            else if (key == 1)
                emit_share(e, (double)count / (double)bins->most);
            else
                ps_emit_integer(e, (int64_t)count);
        }
        ps_emit_close(e, ']');
    }
}

void ps_plot_emit_bins(struct ps_emitter *e, const struct ps_plot_data *data)
{
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        for (int phase = 0; row->row >= 0 && phase < PS_PHASES; phase++) {
            struct ps_bins bins;
            ps_bins_make(&bins, data->x, pick(data, &row->cell->samples, (enum ps_phase)phase));
            if (bins.n == 0)
                continue;
            ps_plot_emit_row(e, row);
            ps_emit_key_string(e, "phase", ps_phase_name((enum ps_phase)phase));
            emit_bins(e, &bins);
            ps_emit_close(e, '}');
        }
    }
}

/* ---- over the run ---- */

/* Epochs, or where there are too many of them, that many neighbours at once. */
struct stretch {
    double seconds, median, p10, p90;
};

static size_t count_epochs(const struct ps_plot_data *data, size_t n)
{
    size_t epochs = 0;
    for (size_t i = 0; i < n; i++)
        epochs += i == 0 || data->epoch[i] != data->epoch[i - 1];
    return epochs;
}

/* Reorders data->x stretch by stretch. */
static size_t find_stretches(const struct ps_plot_data *data, size_t n, struct stretch stretches[EPOCHS_MAX])
{
    size_t epochs = count_epochs(data, n), each = (epochs + EPOCHS_MAX - 1) / EPOCHS_MAX, found = 0;
    for (size_t begin = 0, end = 0; begin < n; begin = end) {
        size_t seen = 1;
        for (end = begin + 1; end < n; end++) {
            seen += data->epoch[end] != data->epoch[end - 1];
            if (seen > each)
                break;
        }
        double *x = data->x + begin;
        stretches[found++] = (struct stretch){
            .seconds = (data->time[begin] + data->time[end - 1]) / 2 / 1e9,
            .median = ps_median(x, end - begin),
            .p10 = ps_quantile(x, end - begin, 0.1),
            .p90 = ps_quantile(x, end - begin, 0.9),
        };
    }
    return found;
}

static void emit_stretches(struct ps_emitter *e, const struct stretch *stretches, size_t n, double median)
{
    const char *const keys[] = {"t", "r", "m", "p10", "p90"};
    for (int key = 0; key < 5; key++) {
        ps_emit_key(e, keys[key]);
        ps_emit_open(e, '[');
        for (size_t i = 0; i < n; i++) {
            const struct stretch *s = &stretches[i];
            if (key == 0)
                ps_emit_real(e, floor(s->seconds * 1e3 + 0.5) / 1e3);
            else if (key == 1)
                emit_share(e, s->median / median);
            else
                emit_ns(e, key == 2 ? s->median : key == 3 ? s->p10 : s->p90);
        }
        ps_emit_close(e, ']');
    }
}

void ps_plot_emit_epochs(struct ps_emitter *e, const struct ps_plot_data *data)
{
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        for (int phase = 0; row->row >= 0 && phase < PS_PHASES; phase++) {
            struct stretch stretches[EPOCHS_MAX];
            size_t n = find_stretches(data, pick(data, &row->cell->samples, (enum ps_phase)phase), stretches);
            double median = row->cell->summary[phase].median;
            if (n == 0 || !(median > 0))
                continue;
            ps_plot_emit_row(e, row);
            ps_emit_key_string(e, "phase", ps_phase_name((enum ps_phase)phase));
            emit_stretches(e, stretches, n, median);
            ps_emit_close(e, '}');
        }
    }
}

void ps_plot_emit_drift(struct ps_emitter *e, const struct ps_plot_data *data)
{
    static const enum ps_phase phases[] = {PS_READY, PS_REAPED};
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        for (int p = 0; row->row >= 0 && p < 2; p++) {
            struct ps_estimate drift;
            size_t n = pick(data, &row->cell->samples, phases[p]);
            if (n == 0 || ps_drift(data->x, data->epoch, data->time, n, &drift) != 0)
                continue;
            ps_plot_emit_row(e, row);
            ps_emit_key_string(e, "phase", ps_phase_name(phases[p]));
            ps_emit_key_real(e, "ratio", drift.value);
            ps_emit_key_real(e, "lo", drift.lo);
            ps_emit_key_real(e, "hi", drift.hi);
            ps_emit_key_integer(e, "epochs", (int64_t)drift.epochs);
            ps_emit_close(e, '}');
        }
    }
}

/* ---- the samples themselves ---- */

static void emit_samples(struct ps_emitter *e, const struct ps_plot_row *row, const struct ps_samples *samples, bool first)
{
    if (samples->n == 0)
        return;
    ps_plot_emit_row(e, row);
    ps_emit_key(e, "first");
    ps_emit_bool(e, first);
    ps_document_emit_samples(e, samples);
    ps_emit_close(e, '}');
}

void ps_plot_emit_samples(struct ps_emitter *e, const struct ps_plot_data *data)
{
    for (size_t i = 0; data->starts <= PS_PLOT_RAW_MAX && i < data->rows_n; i++) {
        emit_samples(e, &data->rows[i], &data->rows[i].cell->samples, false);
        emit_samples(e, &data->rows[i], &data->rows[i].cell->first, true);
    }
}
