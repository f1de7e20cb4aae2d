#include <errno.h>
#include <math.h>

#include "platform/files.h"
#include "result/document.h"

static void key_json(struct ps_emitter *e, const char *key, const json_t *value)
{
    ps_emit_line(e);
    ps_emit_key(e, key);
    ps_emit_json(e, value);
}

static void open_list(struct ps_emitter *e, const char *key)
{
    ps_emit_line(e);
    ps_emit_key(e, key);
    ps_emit_open(e, '[');
}

static void emit_interval(struct ps_emitter *e, double lo, double hi, void (*number)(struct ps_emitter *, double))
{
    ps_emit_key(e, "ci95");
    if (!isfinite(lo) || !isfinite(hi)) {
        ps_emit_null(e);
        return;
    }
    ps_emit_open(e, '[');
    number(e, lo);
    number(e, hi);
    ps_emit_close(e, ']');
}

/* ---- cells ---- */

static void emit_counts(struct ps_emitter *e, const char *key, const uint32_t *count, size_t n)
{
    open_list(e, key);
    for (size_t i = 0; i < n; i++)
        ps_emit_integer(e, count[i]);
    ps_emit_close(e, ']');
}

static void emit_times(struct ps_emitter *e, const char *name, const int64_t *ns, size_t n)
{
    char key[32];
    snprintf(key, sizeof key, "%s_ns", name);
    open_list(e, key);
    for (size_t i = 0; i < n; i++)
        ps_emit_time(e, ns[i]);
    ps_emit_close(e, ']');
}

static bool shows(const int64_t *ns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (ns[i] != PS_MISSING)
            return true;
    }
    return false;
}

void ps_document_emit_samples(struct ps_emitter *e, const struct ps_samples *samples)
{
    emit_counts(e, "epoch", samples->epoch, samples->n);
    emit_counts(e, "round", samples->round, samples->n);
    emit_counts(e, "order", samples->order, samples->n);
    emit_counts(e, "turn", samples->turn, samples->n);
    emit_times(e, "asked", samples->asked, samples->n);
    for (int phase = 0; phase < PS_PHASES; phase++) {
        if (shows(samples->at[phase], samples->n))
            emit_times(e, ps_phase_name(phase), samples->at[phase], samples->n);
    }
}

static void emit_set(struct ps_emitter *e, const char *key, const struct ps_samples *samples)
{
    ps_emit_line(e);
    ps_emit_key(e, key);
    ps_emit_open(e, '{');
    ps_document_emit_samples(e, samples);
    ps_emit_close(e, '}');
}

static void emit_summary(struct ps_emitter *e, const struct ps_summary *s)
{
    const struct {
        const char *key;
        double value;
    } last[] = {{"mean", s->mean}, {"stddev", s->stddev}, {"min", s->min}, {"p90", s->p90}, {"p99", s->p99}, {"max", s->max}};
    ps_emit_open(e, '{');
    ps_emit_key_integer(e, "n", (int64_t)s->n);
    ps_emit_key_rounded(e, "median", s->median);
    ps_emit_key_rounded(e, "cold_median", s->cold_median);
    emit_interval(e, s->lo, s->hi, ps_emit_rounded);
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        ps_emit_key_rounded(e, last[i].key, last[i].value);
    ps_emit_close(e, '}');
}

static void emit_summaries(struct ps_emitter *e, const struct ps_summary summary[PS_PHASES])
{
    ps_emit_line(e);
    ps_emit_key(e, "summary");
    ps_emit_open(e, '{');
    for (int phase = 0; phase < PS_PHASES; phase++) {
        if (summary[phase].n == 0)
            continue;
        char key[32];
        snprintf(key, sizeof key, "%s_ns", ps_phase_name(phase));
        ps_emit_line(e);
        ps_emit_key(e, key);
        emit_summary(e, &summary[phase]);
    }
    ps_emit_close(e, '}');
}

void ps_document_emit_resources(struct ps_emitter *e, const struct ps_resources *resources)
{
    const struct {
        const char *key;
        int64_t value;
    } all[] = {
        {"child_peak_rss_bytes", resources->peak_rss_bytes},
        {"minor_faults", resources->minor_faults},
        {"parent_minor_faults", resources->parent_minor_faults},
        {"user_ns", resources->user_ns},
        {"system_ns", resources->system_ns},
    };
    ps_emit_open(e, '{');
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        ps_emit_key(e, all[i].key);
        ps_emit_time(e, all[i].value);
    }
    ps_emit_close(e, '}');
}

