/* The data sets of sweeps: cells that differ in one factor of their parent only. */
#include <math.h>
#include <string.h>

#include "report/plot_data.h"
#include "report/table.h"

/* ---- the parent's memory ---- */

static bool same_series(const struct ps_plot_row *a, const struct ps_plot_row *b)
{
    return a->result == b->result && a->row >= 0 && b->row >= 0 && strcmp(a->series, b->series) == 0;
}

bool ps_plot_is_swept(const struct ps_plot_data *data, const struct ps_plot_row *row)
{
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *other = &data->rows[i];
        if (same_series(row, other) && other->cell->cell.factors.ballast_bytes != row->cell->cell.factors.ballast_bytes)
            return true;
    }
    return false;
}

/* A logarithm has no 0: no memory is drawn at a quarter of the least there is, and said to be 0 there. */
double ps_plot_memory(const struct ps_plot_data *data, const struct ps_plot_row *row)
{
    double least = 0, own = (double)row->cell->cell.factors.ballast_bytes;
    for (size_t i = 0; i < data->rows_n; i++) {
        double bytes = (double)data->rows[i].cell->cell.factors.ballast_bytes;
        if (data->rows[i].result == row->result && bytes > 0 && (least == 0 || bytes < least))
            least = bytes;
    }
    return own > 0 ? own : least / 4;
}

void ps_plot_emit_sweeps(struct ps_emitter *e, const struct ps_plot_data *data)
{
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        for (int phase = 0; row->row >= 0 && ps_plot_is_swept(data, row) && phase < PS_PHASES; phase++) {
            const struct ps_summary *s = &row->cell->summary[phase];
            if (s->n == 0)
                continue;
            ps_plot_emit_row(e, row);
            ps_emit_key_string(e, "series", row->series);
            ps_emit_key_string(e, "phase", ps_phase_name((enum ps_phase)phase));
            ps_emit_key_integer(e, "ballast", (int64_t)row->cell->cell.factors.ballast_bytes);
            ps_emit_key_real(e, "x", ps_plot_memory(data, row));
            ps_emit_key_rounded(e, "median", s->median);
            ps_emit_key_rounded(e, "lo", s->lo);
            ps_emit_key_rounded(e, "hi", s->hi);
            ps_emit_close(e, '}');
        }
    }
}

/* ---- crossovers ---- */

static const struct ps_plot_row *row_of(const struct ps_plot_data *data, size_t result, int cell)
{
    for (size_t i = 0; i < data->rows_n; i++) {
        if (data->rows[i].result == result && data->rows[i].index == (size_t)cell)
            return &data->rows[i];
    }
    return NULL;
}

static double ballast_of(const struct ps_plot_row *row)
{
    return (double)row->cell->cell.factors.ballast_bytes;
}

/* The points of the line that `row` is one of, on both sides of a memory: the last that is not above it, and the next. */
static void find_ends(const struct ps_plot_data *data, const struct ps_plot_row *row, enum ps_phase phase, double at,
                      const struct ps_plot_row *ends[2])
{
    ends[0] = ends[1] = NULL;
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *point = &data->rows[i];
        if (!same_series(row, point) || point->cell->summary[phase].n == 0)
            continue;
        double bytes = ballast_of(point);
        if (bytes <= at && (ends[0] == NULL || bytes > ballast_of(ends[0])))
            ends[0] = point;
        if (bytes > at && (ends[1] == NULL || bytes < ballast_of(ends[1])))
            ends[1] = point;
    }
}

struct spot {
    double x, y;
};

static double between(double a, double b, double share)
{
    return exp(log(a) * (1 - share) + log(b) * share);
}

/* Where a line is at a memory: between two of its points as ps_crossover() has it; outside of them at the nearer end. */
static struct spot spot_of(const struct ps_plot_data *data, const struct ps_plot_row *row, enum ps_phase phase, double at)
{
    const struct ps_plot_row *ends[2];
    find_ends(data, row, phase, at, ends);
    const struct ps_plot_row *from = ends[0] != NULL ? ends[0] : ends[1], *to = ends[1] != NULL ? ends[1] : ends[0];
    if (from == NULL)
        return (struct spot){NAN, NAN};
    double a = ballast_of(from), b = ballast_of(to);
    double share = a >= b ? 0 : a > 0 ? log(at / a) / log(b / a) : at / b;
    return (struct spot){between(ps_plot_memory(data, from), ps_plot_memory(data, to), share),
                         between(from->cell->summary[phase].median, to->cell->summary[phase].median, share)};
}

static void emit_crossover(struct ps_emitter *e, const struct ps_plot_data *data, size_t of, const struct ps_crossover *it)
{
    const struct ps_plot_row *fork = row_of(data, of, it->fork), *spawn = row_of(data, of, it->spawn);
    if (fork == NULL || spawn == NULL)
        return;
    struct spot at = {NAN, NAN}, lo = at, hi = at;
    if (it->factor == PS_SWEEP_BALLAST && !isnan(it->at)) {
        at = spot_of(data, fork, it->phase, it->at);
        lo = spot_of(data, fork, it->phase, it->lo);
        hi = spot_of(data, fork, it->phase, it->hi);
    }
    char text[PS_TABLE_SENTENCE];
    ps_table_crossover(&data->results[of], it, text, sizeof text);
    ps_plot_emit_row(e, fork);
    ps_emit_key_string(e, "phase", ps_phase_name(it->phase));
    ps_emit_key_string(e, "series", fork->series);
    ps_emit_key_string(e, "against", spawn->series);
    ps_emit_key_string(e, "factor", ps_sweep_factor_name(it->factor));
    ps_emit_key_real(e, "at", it->at);
    ps_emit_key_real(e, "lo", it->lo);
    ps_emit_key_real(e, "hi", it->hi);
    ps_emit_key_rounded(e, "x", at.x);
    ps_emit_key_rounded(e, "x_lo", lo.x);
    ps_emit_key_rounded(e, "x_hi", hi.x);
    ps_emit_key_rounded(e, "median", at.y);
    ps_emit_key_string(e, "text", text);
    ps_emit_close(e, '}');
}

void ps_plot_emit_crossovers(struct ps_emitter *e, const struct ps_plot_data *data)
{
    for (size_t i = 0; i < data->n; i++) {
        for (size_t k = 0; k < data->results[i].crossovers_n; k++)
            emit_crossover(e, data, i, &data->results[i].crossovers[k]);
    }
}

/* ---- copy-on-write debt ---- */

void ps_plot_emit_debts(struct ps_emitter *e, const struct ps_plot_data *data)
{
    for (size_t i = 0; i < data->rows_n; i++) {
        const struct ps_plot_row *row = &data->rows[i];
        struct ps_debt debt;
        char text[PS_TABLE_SENTENCE];
        if (!ps_table_debt(row->cell, true, text, sizeof text))
            continue;
        ps_debts_measure(&row->cell->debts, &debt);
        ps_plot_emit_row(e, row);
        ps_emit_key_integer(e, "bytes", row->cell->debts.bytes);
        ps_emit_key_integer(e, "epochs", (int64_t)debt.n);
        ps_emit_key_rounded(e, "alone", debt.alone);
        ps_emit_key_rounded(e, "more", debt.more);
        ps_emit_key_rounded(e, "lo", debt.lo);
        ps_emit_key_rounded(e, "hi", debt.hi);
        ps_emit_key_string(e, "text", text);
        ps_emit_close(e, '}');
    }
}
