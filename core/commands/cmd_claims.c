/* cmd_claims.c: experiments that settle what people say about the GIL, start methods and parallelism. docs/claims.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/lab.h"
#include "claims/setup.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "commands/claims_print.h"
#include "commands/commands.h"
#include "commands/pythons.h"
#include "commands/scratch.h"
#include "commands/seed.h"

enum { WITH_MAX = 64, NAMES_MAX = 64 };

enum { LIST, QUICK, PYTHON, WITH, SETUP, SEED };

static const struct ps_option options[] = {
    [LIST] = {"list", 0, NULL, "print the claims and what decides each, and run nothing"},
    [QUICK] = {"quick", 0, NULL, "all claims within 60 s for each Python, instead of 10 min"},
    [PYTHON] = {"python", 0, "PATH", "settle them for this Python (an interpreter, a venv or a prefix); may be given again"},
    [WITH] = {"with", 0, "FILE", "a result of another system, of bench or of claims, as evidence; may be given again"},
    [SETUP] = {"setup", 0, NULL, "make a venv with numpy from PyPI for each Python that has none"},
    [SEED] = {"seed", 0, "N", "seed of all orders (default: random)"},
    {NULL, 0, NULL, NULL},
};

struct request {
    const char *python[PS_LAB_PYTHONS], *with[WITH_MAX];
    size_t pythons_n, with_n;
    bool list, quick, setup, seeded;
    uint64_t seed;
    const struct ps_claim *claims[NAMES_MAX + 1];
};

/* ---- what was asked ---- */

static int add(const char *option, const char **list, size_t *n, size_t room, const char *value, struct ps_error *err)
{
    if (*n == room)
        return ps_fail(err, PS_EXIT_USAGE, "%s is given more than %zu times", option, room);
    list[(*n)++] = value;
    return 0;
}

static int take(void *data, int index, const char *value, struct ps_error *err)
{
    struct request *request = data;
    switch (index) {
    case PYTHON:
        return add("--python", request->python, &request->pythons_n, PS_LAB_PYTHONS, value, err);
    case WITH:
        return add("--with", request->with, &request->with_n, WITH_MAX, value, err);
    case SEED:
        request->seeded = true;
        return ps_parse_count("--seed", value, 0, INT64_MAX, &request->seed, err);
    case LIST:
        request->list = true;
        return 0;
    case QUICK:
        request->quick = true;
        return 0;
    default:
        request->setup = true;
        return 0;
    }
}

static int fail_claim(const char *name, struct ps_error *err)
{
    const char *known[NAMES_MAX + 1] = {NULL};
    for (size_t i = 0; i < NAMES_MAX && ps_claims[i] != NULL; i++)
        known[i] = ps_claims[i]->id;
    return ps_fail_unknown(err, "claim", name, known);
}

/* In the order of the table, each once, however they were named. */
static int choose_claims(struct request *request, char **names, size_t n, struct ps_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (ps_claim_find(names[i]) == NULL)
            return fail_claim(names[i], err);
    }
    size_t chosen = 0;
    for (size_t i = 0; ps_claims[i] != NULL; i++) {
        bool named = n == 0;
        for (size_t k = 0; k < n; k++)
            named |= strcmp(names[k], ps_claims[i]->id) == 0;
        if (named)
            request->claims[chosen++] = ps_claims[i];
    }
    return 0;
}

static bool needs_pythons(const struct request *request)
{
    for (size_t i = 0; request->claims[i] != NULL; i++) {
        if (!(request->claims[i]->needs & PS_NEEDS_EVIDENCE))
            return true;
    }
    return false;
}

/* ---- the run ---- */

static enum ps_exit exit_of(const struct ps_claims_report *report, bool interrupted)
{
    if (interrupted)
        return PS_EXIT_INTERRUPTED;
    for (size_t i = 0; i < report->entries_n; i++) {
        if (ps_claim_is_finding(&report->entries[i].outcome))
            return PS_EXIT_FINDING;
    }
    return PS_EXIT_OK;
}