static void emit_factors(struct ps_emitter *e, const struct ps_factors *factors)
{
    ps_emit_key(e, "factors");
    ps_emit_open(e, '{');
    ps_emit_key_integer(e, "ballast_bytes", (int64_t)factors->ballast_bytes);
    ps_emit_key_integer(e, "threads", factors->threads);
    ps_emit_key_integer(e, "fds", factors->fds);
    ps_emit_key_integer(e, "workers", factors->workers);
    ps_emit_key_string(e, "main", factors->main);
    ps_emit_close(e, '}');
}

/* Only where it was asked for. */
static void emit_debts(struct ps_emitter *e, const struct ps_debts *debts)
{
    if (debts->n == 0)
        return;
    ps_emit_line(e);
    ps_emit_key(e, "dirty");
    ps_emit_open(e, '{');
    ps_emit_key_integer(e, "bytes", debts->bytes);
    emit_counts(e, "epoch", debts->epoch, debts->n);
    emit_times(e, "alone", debts->alone, debts->n);
    emit_times(e, "written", debts->written, debts->n);
    ps_emit_close(e, '}');
}

static void emit_cell(struct ps_emitter *e, const struct ps_result *result, const struct ps_cell_result *cell)
{
    ps_emit_line(e);
    ps_emit_open(e, '{');
    ps_emit_key_string(e, "id", cell->cell.id);
    ps_emit_key_string(e, "api", ps_api_name(cell->cell.api));
    ps_emit_key_string(e, "method", ps_method_name(cell->cell.method));
    ps_emit_key_string(e, "mechanism", cell->cell.mechanism);
    ps_emit_key_string(e, "python", ps_result_python_id(result, &cell->cell));
    ps_emit_key_string(e, "child", ps_child_name(cell->cell.child));
    emit_factors(e, &cell->cell.factors);
    ps_emit_key(e, "group");
    ps_emit_time(e, cell->cell.group); /* -1: null */
    ps_emit_key_string(e, "status", ps_status_name(cell->status));
    ps_emit_key_string(e, "reason", cell->reason);
    ps_emit_key_integer(e, "starts", (int64_t)(cell->samples.n + cell->first.n));
    ps_emit_key_string(e, "stopped_by", cell->stopped_by);
    emit_set(e, "samples", &cell->samples);
    emit_set(e, "first", &cell->first);
    emit_summaries(e, cell->summary);
    ps_emit_line(e);
    ps_emit_key(e, "resources");
    ps_document_emit_resources(e, &cell->resources);
    emit_debts(e, &cell->debts);
    ps_emit_close(e, '}');
}

/* ---- the whole ---- */

static void emit_argv(struct ps_emitter *e, const struct ps_result *result)
{
    open_list(e, "argv");
    for (size_t i = 0; i < result->argc; i++)
        ps_emit_text(e, result->argv[i]);
    ps_emit_close(e, ']');
}

static void emit_head(struct ps_emitter *e, const struct ps_result *result)
{
    ps_emit_key(e, "schema");
    ps_emit_text(e, PS_RESULT_SCHEMA);
    key_json(e, "tool", result->tool);
    emit_argv(e, result);
    ps_emit_line(e);
    ps_emit_key_integer(e, "seed", (int64_t)result->seed);
    ps_emit_key_string(e, "placement", result->pinned ? "pinned" : "free");
    ps_emit_key_string(e, "started", result->started);
    ps_emit_key_string(e, "finished", result->finished);
    ps_emit_key(e, "complete");
    ps_emit_bool(e, result->complete);
    key_json(e, "host", result->host);
    key_json(e, "pythons", result->pythons);
}

static void emit_contrast(struct ps_emitter *e, const struct ps_result *result, const struct ps_contrast *contrast, bool against)
{
    ps_emit_open(e, '{');
    ps_emit_key_string(e, "cell", result->cells[contrast->cell].cell.id);
    if (against)
        ps_emit_key_string(e, "against", result->cells[contrast->against].cell.id);
    ps_emit_key_string(e, "phase", ps_phase_name(contrast->phase));
    ps_emit_key_real(e, "ratio", contrast->ratio);
    emit_interval(e, contrast->lo, contrast->hi, ps_emit_real);
    ps_emit_close(e, '}');
}

