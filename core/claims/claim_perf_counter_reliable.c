#include <stdio.h>

#include "claims/judge.h"

/* How much finer perf_counter()'s smallest step must be than time()'s: equal is 1. time() is a float of 1.8e9 s, whose step is
 * 238 ns, and perf_counter() one of a machine's uptime. */
#define FINER 1.0

static double facts_number(const struct ps_claim_given *given, const char *name)
{
    return ps_observed_number(given->seen, name);
}

/* Of every start method that there is: readings of a child that do not lie between the parent's before and after. */
static double outside(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    static const char *const methods[] = {"fork", "spawn", "forkserver"};
    double sum = 0;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        char series[64], name[96];
        snprintf(series, sizeof series, "%s.outside", methods[i]);
        struct ps_estimate one = ps_seen_mean(given, series);
        if (one.n == 0)
            continue;
        sum += one.value;
        snprintf(series, sizeof series, "%s.within", methods[i]);
        snprintf(name, sizeof name, "a child's clock is the parent's to within, %s", methods[i]);
        ps_note_mean(given, out, series, name, "s");
    }
    ps_note_value(out, sum, given->seen->launches, "readings of children that were not between two of the parent's", "");
    return sum;
}

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate step = ps_note_mean(given, out, "perf_counter.step", "smallest step of perf_counter()", "s");
    struct ps_estimate wall = ps_note_mean(given, out, "time.step", "smallest step of time()", "s");
    struct ps_estimate finer = ps_note_ratio(given, out, "time.step", "perf_counter.step", "step of time() / of perf_counter()");
    ps_note_value(out, facts_number(given, "perf_counter.resolution"), 1, "resolution of perf_counter() as it says", "s");
    struct ps_estimate back = ps_seen_mean(given, "perf_counter.back"), backwards = ps_seen_mean(given, "backwards.back");
    ps_note_estimate(out, &back, "readings before the one before them, of 20000", "");
    ps_note_mean(given, out, "illustration.time", "illustration, by libfaketime: a step of an hour moves time() by", "s");
    ps_note_mean(given, out, "illustration.perf_counter", "illustration, by libfaketime: it moves perf_counter() by", "s");
    double strangers = outside(given, out);
    int monotonic = ps_observed_bool(given->seen, "perf_counter.monotonic");
    int adjustable = ps_observed_bool(given->seen, "perf_counter.adjustable");
    ps_control_positive(out, backwards.value > 0, backwards.value, "a clock that is made to run backwards is seen to");
    ps_control_negative(out, ps_observed_bool(given->seen, "time.adjustable") == 1, 1,
                        "time() says of itself that it can be set: the question can be answered so");
    enum ps_claim_verdict verdict = ps_judge_true(monotonic == 1 && adjustable == 0 && back.value == 0 && strangers == 0);
    verdict = ps_judge_both(verdict, ps_judge_above(&finer, FINER));
    ps_judge_say(
        out, verdict,
        "perf_counter() is %smonotonic, %s, steps by %.0f ns where time() steps by %.0f ns, and agrees in all processes%s",
        monotonic == 1 ? "" : "not ", adjustable == 0 ? "cannot be set" : "can be set", 1e9 * step.value, 1e9 * wall.value,
        strangers > 0 ? " but for some readings" : "");
}

const struct ps_claim ps_claim_perf_counter_reliable = {
    .id = "perf-counter-reliable",
    .statement =
        "time.perf_counter is monotonic, finer than time.time, and the same clock in all processes; time.time can be set.",
    .threshold = "no reading before the one before it, every reading of a child between two of its parent's, a smaller step than "
                 "time()'s, and so said by time.get_clock_info: one exception would contradict it",
    .shows_not =
        "that it is right: it may be slewed, and after a suspend it may lack the time in between. The machine's clock is not "
        "set to see what a step does.",
    .workload = "perf_counter_reliable.py",
    .quick_s = 1.2,
    .full_s = 15,
    .documented = ps_documents_hold,
    .judge = judge,
};
