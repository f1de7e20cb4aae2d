#include "claims/judge.h"

/* Of the time in which a thread computed, the part in which the other did too. The GIL leaves none but the clock's step; two on
 * two free processors share nearly all. */
#define OVERLAP 0.05

/* Processes must share so much, or the machine is too busy to tell: threads of one process get less at once than processes do. */
#define WOULD_SHOW 0.2

/* Pieces of one that are followed by a piece of the other, in 80 ms: one after the other has 1, a turn of 5 ms each has 16. */
#define SWITCHES 2.0

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate overlap = ps_note_mean(given, out, "threads.overlap", "overlap of two computing threads", "");
    struct ps_estimate switches = ps_note_mean(given, out, "threads.switches", "changes from one thread to the other", "");
    struct ps_estimate processes = ps_note_mean(given, out, "processes.overlap", "overlap of two computing processes", "");
    struct ps_estimate sequence = ps_seen_mean(given, "sequence.overlap");
    struct ps_estimate turns = ps_seen_mean(given, "sequence.switches");
    ps_control_positive(out, processes.value > WOULD_SHOW, processes.value,
                        "two processes overlap: it would show if threads did");
    ps_control_negative(out, sequence.value < OVERLAP && turns.value < SWITCHES, sequence.value,
                        "one after the other neither overlaps nor interleaves");
    enum ps_claim_verdict verdict = ps_judge_both(ps_judge_above(&switches, SWITCHES), ps_judge_below(&overlap, OVERLAP));
    ps_judge_say(out, verdict,
                 "the threads changed %.0f times and computed at the same time for %.1f %% of it; processes for %.1f %%",
                 switches.value, 100 * overlap.value, 100 * processes.value);
}

const struct ps_claim ps_claim_concurrent_not_parallel = {
    .id = "concurrent-not-parallel",
    .statement =
        "CPU-bound threads interleave (concurrency) without executing at the same time (parallelism); processes do both.",
    .threshold =
        "more than 2 changes between the threads in 80 ms, and an overlap below 5 % (95 % intervals): the GIL leaves none, "
        "two free processors nearly all",
    .shows_not =
        "how long a thread waits for its turn, nor anything about threads that do their work in C with the GIL released.",
    .workload = "concurrent_not_parallel.py",
    .quick_s = 2,
    .full_s = 25,
    .documented = ps_documents_of_gil,
    .judge = judge,
};
