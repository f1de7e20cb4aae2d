#include "claims/judge.h"

/* In 50 ms an idle loop beats 20 times, a blocked one before and after at most. */
#define BEATS 3.0

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate gather =
        ps_note_mean(given, out, "gather.beats", "heartbeats during await gather of three sleeps of 50 ms", "");
    struct ps_estimate idle = ps_note_mean(given, out, "idle.beats", "heartbeats of an idle loop in 50 ms", "");
    ps_note_mean(given, out, "gather.s", "await gather of three sleeps of 50 ms", "s");
    struct ps_estimate blocking = ps_seen_mean(given, "blocking.beats");
    ps_control_positive(out, idle.value > BEATS, idle.value, "the heartbeat beats in an idle loop");
    ps_control_negative(out, blocking.value < BEATS, blocking.value,
                        "the heartbeat does not beat while coroutines block the thread (time.sleep)");
    ps_judge_say(out, ps_judge_above(&gather, BEATS),
                 "the heartbeat beat %.1f times during await gather, %.1f times in an idle loop", gather.value, idle.value);
}

const struct ps_claim ps_claim_gather_suspends = {
    .id = "gather-suspends",
    .statement = "await asyncio.gather suspends only the coroutine that waits: the loop and its other tasks go on.",
    .threshold =
        "more than 3 heartbeats during a gather of 50 ms (95 % interval); the loop beats every 2 ms when it is free, and only "
        "before and after when it is blocked",
    .shows_not = "that what is gathered gives way: a coroutine that computes or blocks keeps the loop all the same.",
    .workload = "gather_suspends.py",
    .quick_s = 1.8,
    .full_s = 20,
    .documented = ps_documents_hold,
    .judge = judge,
};
