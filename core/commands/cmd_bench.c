/* cmd_bench.c: measures what was asked, saves it, prints it. */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/terminal.h"
#include "commands/bench.h"
#include "commands/print_results.h"

static bool has_cells(const struct ps_result *result, enum ps_status status)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        if (result->cells[i].status == status)
            return true;
    }
    return false;
}

/* Floor rows are there for comparison; a run in which nothing else can be had is an impossible one. */
static bool is_impossible(const struct ps_result *result)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        if (result->cells[i].cell.method != PS_FLOOR && result->cells[i].status != PS_UNSUPPORTED)
            return false;
    }
    return true;
}

/* Also after a failure the result is brought into a state in which it can be printed: with what was measured until then. */
static int measure(struct ps_bench *bench, bool *interrupted, struct ps_error *err)
{
    struct ps_progress_line line;
    const struct ps_bench_progress progress = {.step = ps_progress_step, .data = &line};
    const struct ps_bench_place place = {
        .loop = &bench->loop,
        .contain = bench->contain,
        .programs = bench->common->programs,
        .pythons = bench->pythons.list,
        .pythons_n = bench->pythons.n,
        .journal = bench->journal,
    };
    ps_progress_begin(&line, bench->common->quiet);
    int status = ps_bench_run(&bench->result, &place, &bench->options, &progress, interrupted, err);
    ps_progress_end(&line);
    if (ps_result_summarise(&bench->result, status == 0 ? err : NULL) != 0)
        return -1;
    return ps_bench_finish(&bench->result, status == 0 && !*interrupted, status == 0 ? err : NULL) == 0 ? status : -1;
}

static bool has_samples(const struct ps_result *result)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        if (result->cells[i].samples.n > 0)
            return true;
    }
    return false;
}

/* The journal is removed only when the result is in its place. */
static int save(struct ps_bench *bench, int status, struct ps_error *err)
{
    if (bench->journal == NULL)
        return status;
    struct ps_error unsaved = {0};
    int written = ps_result_write(&bench->result, bench->output, &unsaved);
    int closed = ps_journal_close(bench->journal, written == 0, written == 0 ? &unsaved : NULL);
    bench->journal = NULL;
    if (status == 0 && (written != 0 || closed != 0))
        *err = unsaved;
    if (written != 0 && has_samples(&bench->result))
        ps_error_hint(err, "what was measured is in %.120s.journal: `procstart finish` makes the result of it", bench->output);
    return written != 0 || closed != 0 ? -1 : status;
}

/* What was measured is printed even if it cannot be saved, and the other way round. The first that went wrong is reported:
 * measuring (`status`), saving, printing. */
static int deliver(struct ps_bench *bench, int status, struct ps_error *err)
{
    struct ps_error unprinted = {0};
    bool is_saved = bench->output[0] != '\0';
    status = save(bench, status, err);
    int printed = ps_print_results(&bench->result, 1, bench->common, NULL, NULL, &unprinted);
    if (printed == 0)
        printed = ps_cli_flush(&unprinted);
    if (status != 0)
        return -1;
    if (printed != 0) {
        if (!is_saved)
            ps_error_hint(&unprinted, "the figures are lost: -o FILE saves them");
        *err = unprinted;
        return -1;
    }
    if (!is_saved && !bench->common->quiet)
        fprintf(stderr, "procstart: hint: nothing was saved; -o FILE saves every sample\n");
    return 0;
}

static enum ps_exit exit_of(const struct ps_result *result, bool interrupted)
{
    if (interrupted)
        return PS_EXIT_INTERRUPTED;
    if (is_impossible(result))
        return PS_EXIT_IMPOSSIBLE;
    return has_cells(result, PS_FAILED) || has_cells(result, PS_TIMED_OUT) ? PS_EXIT_FAILED : PS_EXIT_OK;
}

/* Their rows say so too, to whoever reads the table. */
static int report_failures(const struct ps_result *result, enum ps_exit exit, struct ps_error *err)
{
    const struct ps_cell_result *first = NULL;
    size_t n = 0;
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell_result *cell = &result->cells[i];
        if (cell->status != (exit == PS_EXIT_IMPOSSIBLE ? PS_UNSUPPORTED : PS_FAILED) && cell->status != PS_TIMED_OUT)
            continue;
        first = first != NULL ? first : cell;
        n++;
    }
    if (first == NULL)
        return 0;
    ps_fail(err, exit, "%s: %s", first->cell.id, first->reason);
    if (exit == PS_EXIT_IMPOSSIBLE)
        return ps_error_context(err, "nothing of what was asked for can be had here");
    return ps_error_context(err, "%zu of %zu cells failed%s", n, result->cells_n, n > 1 ? ", the first" : "");
}

static int run_request(struct ps_bench *bench, int argc, char **argv, enum ps_exit *exit, struct ps_error *err)
{
    bool interrupted = false;
    if (ps_bench_prepare(bench, argc, argv, err) != 0)
        return -1;
    int status = 0;
    if (is_impossible(&bench->result))
        status = ps_bench_finish(&bench->result, true, err);
    else
        status = measure(bench, &interrupted, err);
    if (status != 0 && !has_samples(&bench->result))
        return -1;
    *exit = exit_of(&bench->result, interrupted);
    if (deliver(bench, status, err) != 0)
        return -1;
    return *exit == PS_EXIT_FAILED || *exit == PS_EXIT_IMPOSSIBLE ? report_failures(&bench->result, *exit, err) : 0;
}

static int run(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    struct ps_bench_request request;
    struct ps_bench bench = {.common = common, .request = &request};
    struct ps_error unclosed = {0};
    int helped = 0;
    *exit = PS_EXIT_OK;
    int status = ps_bench_request_parse(&request, argc, argv, common, &helped, err);
    if (status == 0 && !helped) {
        status = run_request(&bench, argc, argv, exit, err);
        ps_journal_close(bench.journal, 0, NULL);
        if (ps_bench_close(&bench, &unclosed) != 0 && status == 0) {
            *err = unclosed;
            status = -1;
        }
    }
    ps_bench_request_free(&request);
    return status;
}

const struct ps_command ps_cmd_bench = {
    .name = "bench",
    .summary = "measure starts of processes and print the overhead table",
    .run = run,
};
