#include "claims/judge.h"

/* Sum of four tasks' spans by the span of all: one after the other is 1 (and a little less), all at once nearly 4. */
#define ONE_AFTER_ANOTHER 1.2
#define INTERLEAVED       2.0

/* The longest time without a heartbeat, of the whole run. Kept to the end is 1; with an await, a few steps of 24 are 0.2, and
 * more on a busy machine. */
#define KEPT 0.75

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate blocking = ps_note_mean(given, out, "blocking.spans", "overlap of 4 tasks without await", "");
    struct ps_estimate awaiting = ps_note_mean(given, out, "awaiting.spans", "overlap of 4 tasks with await", "");
    struct ps_estimate kept =
        ps_note_mean(given, out, "blocking.lag", "longest silence of the loop without await, of the run", "");
    struct ps_estimate let = ps_note_mean(given, out, "awaiting.lag", "longest silence of the loop with await, of the run", "");
    struct ps_estimate idle = ps_seen_mean(given, "idle.beats"), plain = ps_seen_mean(given, "plain.spans");
    ps_control_positive(out, idle.value > 3, idle.value, "the heartbeat beats in an idle loop");
    ps_control_negative(out, plain.value < ONE_AFTER_ANOTHER, plain.value, "functions called one after the other do not overlap");
    enum ps_claim_verdict without = ps_judge_both(ps_judge_below(&blocking, ONE_AFTER_ANOTHER), ps_judge_above(&kept, KEPT));
    enum ps_claim_verdict with = ps_judge_both(ps_judge_above(&awaiting, INTERLEAVED), ps_judge_below(&let, KEPT));
    ps_judge_say(
        out, ps_judge_both(without, with),
        "four tasks overlapped %.2f times without an await and %.2f times with one; the loop was kept for %.0f %% and %.0f %% "
        "of the run",
        blocking.value, awaiting.value, 100 * kept.value, 100 * let.value);
}

const struct ps_claim ps_claim_async_needs_await = {
    .id = "async-needs-await",
    .statement =
        "async def without a point of await runs one task after the other and keeps the loop; with await tasks interleave.",
    .threshold =
        "4 tasks' spans over the whole: below 1.2 without await, above 2 with it (1 is one after another, 4 all at once); the "
        "loop silent for over and under three quarters of the run",
    .shows_not = "that an await gives way: one of something that is already done may not.",
    .workload = "async_needs_await.py",
    .quick_s = 1.2,
    .full_s = 20,
    .documented = ps_documents_hold,
    .judge = judge,
};
