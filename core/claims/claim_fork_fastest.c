#include <math.h>
#include <stdio.h>

#include "claims/starts.h"

/* A rival's time by fork's: 1 is as fast. */
#define AS_FAST 1.0

/* A spawned child does not have its parent's memory: what its start gains with it is the machine's. */
#define SAME_LEAST 0.6
#define SAME_MOST  1.6

enum { SIZES = 8 };

static const enum ps_method rivals[] = {PS_SPAWN, PS_FORKSERVER};

struct contest {
    enum ps_claim_verdict verdict;
    double least;     /* the best ratio of a rival at the smallest parent */
    double most_lost; /* the least ratio of all */
    uint64_t lost_at; /* where that was, bytes */
    const char *lost_to;
    size_t n;
};

static void name_figure(char *name, size_t room, const struct ps_starts *starts, enum ps_method rival, uint64_t bytes,
                        const char *what)
{
    snprintf(name, room, "%s %s / fork, %s, parent of %llu MiB", ps_api_name(starts->api), ps_method_name(rival), what,
             (unsigned long long)(bytes >> 20));
}

static void enter(struct contest *contest, const struct ps_estimate *ratio, enum ps_method rival, uint64_t bytes)
{
    if (!isfinite(ratio->value))
        return;
    enum ps_claim_verdict one = ps_judge_above(ratio, AS_FAST);
    contest->verdict = contest->n == 0 ? one : ps_judge_both(contest->verdict, one);
    if (bytes == 0 && !(ratio->value >= contest->least))
        contest->least = ratio->value;
    if (!(ratio->value >= contest->most_lost)) {
        contest->most_lost = ratio->value;
        contest->lost_at = bytes;
        contest->lost_to = ps_method_name(rival);
    }
    contest->n++;
}

/* Where fork's time, a line through its smallest and its largest parent, passes the rival's at the largest. */
static void note_crossover(const struct ps_starts *starts, struct ps_claim_outcome *out, enum ps_method rival, uint64_t largest)
{
    const struct ps_cell_result *small = ps_starts_cell(starts, PS_FORK, 0), *large = ps_starts_cell(starts, PS_FORK, largest);
    const struct ps_cell_result *other = ps_starts_cell(starts, rival, largest);
    if (small == NULL || large == NULL || other == NULL)
        return;
    double from = small->summary[PS_READY].median, to = large->summary[PS_READY].median, at = other->summary[PS_READY].median;
    char name[96];
    snprintf(name, sizeof name, "%s fork is slower than %s from a parent of about", ps_api_name(starts->api),
             ps_method_name(rival));
    if (from < at && at < to)
        ps_note_value(out, (at - from) / (to - from) * (double)largest, large->summary[PS_READY].n, name, "B");
}

static void compare(const struct ps_starts *starts, struct ps_claim_outcome *out, struct contest *contest)
{
    uint64_t sizes[SIZES];
    size_t n = ps_starts_sizes(starts, sizes, SIZES);
    for (size_t i = 0; i < n; i++) {
        const struct ps_cell_result *fork = ps_starts_cell(starts, PS_FORK, sizes[i]);
        for (size_t r = 0; r < sizeof rivals / sizeof *rivals; r++) {
            const struct ps_cell_result *rival = ps_starts_cell(starts, rivals[r], sizes[i]);
            char name[96];
            struct ps_estimate ready = ps_starts_ratio(rival, fork, PS_READY, false);
            enter(contest, &ready, rivals[r], sizes[i]);
            name_figure(name, sizeof name, starts, rivals[r], sizes[i], "ready");
            ps_note_estimate(out, &ready, name, "");
            if (sizes[i] != 0)
                continue;
            struct ps_estimate reaped = ps_starts_ratio(rival, fork, PS_REAPED, false);
            struct ps_estimate first = ps_starts_ratio(rival, fork, PS_READY, true);
            name_figure(name, sizeof name, starts, rivals[r], sizes[i], "reaped");
            ps_note_estimate(out, &reaped, name, "");
            name_figure(name, sizeof name, starts, rivals[r], sizes[i], "first start ready");
            ps_note_estimate(out, &first, name, "");
        }
    }
    for (size_t r = 0; n > 1 && r < sizeof rivals / sizeof *rivals; r++)
        note_crossover(starts, out, rivals[r], sizes[n - 1]);
}

static void add_controls(const struct ps_starts *starts, struct ps_claim_outcome *out)
{
    uint64_t sizes[SIZES];
    size_t n = ps_starts_sizes(starts, sizes, SIZES);
    uint64_t largest = n > 0 ? sizes[n - 1] : 0;
    struct ps_estimate fork =
        ps_starts_ratio(ps_starts_cell(starts, PS_FORK, largest), ps_starts_cell(starts, PS_FORK, 0), PS_READY, false);
    struct ps_estimate spawn =
        ps_starts_ratio(ps_starts_cell(starts, PS_SPAWN, largest), ps_starts_cell(starts, PS_SPAWN, 0), PS_READY, false);
    ps_control_positive(out, fork.value > 1, fork.value, "fork of a large parent takes longer than of a small one");
    ps_control_negative(out, spawn.value > SAME_LEAST && spawn.value < SAME_MOST, spawn.value,
                        "spawn of a large parent takes as long as of a small one");
}

static void describe(const struct contest *contest, char *text, size_t room)
{
    if (contest->n == 0)
        snprintf(text, room, "nothing was measured");
    else if (contest->most_lost < AS_FAST)
        snprintf(
            text, room,
            "the next best took %.3g times as long with a small parent, but with one of %llu MiB %s took %.2g of fork's time",
            contest->least, (unsigned long long)(contest->lost_at >> 20), contest->lost_to, contest->most_lost);
    else
        snprintf(text, room, "the next best took at least %.3g times as long with every parent", contest->most_lost);
}

static const struct contest no_contest = {.verdict = PS_CLAIM_INCONCLUSIVE, .least = NAN, .most_lost = NAN, .lost_to = ""};

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    const char *python = json_string_value(json_object_get(given->python, "id"));
    const struct ps_starts native = {given->bench, PS_NATIVE, NULL}, of_python = {given->bench, PS_PYTHON, python};
    struct contest python_contest = no_contest, native_contest = no_contest;
    if (given->bench == NULL || ps_starts_cell(&of_python, PS_FORK, 0) == NULL) {
        ps_judge_say(out, PS_CLAIM_NOT_TESTABLE, "there is no fork on this system, or it could not be measured");
        return;
    }
    compare(&of_python, out, &python_contest);
    compare(&native, out, &native_contest);
    add_controls(&of_python, out);
    char by_python[192], natively[192];
    describe(&python_contest, by_python, sizeof by_python);
    describe(&native_contest, natively, sizeof natively);
    ps_judge_say(out, ps_judge_both(python_contest.verdict, native_contest.verdict), "by multiprocessing %s; natively %s",
                 by_python, natively);
}

const struct ps_claim ps_claim_fork_fastest = {
    .id = "fork-fastest",
    .statement = "fork is the fastest way to start a process.",
    .threshold =
        "every other method's time to ready is longer than fork's (95 % interval of the ratio above 1) for every size of the "
        "parent that was tried, natively and by multiprocessing: one that is faster contradicts it",
    .shows_not = "what a child does with its copy: a forked one pays for each page that it writes to later.",
    .needs = PS_NEEDS_BENCH,
    .quick_s = 8,
    .full_s = 60,
    .judge = judge,
};
