/* lab_bench.c: the starts that some claims are about, measured by core/measure as bench does it. */
#include <stdio.h>
#include <string.h>

#include "claims/lab_parts.h"
#include "platform/clock.h"
#include "platform/facts.h"
#include "platform/launch.h"

/* Of the parent: what makes fork slow, and little enough to be had on most machines. */
static const uint64_t quick_ballast[] = {0, UINT64_C(256) << 20};
static const uint64_t full_ballast[] = {0, UINT64_C(64) << 20, UINT64_C(256) << 20, UINT64_C(1) << 30};

enum { CPUS_MOST = 1024, METHODS_MOST = 3, BATCH_LIMIT_S = 20, QUICK_EPOCHS = 4 };

/* For one Python. */
#define QUICK_S 8.0
#define FULL_S  60.0

struct trial {
    struct ps_plan plan;
    struct ps_plan_python pythons[PS_LAB_PYTHONS];
    const char *mechanisms[METHODS_MOST + 1];
    uint64_t ballast[4];
    size_t ballast_n;
    int cpus[CPUS_MOST];
    struct ps_bench_options options;
};

/* The first of each method: the one that bench shows first. */
static void choose_mechanisms(struct trial *trial)
{
    static const enum ps_method methods[METHODS_MOST] = {PS_FORK, PS_SPAWN, PS_FORKSERVER};
    size_t n = 0;
    for (size_t m = 0; m < METHODS_MOST; m++) {
        for (size_t i = 0; ps_launchers[i] != NULL; i++) {
            const struct ps_launcher *launcher = ps_launchers[i];
            if (launcher->method != methods[m] || (launcher->available != NULL && launcher->available(NULL) != 0))
                continue;
            trial->mechanisms[n++] = launcher->name;
            break;
        }
    }
}

/* Half of the memory that can be had, for all runners that are alive together. */
static void choose_ballast(struct trial *trial, const struct ps_lab_request *request)
{
    const uint64_t *all = request->quick ? quick_ballast : full_ballast;
    size_t n = request->quick ? sizeof quick_ballast / sizeof *quick_ballast : sizeof full_ballast / sizeof *full_ballast;
    uint64_t memory = ps_facts_available_memory() / 2, runners = METHODS_MOST * (1 + request->pythons_n), sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += all[i] * runners;
        if (i == 0 || memory == 0 || sum <= memory)
            trial->ballast[trial->ballast_n++] = all[i];
    }
}

static int make_plan(struct trial *trial, const struct ps_lab_request *request, struct ps_error *err)
{
    choose_mechanisms(trial);
    choose_ballast(trial, request);
    for (size_t i = 0; i < request->pythons_n; i++) {
        const struct ps_python *python = &request->pythons[i];
        trial->pythons[i] = (struct ps_plan_python){
            .id = python->id,
            .has_host = python->libpython[0] != '\0',
            .why_no_host = python->why_no_host,
            .methods = python->methods,
        };
    }
    const struct ps_request_plan asked = {
        .apis = 1U << PS_NATIVE | 1U << PS_PYTHON,
        .methods = 1U << PS_FORK | 1U << PS_SPAWN | 1U << PS_FORKSERVER,
        .children = 1U << PS_CHILD_STUB_DYNAMIC,
        .mechanisms = trial->mechanisms,
        .ballast = trial->ballast,
        .ballast_n = trial->ballast_n,
        .pythons = trial->pythons,
        .pythons_n = request->pythons_n,
        .memory = ps_facts_available_memory() / 2,
    };
    return ps_plan_make(&trial->plan, &asked, err);
}

static int measure(struct ps_lab *lab, struct trial *trial, double seconds, const struct ps_bench_progress *progress,
                   struct ps_error *err)
{
    const struct ps_lab_request *request = lab->request;
    const struct ps_bench_place place = {
        .loop = request->loop,
        .contain = request->contain,
        .programs = request->programs,
        .pythons = request->pythons,
        .pythons_n = request->pythons_n,
    };
    int cpus = ps_facts_cpus(trial->cpus, CPUS_MOST);
    trial->options = (struct ps_bench_options){
        .started_ns = ps_clock_ns(),
        .time_limit_ns = (int64_t)(seconds * 1e9),
        .seed = lab->request->seed,
        .pinned = true,
        .cpus = trial->cpus,
        .cpus_n = cpus < CPUS_MOST ? cpus : CPUS_MOST,
        .epochs = request->quick ? QUICK_EPOCHS : 0,
        .deadline_ns = BATCH_LIMIT_S * INT64_C(1000000000),
    };
    if (make_plan(trial, request, err) != 0 ||
        ps_bench_result(&lab->bench, &trial->plan, request->pythons, request->pythons_n, &trial->options, err) != 0 ||
        ps_bench_run(&lab->bench, &place, &trial->options, progress, &lab->interrupted, err) != 0)
        return -1;
    return ps_result_summarise(&lab->bench, err);
}

struct saying {
    struct ps_lab *lab;
    const struct ps_claim *claim;
    double seconds;
};

static void say(void *data, const char *what, int64_t elapsed_ns, int64_t left_ns, double done)
{
    (void)what, (void)left_ns, (void)done;
    struct saying *saying = data;
    ps_lab_say(saying->lab, saying->claim, (double)elapsed_ns / 1e9 / saying->seconds);
}

int ps_lab_bench(struct ps_lab *lab, const struct ps_claim *claim, struct ps_error *err)
{
    (void)err;
    if (lab->bench_made || lab->bench_failed[0] != '\0')
        return 0;
    struct trial trial = {0};
    struct ps_error why = {0};
    double seconds = (lab->request->quick ? QUICK_S : FULL_S) * (double)lab->request->pythons_n;
    struct saying saying = {lab, claim, seconds};
    const struct ps_bench_progress progress = {.step = say, .data = &saying};
    if (measure(lab, &trial, seconds, &progress, &why) == 0)
        lab->bench_made = true;
    else
        snprintf(lab->bench_failed, sizeof lab->bench_failed, "%.500s", why.what);
    ps_plan_free(&trial.plan);
    return 0;
}
