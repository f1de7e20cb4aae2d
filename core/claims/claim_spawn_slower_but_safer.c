#include <math.h>

#include "claims/starts.h"

/* Spawn's time by fork's, of a small parent. */
#define SLOWER 1.0

/* Each start either gets the lock or does not: half is neither. */
#define HALF 0.5

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    const char *python = json_string_value(json_object_get(given->python, "id"));
    const struct ps_starts starts = {given->bench, PS_PYTHON, python};
    struct ps_estimate ratio = {.value = NAN, .lo = NAN, .hi = NAN};
    if (given->bench != NULL)
        ratio = ps_starts_ratio(ps_starts_cell(&starts, PS_SPAWN, 0), ps_starts_cell(&starts, PS_FORK, 0), PS_READY, false);
    ps_note_estimate(out, &ratio, "spawn / fork, ready, small parent", "");
    struct ps_estimate fork =
        ps_note_mean(given, out, "fork.deadlocks", "children that cannot get a lock held at the start, fork", "");
    struct ps_estimate spawn =
        ps_note_mean(given, out, "spawn.deadlocks", "children that cannot get a lock held at the start, spawn", "");
    ps_note_mean(given, out, "forkserver.deadlocks", "children that cannot get a lock held at the start, forkserver", "");
    ps_note_mean(given, out, "fork.files", "of 8 open files those that the child has too, fork", "");
    ps_note_mean(given, out, "spawn.files", "of 8 open files those that the child has too, spawn", "");
    ps_note_mean(given, out, "fork.random", "two children draw the same random number, fork", "");
    ps_note_mean(given, out, "spawn.random", "two children draw the same random number, spawn", "");
    struct ps_estimate free = ps_seen_mean(given, "fork.free"), held = ps_seen_mean(given, "held");
    ps_control_positive(out, held.value == 1, held.value, "the lock is held while the child is started");
    ps_control_negative(out, free.value == 1, free.value, "a forked child gets a lock that nobody holds");
    enum ps_claim_verdict safer = ps_judge_true(fork.n == 0 || spawn.n == 0 ? -1 : fork.value > HALF && spawn.value < HALF);
    ps_judge_say(
        out, ps_judge_both(ps_judge_above(&ratio, SLOWER), safer),
        "spawn took %.1f times as long as fork; of children started while a thread held a lock, %.0f %% deadlocked with fork and "
        "%.0f %% with spawn",
        ratio.value, 100 * fork.value, 100 * spawn.value);
}

const struct ps_claim ps_claim_spawn_slower_but_safer = {
    .id = "spawn-slower-but-safer",
    .statement =
        "spawn is slower than fork, and safer: its child has no locks, files or generators in the state of the parent's threads.",
    .threshold = "spawn's time to ready by fork's above 1 (95 % interval); a lock that another thread holds at the start is "
                 "never got by a "
                 "forked child within 0.4 s and always by a spawned one",
    .shows_not = "that spawn is slower for a parent of any size (fork-fastest does), nor that fork without threads is unsafe.",
    .workload = "spawn_slower_but_safer.py",
    .needs = PS_NEEDS_BENCH,
    .quick_s = 3.5,
    .full_s = 20,
    .documented = ps_documents_hold,
    .judge = judge,
};
