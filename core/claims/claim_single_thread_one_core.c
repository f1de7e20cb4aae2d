#include <math.h>

#include "claims/judge.h"

/* One processor is 1. CPU clocks and the wall's are read one after the other, and the interpreter has no other thread. */
#define ONE_CORE 1.1

/* How far the process' clock may be from the sum of its threads'; one that counts a single thread is half of it. */
#define COUNTED 0.25

/* A process that sleeps. */
#define IDLE 0.2

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate busy = ps_note_mean(given, out, "busy", "CPU time / wall time of one computing thread", "");
    ps_note_mean(given, out, "two", "CPU time / wall time of two threads that release the GIL", "");
    ps_note_mean(given, out, "seen", "processors that the thread was seen on in one launch", "");
    ps_note_value(out, ps_observed_number(given->seen, "processors"), 1, "processors that the process may use", "");
    struct ps_estimate counted = ps_seen_mean(given, "counted"), idle = ps_seen_mean(given, "idle");
    ps_control_positive(out, fabs(counted.value - 1) < COUNTED, counted.value,
                        "the process' CPU clock counts all of its threads (process / sum of two threads)");
    ps_control_negative(out, idle.value < IDLE, idle.value, "a process that sleeps uses no processor");
    ps_judge_say(out, ps_judge_below(&busy, ONE_CORE), "one computing thread used %.2f processors of the %.0f that it may use",
                 busy.value, ps_observed_number(given->seen, "processors"));
}

const struct ps_claim ps_claim_single_thread_one_core = {
    .id = "single-thread-one-core",
    .statement = "A single-threaded CPU-bound program uses one core, however many there are.",
    .threshold =
        "CPU time of the process / time passed below 1.1 (95 % interval): one core is 1, and the rest is the clocks' step",
    .shows_not =
        "that it stays on one core (the scheduler may move it), nor that a library it calls starts no threads of its own.",
    .workload = "single_thread_one_core.py",
    .quick_s = 1.5,
    .full_s = 25,
    .judge = judge,
};
