#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "claims/judge.h"

/* 1: the second process adds nothing; 2: all of a processor. */
#define SPEED_UP 1.3

/* A pool cannot pay where the speed-up is less. */
#define PAYS 1.05

#define SAME_LEAST 0.8
#define SAME_MOST  1.25

/* By epoch, the task's length from which a pool pays: T = cost + T / speed-up. */
static void break_even(const struct ps_claim_given *given, struct ps_claim_outcome *out, const char *method,
                       const struct ps_estimate *speed_up)
{
    char series[64], name[96];
    snprintf(series, sizeof series, "pool.%s", method);
    const struct ps_observed *cost = ps_observed_find(given->seen, series);
    if (cost == NULL)
        return;
    snprintf(name, sizeof name, "a pool that does nothing, %s", method);
    ps_note_mean(given, out, series, name, "s");
    double *length = speed_up->value > PAYS ? malloc(cost->n * sizeof *length) : NULL;
    if (length == NULL)
        return;
    for (size_t i = 0; i < cost->n; i++)
        length[i] = cost->x[i] * speed_up->value / (speed_up->value - 1);
    struct ps_estimate estimate;
    ps_epoch_mean(length, cost->epoch, cost->n, 0.95, &estimate);
    snprintf(name, sizeof name, "a task must take this long for a pool to pay, %s", method);
    ps_note_estimate(out, &estimate, name, "s");
    free(length);
}

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    int most = (int)ps_observed_number(given->seen, "most");
    char series[32], name[64];
    struct ps_estimate last = {.value = NAN, .lo = NAN, .hi = NAN};
    for (int n = 2; n <= most; n++) {
        snprintf(series, sizeof series, "processes-%d", n);
        snprintf(name, sizeof name, "speed-up by %d processes", n);
        struct ps_estimate one = ps_note_ratio(given, out, series, "processes-1", name);
        last = isfinite(one.value) ? one : last;
    }
    ps_note_value(out, last.value / most, last.n, "efficiency: that, by as many processes", "");
    static const char *const methods[] = {"fork", "spawn", "forkserver"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        break_even(given, out, methods[i], &last);
    snprintf(series, sizeof series, "hash-%d", most);
    struct ps_estimate hash = ps_seen_ratio(given, series, "hash-1"), again = ps_seen_ratio(given, "again-1", "processes-1");
    struct ps_estimate two = ps_seen_ratio(given, "processes-2", "processes-1");
    ps_control_positive(out, hash.value > SPEED_UP, hash.value,
                        "work in C that releases the GIL is faster in threads: there are processors to be had");
    ps_control_negative(out, again.value > SAME_LEAST && again.value < SAME_MOST, again.value,
                        "one process is not faster than one process");
    char more[64] = "";
    if (most > 2)
        snprintf(more, sizeof more, ", %d did %.2f times", most, last.value);
    ps_judge_say(out, ps_judge_above(&two, SPEED_UP), "two processes did %.2f times the work of one%s", two.value, more);
}

const struct ps_claim ps_claim_processes_scale = {
    .id = "processes-scale",
    .statement = "CPU-bound work scales with processes.",
    .threshold = "speed-up by two processes above 1.3 (95 % interval): 1 is none, 2 is all, and 1.3 is far from either",
    .shows_not = "that work which moves much data between processes, or is bound by memory, scales as well.",
    .workload = "processes_scale.py",
    .quick_s = 5.5,
    .full_s = 50,
    .documented = ps_documents_hold,
    .judge = judge,
};
