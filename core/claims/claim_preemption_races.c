#include "claims/judge.h"

/* One update that is lost shows that one can be; none shows nothing. So it is the worst round that counts. */

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate threads = ps_note_mean(given, out, "threads", "updates lost by 4 threads, of all", "");
    ps_note_mean(given, out, "tasks", "updates lost by 4 tasks that await between updates, of all", "");
    ps_note_mean(given, out, "torn", "updates lost by 4 tasks that await within an update, of all", "");
    double most = ps_seen_most(given, "threads"), tasks = ps_seen_most(given, "tasks"), torn = ps_seen_most(given, "torn"),
           locked = ps_seen_most(given, "locked");
    ps_control_positive(out, torn > 0, torn, "tasks that await between reading and writing lose updates: a loss is counted");
    ps_control_negative(out, locked == 0, locked, "threads with a lock lose none");
    if (tasks > 0)
        ps_judge_say(out, PS_CLAIM_CONTRADICTED, "cooperative tasks lost up to %.2g of their updates", tasks);
    else if (most > 0)
        ps_judge_say(out, PS_CLAIM_SUPPORTED,
                     "threads lost %.3g %% of their updates, %.3g %% in the worst round, cooperative tasks none",
                     100 * threads.value, 100 * most);
    else
        ps_judge_say(out, PS_CLAIM_INCONCLUSIVE, "no update was lost, which does not show that none can be");
}

const struct ps_claim ps_claim_preemption_races = {
    .id = "preemption-races",
    .statement = "Threads can be paused anywhere, so an unguarded read-modify-write loses updates; cooperative tasks lose none.",
    .threshold =
        "an update lost by threads, and none by tasks that await only between updates: one loss shows that it can happen, none "
        "would show nothing",
    .shows_not =
        "how often it happens in a program: the switch interval is forced to 1 us, and the update holds a call so that this "
        "CPython interrupts it.",
    .workload = "preemption_races.py",
    .quick_s = 2,
    .full_s = 20,
    .documented = ps_documents_hold,
    .judge = judge,
};
