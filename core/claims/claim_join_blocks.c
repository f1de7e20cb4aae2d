#include "claims/judge.h"

/* A beat that was due as the join began may still come; in 60 ms an idle loop beats 20 times and more, a loaded one some. */
#define BLOCKED 1.0
#define BEATS   3.0

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate thread = ps_note_mean(given, out, "thread.beats", "heartbeats during Thread.join of 60 ms", "");
    struct ps_estimate process = ps_note_mean(given, out, "process.beats", "heartbeats during Process.join of 60 ms", "");
    struct ps_estimate elsewhere =
        ps_note_mean(given, out, "elsewhere.beats", "heartbeats while another thread does the joining", "");
    struct ps_estimate waited = ps_note_mean(given, out, "thread.s", "Thread.join of a thread that sleeps 60 ms", "s");
    ps_note_mean(given, out, "process.s", "Process.join of a process that sleeps 80 ms", "s");
    struct ps_estimate ended = ps_seen_mean(given, "ended.s");
    ps_control_positive(out, elsewhere.value > BEATS, elsewhere.value,
                        "the heartbeat goes on when the joining is done in another thread");
    ps_control_negative(out, ended.value < waited.value / 2, ended.value, "joining a thread that has ended does not wait");
    ps_judge_say(
        out, ps_judge_both(ps_judge_below(&thread, BLOCKED), ps_judge_below(&process, BLOCKED)),
        "the heartbeat beat %.1f times during Thread.join, %.1f during Process.join, and %.1f when another thread joined",
        thread.value, process.value, elsewhere.value);
}

const struct ps_claim ps_claim_join_blocks = {
    .id = "join-blocks",
    .statement = "Thread.join and Process.join block the thread that calls them, and with it its event loop.",
    .threshold =
        "fewer than 1 heartbeat of the loop in a join of 60 ms (95 % interval); the loop beats every 2 ms when it is free",
    .shows_not = "anything about other threads: they go on.",
    .workload = "join_blocks.py",
    .quick_s = 1.8,
    .full_s = 20,
    .documented = ps_documents_hold,
    .judge = judge,
};
