#include "claims/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/version.h"
#include "claims/lab_parts.h"
#include "platform/clock.h"
#include "platform/facts.h"

/* What one launch costs beside its workload's time, as a plan has to guess. */
#define LAUNCH_S 0.25

/* How many launches a claim's time is divided into. */
enum { QUICK_LAUNCHES = 5, FULL_LAUNCHES = 12 };

/* ---- time ---- */

static double budget_of(const struct ps_lab_request *request, const struct ps_claim *claim)
{
    double seconds = request->quick ? claim->quick_s : claim->full_s;
    return claim->needs & PS_NEEDS_EVIDENCE ? 0 : seconds;
}

double ps_lab_seconds(const struct ps_lab_request *request)
{
    double seconds = 0;
    for (const struct ps_claim *const *claim = request->claims; *claim != NULL; claim++)
        seconds += budget_of(request, *claim) * (double)request->pythons_n;
    return seconds;
}

void ps_lab_say(struct ps_lab *lab, const struct ps_claim *claim, double part)
{
    const struct ps_bench_progress *progress = lab->request->progress;
    if (progress == NULL)
        return;
    double all = lab->planned_s > 0 ? lab->planned_s : 1;
    double done = (lab->done_s + part * budget_of(lab->request, claim) * (double)lab->request->pythons_n) / all;
    int64_t elapsed = ps_clock_ns() - lab->started_ns;
    progress->step(progress->data, claim->id, elapsed, (int64_t)((1 - (done < 1 ? done : 1)) * all * 1e9), done);
}

/* ---- interrupts ---- */

static void on_interrupt(void *data)
{
    struct ps_lab *lab = data;
    lab->interrupted = true;
}

/* ---- Pythons ---- */

