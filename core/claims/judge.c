#include "claims/judge.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#define LEVEL 0.95

/* ---- figures ---- */

static const struct ps_estimate nothing = {.value = NAN, .lo = NAN, .hi = NAN};

struct ps_estimate ps_seen_mean(const struct ps_claim_given *given, const char *series)
{
    struct ps_estimate estimate = nothing;
    const struct ps_observed *one = ps_observed_find(given->seen, series);
    if (one != NULL)
        ps_epoch_mean(one->x, one->epoch, one->n, LEVEL, &estimate);
    return estimate;
}

double ps_seen_most(const struct ps_claim_given *given, const char *series)
{
    const struct ps_observed *one = ps_observed_find(given->seen, series);
    double most = NAN;
    for (size_t i = 0; one != NULL && i < one->n; i++)
        most = fmax(most, one->x[i]);
    return most;
}

static struct ps_series series_of(const struct ps_observed *seen)
{
    return (struct ps_series){.x = seen->x, .epoch = seen->epoch, .round = seen->round, .n = seen->n};
}

struct ps_estimate ps_seen_ratio(const struct ps_claim_given *given, const char *series, const char *against)
{
    struct ps_estimate estimate = nothing;
    const struct ps_observed *one = ps_observed_find(given->seen, series);
    const struct ps_observed *other = ps_observed_find(given->seen, against);
    if (one == NULL || other == NULL)
        return estimate;
    struct ps_series a = series_of(one), b = series_of(other);
    ps_paired_ratio(&a, &b, LEVEL, &estimate);
    return estimate;
}

void ps_note_estimate(struct ps_claim_outcome *out, const struct ps_estimate *estimate, const char *name, const char *unit)
{
    if (!isfinite(estimate->value) || out->figures_n == PS_CLAIM_FIGURES)
        return;
    struct ps_claim_figure *figure = &out->figures[out->figures_n++];
    *figure = (struct ps_claim_figure){.value = estimate->value, .lo = estimate->lo, .hi = estimate->hi, .n = estimate->n};
    snprintf(figure->name, sizeof figure->name, "%s", name);
    snprintf(figure->unit, sizeof figure->unit, "%s", unit);
}

struct ps_estimate ps_note_mean(const struct ps_claim_given *given, struct ps_claim_outcome *out, const char *series,
                                const char *name, const char *unit)
{
    struct ps_estimate estimate = ps_seen_mean(given, series);
    ps_note_estimate(out, &estimate, name, unit);
    return estimate;
}

struct ps_estimate ps_note_ratio(const struct ps_claim_given *given, struct ps_claim_outcome *out, const char *series,
                                 const char *against, const char *name)
{
    struct ps_estimate estimate = ps_seen_ratio(given, series, against);
    ps_note_estimate(out, &estimate, name, "");
    return estimate;
}

void ps_note_value(struct ps_claim_outcome *out, double value, size_t n, const char *name, const char *unit)
{
    ps_note_estimate(out, &(struct ps_estimate){.value = value, .lo = NAN, .hi = NAN, .n = n}, name, unit);
}

/* ---- controls ---- */

static void add_control(struct ps_claim_outcome *out, bool positive, bool passed, double value, const char *name)
{
    if (out->controls_n == PS_CLAIM_CONTROLS)
        return;
    struct ps_claim_control *control = &out->controls[out->controls_n++];
    *control = (struct ps_claim_control){.positive = positive, .passed = passed, .value = value};
    snprintf(control->name, sizeof control->name, "%s", name);
}

void ps_control_positive(struct ps_claim_outcome *out, bool passed, double value, const char *name)
{
    add_control(out, true, passed, value, name);
}

void ps_control_negative(struct ps_claim_outcome *out, bool passed, double value, const char *name)
{
    add_control(out, false, passed, value, name);
}

/* ---- verdicts ---- */

enum ps_claim_verdict ps_judge_below(const struct ps_estimate *estimate, double threshold)
{
    if (estimate->hi < threshold)
        return PS_CLAIM_SUPPORTED;
    return estimate->lo > threshold ? PS_CLAIM_CONTRADICTED : PS_CLAIM_INCONCLUSIVE;
}

enum ps_claim_verdict ps_judge_above(const struct ps_estimate *estimate, double threshold)
{
    if (estimate->lo > threshold)
        return PS_CLAIM_SUPPORTED;
    return estimate->hi < threshold ? PS_CLAIM_CONTRADICTED : PS_CLAIM_INCONCLUSIVE;
}

enum ps_claim_verdict ps_judge_true(int truth)
{
    return truth < 0 ? PS_CLAIM_INCONCLUSIVE : truth ? PS_CLAIM_SUPPORTED : PS_CLAIM_CONTRADICTED;
}

enum ps_claim_verdict ps_judge_both(enum ps_claim_verdict one, enum ps_claim_verdict other)
{
    if (one == PS_CLAIM_CONTRADICTED || other == PS_CLAIM_CONTRADICTED)
        return PS_CLAIM_CONTRADICTED;
    return one == PS_CLAIM_SUPPORTED ? other : one;
}

void ps_judge_say(struct ps_claim_outcome *out, enum ps_claim_verdict verdict, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(out->reason, sizeof out->reason, fmt, args);
    va_end(args);
    out->verdict = verdict;
}

void ps_judge_version(const struct ps_claim_given *given, int *major, int *minor)
{
    const char *version = json_string_value(json_object_get(given->python, "version"));
    *major = *minor = 0;
    if (version == NULL || sscanf(version, "%d.%d", major, minor) != 2)
        *major = *minor = 0;
}

/* ---- documents ---- */

enum ps_documented ps_documents_hold(const struct ps_claim_given *given)
{
    (void)given;
    return PS_DOCUMENTS_HOLDS;
}

enum ps_documented ps_documents_of_gil(const struct ps_claim_given *given)
{
    return ps_observed_bool(given->seen, "gil_enabled") == 0 ? PS_DOCUMENTS_DENY : PS_DOCUMENTS_HOLDS;
}
