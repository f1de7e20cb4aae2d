/* pyperf's JSON (version 1.0): a cell a benchmark, an epoch a run, cold starts its warm-ups; seconds. `pyperf stats` and `pyperf
 * compare_to` read it. Cells are named by major.minor of their Python, so that two files have the same names. */
#include <string.h>

#include "cli/terminal.h"
#include "report/formats.h"
#include "report/text.h"
#include "result/emit.h"
#include "result/sample_rows.h"

/* The times of one epoch, as JSON lists without brackets. */
struct run {
    struct ps_text values, warmups;
    uint32_t epoch;
};

struct page {
    const struct ps_report_options *options;
    struct run run;
    bool comma; /* in front of the next benchmark, run */
    FILE *to;
};

/* pyperf takes no line ends in metadata, no blanks around them, and nothing empty. */
static void emit_word(struct ps_emitter *e, const char *key, const char *text)
{
    char safe[1024];
    ps_safe_text(safe, sizeof safe, text != NULL ? text + strspn(text, " ") : "", true);
    for (size_t n = strlen(safe); n > 0 && safe[n - 1] == ' ';)
        safe[--n] = '\0';
    if (safe[0] != '\0')
        ps_emit_key_string(e, key, safe);
}

/* Everything that a benchmark has in common for its runs. */
static int print_metadata(const struct ps_result *result, const char *name, const struct ps_cell_result *cell, struct page *page)
{
    struct ps_emitter e;
    char platform[512];
    const char *python = ps_result_python_id(result, &cell->cell);
    int64_t processors = json_integer_value(json_object_get(result->host, "logical_cpus"));
    snprintf(platform, sizeof platform, "%.100s %.100s %.100s", ps_host_word(result, "os"), ps_host_word(result, "kernel"),
             ps_host_word(result, "machine"));
    ps_emit_begin(&e, ps_emit_file, page->to, false);
    ps_emit_open(&e, '{');
    emit_word(&e, "name", name);
    ps_emit_key_string(&e, "unit", "second");
    ps_emit_key_integer(&e, "loops", 1);
    ps_emit_key_integer(&e, "inner_loops", 1);
    emit_word(&e, "platform", platform);
    emit_word(&e, "cpu_model_name", ps_host_word(result, "cpu_model"));
    if (processors > 0)
        ps_emit_key_integer(&e, "cpu_count", processors);
    emit_word(&e, "python_version", python);
    emit_word(&e, "description", "start of a process, from the call on");
    emit_word(&e, "procstart_phase", ps_phase_name(ps_report_phase(page->options)));
    emit_word(&e, "procstart_cell", cell->cell.id);
    emit_word(&e, "procstart_started", result->started);
    emit_word(&e, "procstart_emulation", ps_host_word(result, "emulation"));
    emit_word(&e, "procstart_version", json_string_value(json_object_get(result->tool, "version")));
    ps_emit_close(&e, '}');
    return ps_emit_end(&e);
}

static void print_run(struct page *page)
{
    struct run *run = &page->run;
    if (run->values.used > 0) {
        fprintf(page->to, "%s\n{\"values\":[%s]", page->comma ? "," : "", run->values.at);
        if (run->warmups.used > 0)
            fprintf(page->to, ",\"warmups\":[%s]", run->warmups.at);
        fputs("}", page->to);
        page->comma = true;
    }
    ps_text_clear(&run->values);
    ps_text_clear(&run->warmups);
}

/* Seconds, exactly. pyperf refuses a time of 0: a floor that no clock resolves is a nanosecond. */
static void add_time(struct ps_text *list, int64_t ns, bool warmup)
{
    const int64_t second = 1000 * 1000 * 1000;
    ns = ns > 0 ? ns : 1;
    ps_text_addf(list, "%s%s%lld.%09lld%s", list->used > 0 ? "," : "", warmup ? "[1," : "", (long long)(ns / second),
                 (long long)(ns % second), warmup ? "]" : "");
}

static int print_runs(struct ps_sample_rows *rows, size_t cell, struct page *page, struct ps_error *err)
{
    struct ps_sample_row row;
    struct run *run = &page->run;
    int more;
    ps_sample_rows_begin(rows, cell, PS_SET_SAMPLES);
    while ((more = ps_sample_rows_next(rows, &row, err)) > 0) {
        int64_t ns = row.at[ps_report_phase(page->options)];
        if (row.epoch != run->epoch)
            print_run(page);
        run->epoch = row.epoch;
        bool cold = row.turn < PS_COLD_TURNS;
        if (ns != PS_MISSING)
            add_time(cold ? &run->warmups : &run->values, ns, cold);
    }
    print_run(page);
    return more;
}

static int print_result(const struct ps_result *results, size_t n, size_t place, struct page *page, bool *comma,
                        struct ps_error *err)
{
    const struct ps_result *result = &results[place];
    struct ps_sample_rows *rows = ps_sample_rows_open(result, err);
    if (rows == NULL)
        return -1;
    int status = 0;
    for (size_t cell = 0; status == 0 && cell < result->cells_n; cell++) {
        char name[512];
        if (!ps_shows(&result->cells[cell], ps_report_phase(page->options)))
            continue;
        ps_label_cell(results, n, place, cell, name, sizeof name);
        fprintf(page->to, "%s\n{\"metadata\":", *comma ? "," : "");
        *comma = true;
        page->comma = false;
        if (print_metadata(result, name, &result->cells[cell], page) != 0 && !ferror(page->to))
            status = ps_fail(err, PS_EXIT_FAILED, "out of memory");
        fputs(",\"runs\":[", page->to);
        status = status == 0 ? print_runs(rows, cell, page, err) : status;
        fputs("]}", page->to);
    }
    ps_sample_rows_close(rows);
    return status;
}

static int write_pyperf(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                        struct ps_error *err)
{
    struct page page = {.options = options, .to = to};
    bool comma = false;
    int status = 0;
    fputs("{\"version\":\"1.0\",\"benchmarks\":[", to);
    for (size_t i = 0; status == 0 && i < n; i++)
        status = print_result(results, n, i, &page, &comma, err);
    fputs("\n]}\n", to);
    if (status == 0 && !comma)
        status = ps_fail(err, PS_EXIT_IMPOSSIBLE, "no cell has times of %s: pyperf takes no file without any",
                         ps_phase_name(ps_report_phase(options)));
    if (status == 0 && (page.run.values.failed || page.run.warmups.failed))
        status = ps_fail(err, PS_EXIT_FAILED, "out of memory");
    ps_text_free(&page.run.values);
    ps_text_free(&page.run.warmups);
    return status;
}

const struct ps_format ps_format_pyperf = {
    .name = "pyperf",
    .title = "for pyperf stats and pyperf compare_to",
    .keep = PS_KEEP_NONE,
    .heeds = PS_HEEDS_PHASE,
    .write = write_pyperf,
};
