#include <stdio.h>

#include "claims/judge.h"

/* Targets that ran, of those that were started: all (1) with a guard, none (0) without. They are counted. */

static struct ps_estimate targets(const struct ps_claim_given *given, struct ps_claim_outcome *out, const char *method,
                                  bool guarded)
{
    char series[64], name[96];
    snprintf(series, sizeof series, "%s.%s.targets", method, guarded ? "guarded" : "unguarded");
    snprintf(name, sizeof name, "targets run, of those started, %s %s a guard", method, guarded ? "with" : "without");
    return ps_note_mean(given, out, series, name, "");
}

/* For a method that imports main again: 1 the guard is needed, 0 it is not, -1 not seen. */
static int is_needed(const struct ps_claim_given *given, struct ps_claim_outcome *out, const char *method, bool *guarded_runs)
{
    struct ps_estimate with = targets(given, out, method, true), without = targets(given, out, method, false);
    if (with.n == 0 || without.n == 0)
        return -1;
    *guarded_runs &= with.value == 1;
    return without.value == 0;
}

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    bool guarded_runs = true, has_fork = ps_observed_bool(given->seen, "has_fork") == 1;
    int spawn = is_needed(given, out, "spawn", &guarded_runs);
    int server = is_needed(given, out, "forkserver", &guarded_runs);
    struct ps_estimate idle = ps_seen_mean(given, "idle.well");
    ps_control_positive(out, guarded_runs, guarded_runs, "with a guard every target runs");
    ps_control_negative(out, idle.value == 1, idle.value, "a program without a guard that starts nothing ends well");
    bool fork_runs = true;
    if (has_fork) {
        struct ps_estimate fork = targets(given, out, "fork", false);
        targets(given, out, "fork", true);
        fork_runs = fork.value == 1;
    }
    int truth = spawn < 0 ? -1 : spawn == 1 && server != 0 && fork_runs;
    ps_judge_say(out, ps_judge_true(truth), "without a guard spawned children ran %s%s%s", spawn == 1 ? "no target" : "targets",
                 server < 0    ? ""
                 : server == 1 ? ", those of forkserver none"
                               : ", those of forkserver did",
                 !has_fork   ? ""
                 : fork_runs ? ", and forked ones all"
                             : ", and forked ones not all");
}

const struct ps_claim ps_claim_guard_needed = {
    .id = "guard-needed",
    .statement =
        "Where the main module is imported again (spawn, forkserver) a program needs if __name__ == \"__main__\": without it no "
        "child gets to its target; fork needs none.",
    .threshold =
        "no target runs without a guard under spawn and forkserver, all do with it, and all do under fork: they are counted, one "
        "exception would contradict it",
    .shows_not = "what becomes of programs whose children are started elsewhere than in the main module (procstart guard does).",
    .workload = "guard_needed.py",
    .quick_s = 3,
    .full_s = 20,
    .documented = ps_documents_hold,
    .judge = judge,
};
