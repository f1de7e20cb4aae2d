#include <stdio.h>
#include <string.h>

#include "claims/judge.h"

const struct ps_claim *ps_claim_find(const char *id)
{
    for (const struct ps_claim *const *claim = ps_claims; *claim != NULL; claim++) {
        if (strcmp((*claim)->id, id) == 0)
            return *claim;
    }
    return NULL;
}

const char *ps_claim_verdict_name(enum ps_claim_verdict verdict)
{
    static const char *const names[PS_CLAIM_VERDICTS] = {
        [PS_CLAIM_SUPPORTED] = "supported",
        [PS_CLAIM_CONTRADICTED] = "contradicted",
        [PS_CLAIM_INCONCLUSIVE] = "inconclusive",
        [PS_CLAIM_NOT_TESTABLE] = "not testable here",
    };
    return names[verdict];
}

const char *ps_documented_name(enum ps_documented documented)
{
    static const char *const names[] = {
        [PS_DOCUMENTS_SILENT] = "silent", [PS_DOCUMENTS_HOLDS] = "holds", [PS_DOCUMENTS_DENY] = "does not hold"};
    return names[documented];
}

/* With a reason even where a judge gave none. */
static void apply_controls(struct ps_claim_outcome *out)
{
    if (out->verdict == PS_CLAIM_NOT_TESTABLE)
        return;
    if (out->controls_n == 0 && out->verdict != PS_CLAIM_INCONCLUSIVE) {
        ps_judge_say(out, PS_CLAIM_INCONCLUSIVE, "no control was made");
        return;
    }
    for (size_t i = 0; i < out->controls_n; i++) {
        const struct ps_claim_control *control = &out->controls[i];
        if (!control->passed) {
            ps_judge_say(out, PS_CLAIM_INCONCLUSIVE, "the %s control failed: %s", control->positive ? "positive" : "negative",
                         control->name);
            return;
        }
    }
}

void ps_claim_settle(const struct ps_claim *claim, const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    *out = (struct ps_claim_outcome){.verdict = PS_CLAIM_INCONCLUSIVE};
    if (claim->documented != NULL)
        out->documented = claim->documented(given);
    if (given->seen->untestable[0] != '\0') {
        ps_judge_say(out, PS_CLAIM_NOT_TESTABLE, "%s", given->seen->untestable);
        return;
    }
    if (given->seen->failed[0] != '\0') {
        ps_judge_say(out, PS_CLAIM_INCONCLUSIVE, "the experiment failed: %s", given->seen->failed);
        return;
    }
    claim->judge(given, out);
    if (given->seen->differing[0] != '\0' && out->verdict != PS_CLAIM_NOT_TESTABLE)
        ps_judge_say(out, PS_CLAIM_INCONCLUSIVE, "launches disagreed on %s", given->seen->differing);
    apply_controls(out);
}

bool ps_claim_is_finding(const struct ps_claim_outcome *out)
{
    return out->verdict == PS_CLAIM_CONTRADICTED && out->documented == PS_DOCUMENTS_HOLDS;
}
