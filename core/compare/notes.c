/* What is said below the table, the same in every format. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"
#include "compare/show.h"
#include "report/figures.h"

static const struct {
    const char *name, *words;
} verdicts[PS_COMPARE_VERDICTS] = {
    [PS_COMPARE_SLOWER] = {"slower", "slower"},
    [PS_COMPARE_SLIGHTLY_SLOWER] = {"slightly-slower", "slower, by less than the threshold"},
    [PS_COMPARE_SAME] = {"same", "no difference seen"},
    [PS_COMPARE_FASTER] = {"faster", "faster"},
    [PS_COMPARE_UNKNOWN] = {"unknown", "too few epochs"},
};

const char *ps_compare_verdict_name(enum ps_compare_verdict verdict)
{
    return verdicts[verdict].name;
}

const char *ps_compare_verdict_words(enum ps_compare_verdict verdict)
{
    return verdicts[verdict].words;
}

const struct ps_compare_phase *ps_show_phase(const struct ps_comparison *comparison, size_t cell)
{
    return &comparison->cells[cell].phase[comparison->options->phase];
}

static size_t count_cells(const struct ps_comparison *comparison)
{
    size_t n = 0;
    for (size_t i = 0; i < comparison->cells_n; i++)
        n += !comparison->cells[i].floor && !isnan(ps_show_phase(comparison, i)->ratio.ratio.value);
    return n;
}

void ps_compare_summary(const struct ps_comparison *comparison, char *to, size_t room)
{
    size_t n = count_cells(comparison);
    const char *phase = ps_phase_name(comparison->options->phase);
    if (comparison->slower > 0)
        snprintf(to, room, "%zu of %zu cells %s significantly slower by %.3g %% or more (%s)", comparison->slower, n,
                 comparison->slower == 1 ? "is" : "are", 100 * comparison->options->threshold, phase);
    else
        snprintf(to, room, "none of %zu cell%s is significantly slower by %.3g %% or more (%s)", n, n == 1 ? "" : "s",
                 100 * comparison->options->threshold, phase);
}

/* ---- what the measurements themselves warn of ---- */

static void note_warnings_of(const struct ps_compare_side *side, const char *which, void (*say)(void *data, const char *text),
                             void *data)
{
    static const char *const codes[] = {"busy", "steal", "throttled", "few-epochs"};
    for (size_t r = 0; r < side->n; r++) {
        const struct ps_result *result = &side->results[r];
        for (size_t i = 0; i < result->warnings_n; i++) {
            bool matters = false;
            for (size_t k = 0; k < sizeof codes / sizeof *codes; k++)
                matters = matters || strcmp(result->warnings[i].code, codes[k]) == 0;
            char text[600];
            snprintf(text, sizeof text, "warning of %s: %.500s", which, result->warnings[i].message);
            if (matters)
                say(data, text);
        }
        if (!result->complete)
            say(data, "the result is incomplete: what had been measured when it was broken off");
    }
}

/* ---- all alike ---- */

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Where everything moved the same way it is more likely that the machine did. Floors start nothing: what they say is the machine
 * alone, though only of its processor. */
static void note_common(const struct ps_comparison *comparison, void (*say)(void *data, const char *text), void *data)
{
    const size_t least_cells = 3;
    const double least = 0.03;
    double *logs = malloc((comparison->cells_n + 1) * sizeof *logs);
    size_t n = 0;
    for (size_t i = 0; logs != NULL && i < comparison->cells_n; i++) {
        double ratio = ps_show_phase(comparison, i)->ratio.ratio.value;
        if (!comparison->cells[i].floor && ratio > 0)
            logs[n++] = log(ratio);
    }
    if (n >= least_cells && !comparison->paired) {
        char text[256];
        qsort(logs, n, sizeof *logs, by_value);
        double middle = logs[n / 2];
        bool alike = logs[0] * logs[n - 1] > 0 && fabs(logs[n - 1] - logs[0]) < fabs(middle);
        if (alike && fabs(middle) > least) {
            snprintf(
                text, sizeof text,
                "all %zu cells moved the same way, by %+.1f %%: that may be the machine rather than what is measured; `bench "
                "--against` measures both sides in one run, where the machine is the same",
                n, 100 * expm1(middle));
            say(data, text);
        }
    }
    free(logs);
}

/* ---- power ---- */

/* The cell that needs most. */
static const struct ps_ratio *widest(const struct ps_comparison *comparison, size_t *cell)
{
    const struct ps_ratio *worst = NULL;
    for (size_t i = 0; i < comparison->cells_n; i++) {
        const struct ps_ratio *ratio = &ps_show_phase(comparison, i)->ratio;
        if (comparison->cells[i].floor || isnan(ratio->p) || (worst != NULL && ratio->log_se <= worst->log_se))
            continue;
        worst = ratio;
        *cell = i;
    }
    return worst;
}

static void note_power(const struct ps_comparison *comparison, void (*say)(void *data, const char *text), void *data)
{
    const double level = 0.95, power = 0.8;
    size_t cell = 0;
    const struct ps_ratio *ratio = widest(comparison, &cell);
    if (ratio == NULL)
        return;
    double seen =
        expm1((ps_t_quantile(0.5 + level / 2, ratio->df < 1 ? 1 : ratio->df) + ps_normal_quantile(power)) * ratio->log_se);
    double smaller = comparison->options->threshold < seen ? comparison->options->threshold / 2 : seen / 2;
    struct ps_needed needed = ps_epochs_needed(ratio, smaller, level, power);
    char text[400], runs[64] = "";
    if (!comparison->paired)
        snprintf(runs, sizeof runs, " in each of %zu run%s a side", needed.runs, needed.runs == 1 ? "" : "s");
    snprintf(text, sizeof text,
             "here a true difference of %.1f %% is seen in four of five comparisons (of the least certain cell, %s: %zu and %zu "
             "epochs); one of %.1f %% needs %zu epochs%s",
             100 * seen, comparison->cells[cell].key, ratio->epochs[0], ratio->epochs[1], 100 * smaller, needed.epochs, runs);
    say(data, text);
}

static void note_method(const struct ps_comparison *comparison, void (*say)(void *data, const char *text), void *data)
{
    char text[300];
    if (comparison->paired) {
        say(data, "ratios are paired within rounds of one run, with 95 % intervals over epochs; verdicts allow for the number of "
                  "cells (Benjamini-Hochberg)");
        return;
    }
    snprintf(text, sizeof text,
             "ratios are of different runs, with 95 %% intervals over epochs, to which a run's own effect of %.1f %% is added; "
             "verdicts allow for the number of cells (Benjamini-Hochberg)",
             100 * comparison->options->drift);
    say(data, text);
}

void ps_compare_notes(const struct ps_comparison *comparison, void (*say)(void *data, const char *text), void *data)
{
    note_warnings_of(&comparison->old, comparison->paired ? "the run" : "the old side", say, data);
    note_warnings_of(&comparison->new_, "the new side", say, data);
    for (size_t i = 0; i < comparison->cells_n; i++) {
        const struct ps_estimate *floor = &comparison->cells[i].phase[PS_REAPED].ratio.ratio;
        if (!comparison->cells[i].floor || isnan(floor->value))
            continue;
        char text[300], interval[32];
        ps_figure_fine_interval(interval, sizeof interval, floor->lo, floor->hi);
        snprintf(text, sizeof text, "%s, which starts nothing: %.3f %s", comparison->cells[i].key, floor->value, interval);
        say(data, text);
    }
    note_common(comparison, say, data);
    note_power(comparison, say, data);
    note_method(comparison, say, data);
}
