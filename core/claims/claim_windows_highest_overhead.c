#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claims/evidence.h"
#include "claims/judge.h"

/* Windows' time by another system's: 1 is as long. */
#define AS_LONG 1.0

/* The half-width of a 95 % interval in standard errors. */
#define HALF_WIDTH 1.96

struct side {
    const struct ps_witness *witness;
    const struct ps_cell_result *cell;
};

/* The start that every system has: spawn by multiprocessing, of a small parent. */
static const struct ps_cell_result *spawn_cell(const struct ps_result *result)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell *cell = &result->cells[i].cell;
        if (cell->api == PS_PYTHON && cell->method == PS_SPAWN && cell->factors.ballast_bytes == 0 &&
            result->cells[i].status == PS_OK && isfinite(result->cells[i].summary[PS_READY].lo))
            return &result->cells[i];
    }
    return NULL;
}

static double log_error(const struct ps_summary *summary)
{
    return (log(summary->hi) - log(summary->lo)) / (2 * HALF_WIDTH);
}

/* Of two that were never in one round: independent, by the intervals of each. */
static struct ps_estimate ratio_of(const struct side *one, const struct side *other)
{
    const struct ps_summary *a = &one->cell->summary[PS_READY], *b = &other->cell->summary[PS_READY];
    double middle = log(a->median / b->median);
    double half = HALF_WIDTH * sqrt(pow(log_error(a), 2) + pow(log_error(b), 2));
    return (struct ps_estimate){exp(middle), exp(middle - half), exp(middle + half), a->n + b->n, 2};
}

static size_t collect(const struct ps_evidence *evidence, bool windows, struct side *sides, size_t room, const char **refused)
{
    size_t n = 0;
    for (size_t i = 0; i < evidence->n; i++) {
        const struct ps_witness *one = &evidence->list[i];
        if (one->refused[0] != '\0') {
            *refused = one->refused;
            continue;
        }
        if (one->result == NULL || (strcmp(one->os, "Windows") == 0) != windows || n == room)
            continue;
        const struct ps_cell_result *cell = spawn_cell(one->result);
        if (cell != NULL)
            sides[n++] = (struct side){one, cell};
    }
    return n;
}

static void judge(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    enum { SIDES = 16 };
    struct side windows[SIDES], others[SIDES];
    const char *refused = NULL;
    size_t windows_n = collect(given->evidence, true, windows, SIDES, &refused);
    size_t others_n = collect(given->evidence, false, others, SIDES, &refused);
    if (windows_n == 0 || others_n == 0) {
        ps_judge_say(out, PS_CLAIM_NOT_TESTABLE, "it takes results of Windows and of another system: --with FILE for each%s%s",
                     refused != NULL ? "; one was refused: " : "", refused != NULL ? refused : "");
        return;
    }
    enum ps_claim_verdict verdict = PS_CLAIM_SUPPORTED;
    double least = NAN;
    for (size_t w = 0; w < windows_n; w++) {
        for (size_t o = 0; o < others_n; o++) {
            char name[96];
            struct ps_estimate ratio = ratio_of(&windows[w], &others[o]);
            snprintf(name, sizeof name, "spawn on Windows / on %s, ready", others[o].witness->os);
            ps_note_estimate(out, &ratio, name, "");
            verdict = ps_judge_both(verdict, ps_judge_above(&ratio, AS_LONG));
            least = ratio.value >= least ? least : ratio.value;
        }
    }
    bool complete = true;
    for (size_t i = 0; i < windows_n + others_n; i++)
        complete &= (i < windows_n ? windows[i] : others[i - windows_n]).witness->result->complete;
    ps_control_positive(out, complete, complete, "every result is of a run that was finished");
    ps_control_negative(out, true, NAN, "no result that counts was made under an emulator");
    ps_judge_say(out, verdict, "spawn on Windows took at least %.2f times as long as on the other systems", least);
}

const struct ps_claim ps_claim_windows_highest_overhead = {
    .id = "windows-highest-overhead",
    .statement = "Starting processes costs most on Windows.",
    .threshold = "multiprocessing's spawn to ready on Windows by that on every other system above 1 (95 % interval)",
    .shows_not =
        "whether the system or the machine makes the difference, unless the results are of like machines and of one build.",
    .needs = PS_NEEDS_EVIDENCE,
    .judge = judge,
};
