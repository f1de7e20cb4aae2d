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

static int measure(struct ps_bench *bench, bool *interrupted, struct ps_error *err)
{
    struct ps_progress_line line;
    const struct ps_bench_progress progress = {.step = ps_progress_step, .data = &line};
    const struct ps_bench_place place = {
        .loop = &bench->loop,
        .contain = bench->contain,
        .programs = bench->common->programs,
        .pythons = bench->pythons,
        .pythons_n = bench->pythons_n,
        .journal = bench->journal,
    };
    ps_progress_begin(&line, bench->common->quiet);
    int status = ps_bench_run(&bench->result, &place, &bench->options, &progress, interrupted, err);
    ps_progress_end(&line);
    return status == 0 ? ps_result_summarise(&bench->result, err) : -1;
}

/* The journal is removed only when the result is in its place. */
static int save(struct ps_bench *bench, struct ps_error *err)
{
    if (bench->journal == NULL)
        return 0;
    int status = ps_result_write(&bench->result, bench->output, err);
    int closed = ps_journal_close(bench->journal, status == 0, status == 0 ? err : NULL);
    bench->journal = NULL;
    return status != 0 ? status : closed;
}

/* What was measured is printed even if it cannot be saved, and the other way round; the first that went wrong is reported. */
static int deliver(struct ps_bench *bench, struct ps_error *err)
{
    struct ps_error unprinted = {0};
    int saved = save(bench, err);
    int printed = ps_print_results(&bench->result, 1, bench->common, NULL, &unprinted);
    if (printed == 0)
        printed = ps_cli_flush(&unprinted);
    if (saved != 0)
        return -1;
    if (printed != 0) {
        *err = unprinted;
        if (bench->output[0] == '\0')
            ps_error_hint(err, "the figures are lost: -o FILE saves them");
        return -1;
    }
    if (bench->output[0] == '\0' && !bench->common->quiet)
        fprintf(stderr, "procstart: hint: nothing was saved; -o FILE saves every sample\n");
    return 0;
}

static int run_request(struct ps_bench *bench, int argc, char **argv, enum ps_exit *exit, struct ps_error *err)
{
    bool interrupted = false;
    if (ps_bench_prepare(bench, argc, argv, err) != 0)
        return -1;
    if (!is_impossible(&bench->result) && measure(bench, &interrupted, err) != 0)
        return -1;
    if (interrupted)
        *exit = PS_EXIT_INTERRUPTED;
    else if (is_impossible(&bench->result))
        *exit = PS_EXIT_IMPOSSIBLE;
    else if (has_cells(&bench->result, PS_FAILED) || has_cells(&bench->result, PS_TIMED_OUT))
        *exit = PS_EXIT_FAILED;
    else
        *exit = PS_EXIT_OK;
    return deliver(bench, err);
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
    .summary = "measures starts of processes and prints the overhead table",
    .run = run,
};
