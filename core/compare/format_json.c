/* "procstart.compare/1", described by core/compare.schema.json. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/version.h"
#include "cli/terminal.h"
#include "compare/show.h"

/* Twelve digits: what the statistics have on every platform. */
static json_t *number(double value)
{
    char text[32];
    if (!isfinite(value))
        return json_null();
    snprintf(text, sizeof text, "%.12g", value);
    return json_real(strtod(text, NULL));
}

static json_t *rounded(double value)
{
    return isfinite(value) ? json_integer((json_int_t)llround(value)) : json_null();
}

/* Ids and reasons are bytes from outside. */
static json_t *text_of(const char *text)
{
    char safe[2048];
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    ps_safe_text(safe, sizeof safe, text, true);
    return json_string(safe);
}

static json_t *interval(double lo, double hi)
{
    return isfinite(lo) && isfinite(hi) ? json_pack("[o, o]", number(lo), number(hi)) : json_null();
}

static json_t *phase_of(const struct ps_comparison *comparison, const struct ps_compare_cell *cell, enum ps_phase which)
{
    const struct ps_compare_phase *phase = &cell->phase[which];
    const struct ps_ratio *ratio = &phase->ratio;
    const double level = 0.95, power = 0.8;
    json_t *needed = json_null();
    if (!isnan(ratio->p)) {
        double smaller = comparison->options->threshold / 2;
        struct ps_needed n = ps_epochs_needed(ratio, smaller, level, power);
        needed = json_pack("{s:o, s:I, s:I}", "difference", number(smaller), "runs", (json_int_t)n.runs, "epochs",
                           (json_int_t)n.epochs);
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:[I,I], s:[I,I], s:o}", "old_median_ns", rounded(phase->old_median),
                     "new_median_ns", rounded(phase->new_median), "ratio", number(ratio->ratio.value), "ci95",
                     interval(ratio->ratio.lo, ratio->ratio.hi), "p", number(ratio->p), "q", number(phase->q), "verdict",
                     cell->floor ? "floor" : ps_compare_verdict_name(phase->verdict), "epochs", (json_int_t)ratio->epochs[0],
                     (json_int_t)ratio->epochs[1], "runs", (json_int_t)ratio->runs[0], (json_int_t)ratio->runs[1], "needed",
                     needed);
}

static json_t *cell_of(const struct ps_comparison *comparison, const struct ps_compare_cell *cell)
{
    json_t *phases = json_object();
    for (int phase = 0; phase < PS_PHASES; phase++) {
        if (!isnan(cell->phase[phase].ratio.ratio.value))
            json_object_set_new(phases, ps_phase_name((enum ps_phase)phase), phase_of(comparison, cell, (enum ps_phase)phase));
    }
    return json_pack("{s:o, s:o, s:o, s:o}", "cell", text_of(cell->key), "old", text_of(cell->old->id), "new",
                     text_of(cell->new_->id), "phases", phases);
}

static json_t *cells_of(const struct ps_comparison *comparison)
{
    json_t *cells = json_array();
    for (size_t i = 0; i < comparison->cells_n; i++)
        json_array_append_new(cells, cell_of(comparison, &comparison->cells[i]));
    return cells;
}

static json_t *lone_of(const struct ps_comparison *comparison)
{
    json_t *lone = json_array();
    for (size_t i = 0; i < comparison->lone_n; i++) {
        const struct ps_compare_lone *it = &comparison->lone[i];
        json_array_append_new(lone, json_pack("{s:o, s:s, s:o}", "cell", text_of(it->cell->id), "side",
                                              it->is_old ? "old" : "new", "why", text_of(it->why)));
    }
    return lone;
}

static json_t *differences_of(const struct ps_comparison *comparison)
{
    json_t *differences = json_array();
    for (size_t i = 0; i < comparison->differences_n; i++) {
        const struct ps_difference *it = &comparison->differences[i];
        json_array_append_new(differences, json_pack("{s:o, s:o, s:o, s:b}", "what", text_of(it->what), "old", text_of(it->old),
                                                     "new", text_of(it->new_), "machine", it->bars));
    }
    return differences;
}

static void say_note(void *data, const char *text)
{
    json_array_append_new(data, text_of(text));
}

static int write_json(const struct ps_comparison *comparison, const struct ps_compare_style *style, FILE *to,
                      struct ps_error *err)
{
    (void)style;
    const struct ps_compare_options *options = comparison->options;
    char summary[256];
    json_t *notes = json_array();
    ps_compare_notes(comparison, say_note, notes);
    ps_compare_summary(comparison, summary, sizeof summary);
    json_t *document =
        json_pack("{s:s, s:s, s:o, s:o, s:b, s:s, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:I, s:s, s:o}", "schema",
                  "procstart.compare/1", "version", ps_version, "old", text_of(comparison->old.name), "new",
                  text_of(comparison->new_.name), "paired", comparison->paired, "phase", ps_phase_name(options->phase),
                  "threshold", number(options->threshold), "drift", number(options->drift), "across_machines",
                  options->across_machines, "emulation", comparison->emulated ? text_of(comparison->emulation) : json_null(),
                  "differences", differences_of(comparison), "cells", cells_of(comparison), "not_compared", lone_of(comparison),
                  "slower", (json_int_t)comparison->slower, "summary", summary, "notes", notes);
    if (document == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left to write the comparison");
    int status = json_dumpf(document, to, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    json_decref(document);
    fputc('\n', to);
    return status != 0 && !ferror(to) ? ps_fail(err, PS_EXIT_FAILED, "no memory left to write the comparison") : 0;
}

const struct ps_compare_format ps_compare_json = {.name = "json", .write = write_json};
