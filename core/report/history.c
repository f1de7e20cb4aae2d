/* What services that keep the history of benchmarks take: github-action-benchmark (customSmallerIsBetter) and Bencher's metric
 * format. A cell that has no figure has no entry: neither of them has a way to say why. */
#include <math.h>
#include <string.h>

#include "cli/terminal.h"
#include "report/figures.h"
#include "report/formats.h"
#include "report/text.h"
#include "result/emit.h"

/* Calls emit() for each cell that has the phase, with its name. */
static void each_cell(struct ps_emitter *e, const struct ps_result *results, size_t n, enum ps_phase phase,
                      void (*emit)(struct ps_emitter *e, const char *name, const struct ps_result *result,
                                   const struct ps_summary *summary))
{
    for (size_t i = 0; i < n; i++) {
        for (size_t cell = 0; cell < results[i].cells_n; cell++) {
            char name[512], safe[1024];
            if (!ps_shows(&results[i].cells[cell], phase))
                continue;
            ps_label_cell(results, n, i, cell, name, sizeof name);
            ps_safe_text(safe, sizeof safe, name, true);
            ps_emit_line(e);
            emit(e, safe, &results[i], &results[i].cells[cell].summary[phase]);
        }
    }
}

static int end(struct ps_emitter *e, char bracket, FILE *to, struct ps_error *err)
{
    ps_emit_close(e, bracket);
    return ps_emit_end(e) != 0 && !ferror(to) ? ps_fail(err, PS_EXIT_FAILED, "out of memory") : 0;
}

/* ---- github-action-benchmark ---- */

static void emit_entry(struct ps_emitter *e, const char *name, const struct ps_result *result, const struct ps_summary *summary)
{
    char range[32], extra[256], p99[32], emulation[100];
    ps_safe_text(emulation, sizeof emulation, ps_host_word(result, "emulation"), true);
    ps_figure_half_width(range, sizeof range, summary->median, summary->lo, summary->hi, true);
    ps_figure_time(p99, sizeof p99, summary->p99, true);
    snprintf(extra, sizeof extra, "n: %zu\np99: %s%s%.100s", summary->n, p99, emulation[0] != '\0' ? "\nemulated: " : "",
             emulation);
    ps_emit_open(e, '{');
    ps_emit_key_string(e, "name", name);
    ps_emit_key_string(e, "unit", "ns");
    ps_emit_key_rounded(e, "value", summary->median);
    if (!isnan(summary->lo))
        ps_emit_key_string(e, "range", range);
    ps_emit_key_string(e, "extra", extra);
    ps_emit_close(e, '}');
}

static int write_action(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                        struct ps_error *err)
{
    struct ps_emitter e;
    ps_emit_begin(&e, ps_emit_file, to, true);
    ps_emit_open(&e, '[');
    each_cell(&e, results, n, ps_report_phase(options), emit_entry);
    return end(&e, ']', to, err);
}

const struct ps_format ps_format_github_action_benchmark = {
    .name = "github-action-benchmark",
    .title = "for the action of that name, customSmallerIsBetter",
    .keep = PS_KEEP_NONE,
    .heeds = PS_HEEDS_PHASE,
    .write = write_action,
};

/* ---- Bencher ---- */

static void emit_measure(struct ps_emitter *e, const char *name, const struct ps_result *result, const struct ps_summary *summary)
{
    (void)result;
    ps_emit_key(e, name);
    ps_emit_open(e, '{');
    ps_emit_key(e, "latency"); /* its measure of ns that are better small */
    ps_emit_open(e, '{');
    ps_emit_key_rounded(e, "value", summary->median);
    if (!isnan(summary->lo)) {
        ps_emit_key_rounded(e, "lower_value", summary->lo);
        ps_emit_key_rounded(e, "upper_value", summary->hi);
    }
    ps_emit_close(e, '}');
    ps_emit_close(e, '}');
}

static int write_bmf(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                     struct ps_error *err)
{
    struct ps_emitter e;
    ps_emit_begin(&e, ps_emit_file, to, true);
    ps_emit_open(&e, '{');
    each_cell(&e, results, n, ps_report_phase(options), emit_measure);
    return end(&e, '}', to, err);
}

const struct ps_format ps_format_bmf = {
    .name = "bmf",
    .title = "Bencher's metric format",
    .keep = PS_KEEP_NONE,
    .heeds = PS_HEEDS_PHASE,
    .write = write_bmf,
};
