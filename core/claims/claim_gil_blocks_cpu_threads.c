#include <stdio.h>

#include "claims/judge.h"

/* Two threads that share one interpreter's turn do as much as one (1); two that each have a processor do twice as much (2). A
 * third of the way is far from both, and from what a machine that is busy with other things takes away. */
#define SPEED_UP 1.3

/* One thread against itself: what else moves the figures. */
#define SAME_LEAST 0.8
#define SAME_MOST  1.25

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    int most = (int)ps_observed_number(given->seen, "most");
    struct ps_estimate two = ps_note_ratio(given, out, "threads-2", "threads-1", "speed-up by 2 threads");
    for (int n = 4; n <= most; n++) {
        char series[32], name[64];
        snprintf(series, sizeof series, "threads-%d", n);
        snprintf(name, sizeof name, "speed-up by %d threads", n);
        ps_note_ratio(given, out, series, "threads-1", name);
    }
    struct ps_estimate processes = ps_note_ratio(given, out, "processes-2", "processes-1", "speed-up by 2 processes");
    struct ps_estimate again = ps_seen_ratio(given, "again-1", "threads-1");
    ps_note_value(out, ps_observed_bool(given->seen, "gil_enabled"), 1, "GIL enabled in the process (1 yes, 0 no)", "");
    ps_control_positive(out, processes.value > SPEED_UP, processes.value,
                        "two processes are faster than one: there are processors to be had");
    ps_control_negative(out, again.value > SAME_LEAST && again.value < SAME_MOST, again.value,
                        "one thread is not faster than one thread");
    bool gil = ps_observed_bool(given->seen, "gil_enabled") != 0;
    ps_judge_say(out, ps_judge_below(&two, SPEED_UP), "two threads did %.2f times the work of one, two processes %.2f times; %s",
                 two.value, processes.value, gil ? "the GIL is enabled" : "the GIL is off in this process");
}

const struct ps_claim ps_claim_gil_blocks_cpu_threads = {
    .id = "gil-blocks-cpu-threads",
    .statement = "Threads do not speed up CPU-bound Python code: one thread at a time executes bytecode.",
    .threshold = "speed-up by two threads below 1.3 (95 % interval): 1 is one at a time, 2 is both, and 1.3 is far from either",
    .shows_not = "anything about threads that wait for input, or whose work is done in C with the GIL released.",
    .workload = "gil_blocks_cpu_threads.py",
    .quick_s = 6,
    .full_s = 45,
    .documented = ps_documents_of_gil,
    .judge = judge,
};
