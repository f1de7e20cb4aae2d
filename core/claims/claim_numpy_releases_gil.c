#include <stdio.h>

#include "claims/judge.h"

/* Ticks of the other thread in a call of 30 ms: it ticks every half ms and more when it may run at all, and a loaded machine
 * lets it some times; where the GIL is held it cannot tick once. */
#define RUNS 3.0
#define HELD 1.0

/* CPU time of the process by that of the thread that calls: the ticker adds a little, each further thread of BLAS adds 1. */
#define ONE_THREAD 1.3

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    static const int sizes[] = {32, 128, 768};
    struct ps_estimate largest = {0};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char series[32], name[96];
        snprintf(series, sizeof series, "dot-%d.ticks", sizes[i]);
        snprintf(name, sizeof name, "ticks of another thread in 30 ms of dot, %d x %d floats", sizes[i], sizes[i]);
        largest = ps_note_mean(given, out, series, name, "");
    }
    struct ps_estimate object = ps_note_mean(given, out, "object.ticks", "ticks in a dot of Python objects", "");
    struct ps_estimate loop = ps_note_mean(given, out, "loop.ticks", "ticks in a loop of Python", "");
    ps_note_mean(given, out, "object.s", "a dot of Python objects", "s");
    ps_note_mean(given, out, "dot-768.s", "a dot of 768 x 768 floats", "s");
    struct ps_estimate sleep = ps_seen_mean(given, "sleep.ticks"), blas = ps_note_mean(given, out, "blas", "threads of BLAS", "");
    if (ps_observed_bool(given->seen, "gil_with_numpy") == 0) {
        ps_judge_say(out, PS_CLAIM_NOT_TESTABLE, "the GIL is off in this process: there is none to release");
        return;
    }
    ps_control_positive(out, sleep.value > RUNS, sleep.value, "the heartbeat of the other thread goes on while this one sleeps");
    ps_control_positive(out, blas.value < ONE_THREAD, blas.value, "BLAS computes in the calling thread only");
    ps_control_negative(out, object.value < HELD, object.value,
                        "a dot of Python objects, which needs the GIL, lets no other run");
    ps_control_negative(out, loop.value < HELD, loop.value, "a loop of Python lets no other run before the switch interval");
    ps_judge_say(
        out, ps_judge_above(&largest, RUNS),
        "another thread ticked %.0f times in a dot of 768 x 768 floats, %.0f in one of Python objects, %.0f in a loop (numpy %s)",
        largest.value, object.value, loop.value, ps_observed_text(given->seen, "numpy"));
}

const struct ps_claim ps_claim_numpy_releases_gil = {
    .id = "numpy-releases-gil",
    .statement = "numpy.dot releases the GIL and lets other Python threads run; a loop of Python does not until it is made to.",
    .threshold =
        "more than 3 ticks of another thread in a dot of 768 x 768 floats (95 % interval), with a switch interval that makes "
        "nobody give way: one that holds the GIL allows none",
    .shows_not = "that all of numpy does: what works on Python objects, or is too short to bother, keeps the GIL.",
    .workload = "numpy_releases_gil.py",
    .quick_s = 3,
    .full_s = 25,
    .judge = judge,
};
