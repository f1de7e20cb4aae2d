#include "claims/judge.h"

/* Executions are counted: each start of spawn makes one. */

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate spawn = ps_note_mean(given, out, "spawn.reimports", "re-imports of the main module by start, spawn", "");
    ps_note_mean(given, out, "forkserver.reimports", "re-imports of the main module by start, forkserver", "");
    ps_note_mean(given, out, "fork.reimports", "re-imports of the main module by start, fork", "");
    struct ps_estimate targets = ps_seen_mean(given, "spawn.targets"), twice = ps_seen_mean(given, "twice.executions");
    struct ps_estimate none = ps_seen_mean(given, "none.reimports");
    ps_control_positive(out, twice.value == 2, twice.value, "a program that is run twice executes its main module twice");
    ps_control_positive(out, targets.value == 1, targets.value, "every spawned child ran its target");
    ps_control_negative(out, none.value == 0, none.value, "a program that starts no process executes it once");
    ps_judge_say(out, ps_judge_true(spawn.n > 0 ? spawn.value == 1 : -1),
                 "spawned children executed the main module %.2g times a start", spawn.value);
}

const struct ps_claim ps_claim_spawn_reimports_main = {
    .id = "spawn-reimports-main",
    .statement = "A spawned child imports the main module again.",
    .threshold = "one execution of the main module for each start: executions are counted, another number would contradict it",
    .shows_not = "what that costs (procstart reimport does), nor programs run by -m, from a folder or a prompt.",
    .workload = "fork_no_reimport.py",
    .quick_s = 2.2,
    .full_s = 12,
    .documented = ps_documents_hold,
    .judge = judge,
};
