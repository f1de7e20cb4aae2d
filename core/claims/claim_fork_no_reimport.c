#include "claims/judge.h"

/* Executions are counted: any is one too many. */

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate fork = ps_note_mean(given, out, "fork.reimports", "re-imports of the main module by start, fork", "");
    ps_note_mean(given, out, "spawn.reimports", "re-imports of the main module by start, spawn", "");
    ps_note_mean(given, out, "forkserver.reimports", "re-imports of the main module by start, forkserver", "");
    struct ps_estimate targets = ps_seen_mean(given, "fork.targets"), twice = ps_seen_mean(given, "twice.executions");
    struct ps_estimate none = ps_seen_mean(given, "none.reimports");
    if (ps_observed_bool(given->seen, "has_fork") == 0) {
        ps_judge_say(out, PS_CLAIM_NOT_TESTABLE, "there is no fork on this system");
        return;
    }
    ps_control_positive(out, twice.value == 2, twice.value, "a program that is run twice executes its main module twice");
    ps_control_positive(out, targets.value == 1, targets.value, "every forked child ran its target");
    ps_control_negative(out, none.value == 0, none.value, "a program that starts no process executes it once");
    ps_judge_say(out, ps_judge_true(fork.n > 0 ? fork.value == 0 : -1),
                 "forked children executed the main module %.2g times a start", fork.value);
}

const struct ps_claim ps_claim_fork_no_reimport = {
    .id = "fork-no-reimport",
    .statement = "A forked child does not import the main module again.",
    .threshold = "no execution of the main module beyond the program's own: executions are counted, one would contradict it",
    .shows_not = "what the child does with the state that it has instead: locks, buffers, connections.",
    .workload = "fork_no_reimport.py",
    .quick_s = 2.2,
    .full_s = 12,
    .documented = ps_documents_hold,
    .judge = judge,
};
