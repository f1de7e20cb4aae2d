#include <math.h>
#include <stdio.h>

#include "claims/judge.h"

/* More workers must add this much to count: a second thread of a core adds 0.2 and more, a busy machine less. */
#define BETTER 1.15

/* What each of as many workers as cores got of a processor. With less, others were at work, from whom more workers take more. */
#define GOT 0.85

#define SPEED_UP   1.3
#define SAME_LEAST 0.8
#define SAME_MOST  1.25

struct counts {
    int physical, logical, allowed;
    double limit; /* of a control group; NAN: none */
};

static struct counts count(const struct ps_claim_given *given)
{
    struct counts counts = {
        .physical = (int)json_integer_value(json_object_get(given->host, "physical_cpus")),
        .logical = (int)json_integer_value(json_object_get(given->host, "logical_cpus")),
        .allowed = (int)ps_observed_number(given->seen, "processors"),
        .limit = NAN,
    };
    const json_t *limit = json_object_get(given->host, "cpu_limit");
    if (json_is_number(limit))
        counts.limit = json_number_value(limit);
    return counts;
}

/* Physical cores, or fewer where the process may not use them all. */
static int usable(const struct counts *counts)
{
    int n = counts->physical < counts->allowed ? counts->physical : counts->allowed;
    return counts->limit < n ? (int)ceil(counts->limit) : n;
}

/* The number of workers with which most was done. */
static int best_of(const struct ps_claim_given *given, struct ps_claim_outcome *out, const char *way, const char *what, int most)
{
    char series[32], name[96];
    int best = 0;
    double most_done = 0;
    for (int n = 1; n <= most; n++) {
        snprintf(series, sizeof series, "%s-%d", way, n);
        struct ps_estimate one = ps_seen_mean(given, series);
        if (one.value > most_done) {
            most_done = one.value;
            best = n;
        }
    }
    snprintf(name, sizeof name, "workers with which most was done, %s", what);
    if (best > 0)
        ps_note_value(out, best, 1, name, "");
    return best;
}

/* What more workers than `cores` do by what as many as cores do: the most of it. */
static struct ps_estimate more_than(const struct ps_claim_given *given, struct ps_claim_outcome *out, int cores, int most)
{
    struct ps_estimate best = {.value = NAN, .lo = NAN, .hi = NAN};
    char series[32], against[32], name[96];
    snprintf(against, sizeof against, "cpu-%d", cores);
    for (int n = cores + 1; n <= most; n++) {
        snprintf(series, sizeof series, "cpu-%d", n);
        snprintf(name, sizeof name, "work of %d workers / of %d, computing", n, cores);
        struct ps_estimate one = ps_note_ratio(given, out, series, against, name);
        if (isfinite(one.value) && !(one.value <= best.value))
            best = one;
    }
    return best;
}

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct counts counts = count(given);
    int cores = usable(&counts), most = 2 * counts.allowed < 16 ? 2 * counts.allowed : 16;
    char series[32];
    ps_note_value(out, counts.physical, 1, "physical cores", "");
    ps_note_value(out, counts.logical, 1, "logical processors", "");
    ps_note_value(out, counts.allowed, 1, "processors that the process may use", "");
    ps_note_value(out, counts.limit, 1, "processors that the control group grants", "");
    if (cores < 2) {
        ps_judge_say(out, PS_CLAIM_NOT_TESTABLE, "the process may use one core: one worker is all that makes sense");
        return;
    }
    best_of(given, out, "cpu", "computing in Python", most);
    best_of(given, out, "memory", "copying memory", most);
    best_of(given, out, "short", "tasks of 0.3 ms", most);
    struct ps_estimate more = more_than(given, out, cores, most);
    snprintf(series, sizeof series, "cpu-%d", cores);
    struct ps_estimate all = ps_note_ratio(given, out, series, "cpu-1", "speed-up by as many workers as usable cores");
    struct ps_estimate again = ps_seen_ratio(given, "again-1", "cpu-1");
    snprintf(series, sizeof series, "got-%d", cores);
    struct ps_estimate got = ps_note_mean(given, out, series, "of a processor each of these workers got", "");
    ps_control_positive(out, got.value > GOT, got.value, "as many workers as cores get a core each: nothing else is at work");
    ps_control_positive(out, all.value > SPEED_UP, all.value, "as many workers as cores do more than one");
    ps_control_negative(out, again.value > SAME_LEAST && again.value < SAME_MOST, again.value,
                        "one worker does as much as one worker");
    bool smt = counts.logical > counts.physical;
    ps_judge_say(out, ps_judge_below(&more, BETTER),
                 "more workers than the %d usable cores did %.2f times their work at best; %s", cores, more.value,
                 smt ? "this machine has SMT"
                     : "this machine has no SMT, so whether cores or logical processors count is undecided");
}

const struct ps_claim ps_claim_workers_physical_cores = {
    .id = "workers-physical-cores",
    .statement = "For CPU-bound work the best number of workers is the number of physical cores (that the process may use).",
    .threshold =
        "no number of workers up to twice the processors does 1.15 times (95 % interval) what as many as usable cores do",
    .shows_not =
        "what is best for work that waits; on a machine without SMT, whether logical processors would be the better count.",
    .workload = "workers_physical_cores.py",
    .quick_s = 9,
    .full_s = 50,
    .judge = judge,
};