static int settle(struct request *request, struct ps_lab_request *lab, const struct ps_common *common, enum ps_exit *exit,
                  struct ps_error *err)
{
    struct ps_claims_report report = {0};
    struct ps_progress_line line;
    const struct ps_bench_progress progress = {.step = ps_progress_step, .data = &line};
    bool interrupted = false;
    int status = request->setup ? ps_setup_numpy(lab, common->quiet, err) : 0;
    if (status == 0) {
        struct ps_lab_request shown = *lab;
        shown.progress = &progress;
        ps_progress_begin(&line, common->quiet);
        status = ps_lab_run(&shown, &report, &interrupted, err);
        ps_progress_end(&line);
    }
    if (status == 0)
        status = ps_claims_print(&report, common, err);
    *exit = exit_of(&report, interrupted);
    ps_claims_report_free(&report);
    return status;
}

static int prepare(struct request *request, struct ps_lab_request *lab, struct ps_pythons *pythons, struct ps_error *err)
{
    lab->seed = request->seed;
    if (!request->seeded && ps_seed_draw(&lab->seed, err) != 0)
        return -1;
    if (needs_pythons(request) &&
        ps_pythons_find(pythons, request->python, request->pythons_n, lab->programs, ps_contain_dir(lab->contain), err) != 0)
        return -1;
    lab->pythons = pythons->list;
    lab->pythons_n = pythons->n;
    return 0;
}

static int run_request(struct request *request, const struct ps_evidence *evidence, const struct ps_common *common,
                       enum ps_exit *exit, struct ps_error *err)
{
    struct ps_scratch scratch;
    if (ps_scratch_open(&scratch, common->programs, err) != 0)
        return -1;
    struct ps_pythons pythons = {0};
    struct ps_lab_request lab = {
        .loop = &scratch.loop,
        .contain = scratch.contain,
        .programs = common->programs,
        .claims = request->claims,
        .evidence = evidence,
        .quick = request->quick,
        .broken = getenv("PROCSTART_CLAIMS_BREAK"),
    };
    int status = prepare(request, &lab, &pythons, err);
    if (status == 0)
        status = settle(request, &lab, common, exit, err);
    ps_pythons_free(&pythons);
    struct ps_error unclosed = {0};
    if (ps_scratch_close(&scratch, &unclosed) != 0 && status == 0) {
        *err = unclosed;
        status = -1;
    }
    return status;
}

static int run(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    struct request request = {0};
    const struct ps_cli cli = {
        .usage = "procstart claims [OPTIONS] [NAME..]",
        .about = "Settles by experiment, on this machine, what people say about the GIL, start methods and parallelism. Each "
                 "verdict (supported, contradicted, inconclusive, not testable here) comes with its figures, its controls, the "
                 "threshold that was set beforehand, and what it does not show. Without a NAME all claims are settled.\n"
                 "The exit code is 1 if a claim is contradicted where the documents of that Python say that it holds.",
        .options = options,
        .take = take,
        .data = &request,
        .formats = ps_claims_formats,
        .output = "write the verdicts to FILE",
    };
    int first, helped = 0;
    if (ps_cli_parse(&cli, argc, argv, common, &first, &helped, err) != 0)
        return -1;
    *exit = PS_EXIT_OK;
    if (helped)
        return 0;
    if (choose_claims(&request, argv + first, (size_t)(argc - first), err) != 0)
        return -1;
    if (request.list)
        return ps_claims_list(request.claims, common, err);
    struct ps_evidence evidence = {0};
    int status = ps_output_check(common->output, err);
    for (size_t i = 0; status == 0 && i < request.with_n; i++)
        status = ps_evidence_add(&evidence, request.with[i], err);
    if (status == 0)
        status = run_request(&request, &evidence, common, exit, err);
    ps_evidence_free(&evidence);
    return status;
}

const struct ps_command ps_cmd_claims = {
    .name = "claims",
    .summary = "settle by experiment what is said about the GIL, start methods and parallelism",
    .run = run,
};