static int prepare_pythons(struct ps_lab *lab, struct ps_error *err)
{
    const struct ps_lab_request *request = lab->request;
    lab->interpreters = calloc(request->pythons_n + 1, sizeof *lab->interpreters);
    lab->report->pythons = json_array();
    if (lab->interpreters == NULL || lab->report->pythons == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for the Pythons");
    for (size_t i = 0; i < request->pythons_n; i++) {
        const struct ps_python *python = &request->pythons[i];
        json_t *facts = json_copy(python->facts);
        if (json_object_set_new(facts, "id", json_string(python->id)) != 0 ||
            json_array_append_new(lab->report->pythons, facts) != 0)
            return ps_fail(err, PS_EXIT_FAILED, "no memory for what is known of Python %s", python->id);
        snprintf(lab->interpreters[i], sizeof *lab->interpreters, "%s", python->path);
        if (python->libpython[0] == '\0')
            continue;
        char folder[4096];
        snprintf(folder, sizeof folder, "%.4000s/claims-%zu", ps_contain_dir(request->contain), i);
        if (ps_python_shadow(python, request->programs, folder, lab->interpreters[i], sizeof *lab->interpreters, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- one claim ---- */

static struct ps_claim_entry *add_entry(struct ps_claims_report *report, const struct ps_claim *claim, int python)
{
    struct ps_claim_entry *more = realloc(report->entries, (report->entries_n + 1) * sizeof *more);
    if (more == NULL)
        return NULL;
    report->entries = more;
    more += report->entries_n++;
    *more = (struct ps_claim_entry){.claim = claim, .python = python};
    return more;
}

static int settle(struct ps_lab *lab, const struct ps_claim *claim, int python, const struct ps_observations *seen,
                  struct ps_error *err)
{
    struct ps_claim_entry *entry = add_entry(lab->report, claim, python);
    if (entry == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for the verdict on %s", claim->id);
    const struct ps_claim_given given = {
        .seen = seen,
        .host = lab->report->host,
        .python = python >= 0 ? json_array_get(lab->report->pythons, (size_t)python) : NULL,
        .bench = lab->bench_made && (claim->needs & PS_NEEDS_BENCH) ? &lab->bench : NULL,
        .evidence = lab->request->evidence,
    };
    entry->launches = seen->launches;
    ps_claim_settle(claim, &given, &entry->outcome);
    return 0;
}

static bool is_over(const struct ps_observations *seen, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (seen[i].untestable[0] == '\0' && seen[i].failed[0] == '\0')
            return false;
    }
    return true;
}

/* One epoch: each Python's workload once, in a random order. */
static int launch_all(struct ps_lab *lab, const struct ps_claim *claim, uint32_t epoch, double seconds,
                      struct ps_observations *seen, struct ps_error *err)
{
    uint32_t order[PS_LAB_PYTHONS];
    size_t n = lab->request->pythons_n;
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    ps_random_shuffle(&lab->random, order, n);
    for (size_t i = 0; i < n && !lab->interrupted; i++) {
        struct ps_observations *one = &seen[order[i]];
        if (one->untestable[0] != '\0' || one->failed[0] != '\0')
            continue;
        if (ps_lab_launch(lab, claim, order[i], epoch, seconds, one, err) != 0)
            return -1;
    }
    return 0;
}

static int launch_epochs(struct ps_lab *lab, const struct ps_claim *claim, struct ps_observations *seen, struct ps_error *err)
{
    size_t n = lab->request->pythons_n;
    double budget = budget_of(lab->request, claim);
    uint32_t launches = lab->request->quick ? QUICK_LAUNCHES : FULL_LAUNCHES;
    double seconds = budget / launches - LAUNCH_S;
    int64_t began = ps_clock_ns();
    for (uint32_t epoch = 0; !lab->interrupted && !is_over(seen, n); epoch++) {
        double elapsed = (double)(ps_clock_ns() - began) / 1e9 / (double)n;
        if (epoch >= PS_LAB_LAUNCHES && elapsed * (epoch + 1) / epoch > budget)
            break;
        ps_lab_say(lab, claim, budget > 0 ? elapsed / budget : 0);
        if (launch_all(lab, claim, epoch, seconds > 0.05 ? seconds : 0.05, seen, err) != 0)
            return -1;
    }
    return 0;
}

static int run_claim(struct ps_lab *lab, const struct ps_claim *claim, struct ps_error *err)
{
    size_t n = lab->request->pythons_n;
    struct ps_observations none = {0};
    if (claim->needs & PS_NEEDS_EVIDENCE)
        return settle(lab, claim, -1, &none, err);
    struct ps_observations *seen = calloc(n, sizeof *seen);
    if (seen == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for %s", claim->id);
    int status = 0;
    if (claim->needs & PS_NEEDS_BENCH)
        status = ps_lab_bench(lab, claim, err);
    if (status == 0 && claim->workload != NULL)
        status = launch_epochs(lab, claim, seen, err);
    for (size_t i = 0; status == 0 && !lab->interrupted && i < n; i++) {
        if ((claim->needs & PS_NEEDS_BENCH) && seen[i].failed[0] == '\0')
            snprintf(seen[i].failed, sizeof seen[i].failed, "%s", lab->bench_failed);
        status = settle(lab, claim, (int)i, &seen[i], err);
    }
    for (size_t i = 0; i < n; i++)
        ps_observations_free(&seen[i]);
    free(seen);
    lab->done_s += budget_of(lab->request, claim) * (double)n;
    return status;
}

/* ---- all of them ---- */

static int describe(struct ps_lab *lab, struct ps_error *err)
{
    struct ps_claims_report *report = lab->report;
    report->seed = lab->request->seed;
    report->quick = lab->request->quick;
    report->evidence = lab->request->evidence;
    report->host = ps_facts_host(err);
    if (report->host == NULL)
        return -1;
    report->tool = json_pack("{s:s, s:s?, s:s, s:s, s:s}", "version", ps_version, "commit", ps_commit[0] ? ps_commit : NULL,
                             "libuv", uv_version_string(), "compiler", ps_compiler, "build_type", ps_build_type);
    (void)ps_moment_text(report->started, 0, NULL);
    return report->tool != NULL ? 0 : ps_fail(err, PS_EXIT_FAILED, "out of memory");
}

int ps_lab_run(const struct ps_lab_request *request, struct ps_claims_report *report, bool *interrupted, struct ps_error *err)
{
    struct ps_lab lab = {.request = request, .report = report, .started_ns = ps_clock_ns()};
    lab.planned_s = ps_lab_seconds(request);
    ps_random_seed(&lab.random, request->seed, 1);
    ps_result_init(&lab.bench);
    int status = describe(&lab, err);
    if (status == 0)
        status = prepare_pythons(&lab, err);
    if (status == 0)
        status = ps_interrupts_catch(&lab.interrupts, request->loop, on_interrupt, &lab, err);
    for (const struct ps_claim *const *claim = request->claims; status == 0 && !lab.interrupted && *claim != NULL; claim++)
        status = run_claim(&lab, *claim, err);
    (void)ps_moment_text(report->finished, 0, NULL);
    report->complete = status == 0 && !lab.interrupted;
    *interrupted = lab.interrupted;
    ps_interrupts_release(&lab.interrupts);
    ps_result_free(&lab.bench);
    free(lab.interpreters);
    return status;
}

void ps_claims_report_free(struct ps_claims_report *report)
{
    json_decref(report->tool);
    json_decref(report->host);
    json_decref(report->pythons);
    free(report->entries);
    *report = (struct ps_claims_report){0};
}