static void emit_contrasts(struct ps_emitter *e, const struct ps_result *result)
{
    open_list(e, "contrasts");
    for (size_t i = 0; i < result->contrasts_n; i++) {
        ps_emit_line(e);
        emit_contrast(e, result, &result->contrasts[i], true);
    }
    ps_emit_close(e, ']');
    ps_emit_line(e);
    ps_emit_key(e, "self_check");
    if (result->self_check >= 0)
        emit_contrast(e, result, &result->contrasts[result->self_check], false);
    else
        ps_emit_null(e);
}

/* Only where something was swept. */
static void emit_crossovers(struct ps_emitter *e, const struct ps_result *result)
{
    if (result->crossovers_n == 0)
        return;
    open_list(e, "crossovers");
    for (size_t i = 0; i < result->crossovers_n; i++) {
        const struct ps_crossover *it = &result->crossovers[i];
        const struct {
            const char *key;
            double value;
        } ends[] = {{"at", it->at}, {"lo", it->lo}, {"hi", it->hi}};
        ps_emit_line(e);
        ps_emit_open(e, '{');
        ps_emit_key_string(e, "fork", result->cells[it->fork].cell.id);
        ps_emit_key_string(e, "spawn", result->cells[it->spawn].cell.id);
        ps_emit_key_string(e, "phase", ps_phase_name(it->phase));
        ps_emit_key_string(e, "factor", ps_sweep_factor_name(it->factor));
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
            ps_emit_key_real(e, ends[k].key, ends[k].value);
        ps_emit_key(e, "fork_is_slower");
        ps_emit_bool(e, it->fork_is_slower);
        ps_emit_close(e, '}');
    }
    ps_emit_close(e, ']');
}

static void emit_warnings(struct ps_emitter *e, const struct ps_result *result)
{
    open_list(e, "warnings");
    for (size_t i = 0; i < result->warnings_n; i++) {
        ps_emit_line(e);
        ps_emit_open(e, '{');
        ps_emit_key_string(e, "code", result->warnings[i].code);
        ps_emit_key(e, "message");
        ps_emit_text(e, result->warnings[i].message);
        ps_emit_close(e, '}');
    }
    ps_emit_close(e, ']');
}

void ps_document_emit(struct ps_emitter *e, const struct ps_result *result)
{
    ps_emit_open(e, '{');
    emit_head(e, result);
    open_list(e, "cells");
    for (size_t i = 0; i < result->cells_n; i++)
        emit_cell(e, result, &result->cells[i]);
    ps_emit_close(e, ']');
    emit_contrasts(e, result);
    emit_crossovers(e, result);
    emit_warnings(e, result);
    ps_emit_close(e, '}');
}

/* ---- where it goes ---- */

struct stream {
    FILE *to;
    int os;
};

static int to_stream(const char *text, size_t n, void *data)
{
    struct stream *stream = data;
    errno = 0;
    if (fwrite(text, 1, n, stream->to) == n)
        return 0;
    stream->os = errno != 0 ? errno : EIO;
    return -1;
}

int ps_result_print(const struct ps_result *result, FILE *to, struct ps_error *err)
{
    struct stream stream = {.to = to};
    struct ps_emitter e;
    ps_emit_begin(&e, to_stream, &stream, true);
    ps_document_emit(&e, result);
    int failed = ps_emit_end(&e);
    if (failed == 0 && fflush(to) != 0)
        stream.os = errno;
    if (stream.os != 0)
        return ps_fail_os(err, PS_EXIT_USAGE, stream.os, "the result could not be written");
    return failed ? ps_fail(err, PS_EXIT_FAILED, "no memory left to write the result") : 0;
}

int ps_result_write(const struct ps_result *result, const char *path, struct ps_error *err)
{
    const int64_t patience_ns = 1000 * 1000 * 1000;
    char target[PS_FILES_PATH], beside[PS_FILES_PATH + 32];
    if (ps_file_target(path, target, sizeof target, err) != 0)
        return -1;
    snprintf(beside, sizeof beside, "%s.procstart-tmp", target);
    struct ps_owned_file file;
    if (ps_file_own(&file, beside, PS_OWN_EMPTIED, patience_ns, err) != PS_OWNED)
        return -1;
    if (ps_result_print(result, file.stream, err) != 0) {
        ps_file_discard(&file, NULL);
        return ps_error_context(err, "%s", path);
    }
    return ps_file_replace(&file, target, err);
}
