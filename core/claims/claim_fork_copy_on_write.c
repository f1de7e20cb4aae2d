#include "claims/judge.h"

/* Shares of the touched memory. What is shared is 0 and what is the child's own is 1; the interpreter's pages are a little. */
#define SHARED  0.1
#define COPIED  0.9
#define QUARTER 0.25
#define NEAR    0.1

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    struct ps_estimate read = ps_note_mean(given, out, "read.private", "private after reading all, of the memory", "");
    struct ps_estimate quarter =
        ps_note_mean(given, out, "write-25.private", "private after writing to a quarter of the pages", "");
    ps_note_mean(given, out, "write-50.private", "private after writing to half of the pages", "");
    struct ps_estimate all = ps_note_mean(given, out, "write-100.private", "private after writing to all pages", "");
    ps_note_mean(given, out, "write-100.faults", "page faults a page written to", "");
    ps_note_mean(given, out, "objects.private", "private after only reading a list of lists, of their memory", "");
    ps_note_mean(given, out, "collected.private", "private after gc.collect(), of their memory", "");
    ps_note_mean(given, out, "frozen.private", "the same with gc.freeze() before the fork", "");
    struct ps_estimate nothing = ps_seen_mean(given, "nothing.private"), new = ps_seen_mean(given, "new.private");
    ps_control_positive(out, new.value > COPIED, new.value, "memory that the child makes itself is counted as its own");
    ps_control_negative(out, nothing.value < SHARED, nothing.value, "a child that does nothing has none for its own");
    enum ps_claim_verdict verdict = ps_judge_both(ps_judge_below(&read, SHARED), ps_judge_above(&all, COPIED));
    verdict =
        ps_judge_both(verdict, ps_judge_both(ps_judge_above(&quarter, QUARTER - NEAR), ps_judge_below(&quarter, QUARTER + NEAR)));
    ps_judge_say(out, verdict,
                 "a child that read all of the memory had %.0f %% of it for its own, one that wrote to a quarter %.0f %%, to all "
                 "%.0f %%",
                 100 * read.value, 100 * quarter.value, 100 * all.value);
}

const struct ps_claim ps_claim_fork_copy_on_write = {
    .id = "fork-copy-on-write",
    .statement = "A forked child shares its parent's memory until it writes to it.",
    .threshold =
        "private memory below 10 % of what was touched after reading, within 10 % of a quarter after writing to a quarter, above "
        "90 % after writing to all (95 % intervals): shared is 0, copied is 1",
    .shows_not = "that a Python child stays small: reading an object counts a reference, which writes to its page.",
    .workload = "fork_copy_on_write.py",
    .quick_s = 1.5,
    .full_s = 20,
    .judge = judge,
};
