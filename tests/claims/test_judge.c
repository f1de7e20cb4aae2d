#include <math.h>

#include "given.h"

Test(judge, an_interval_decides_only_where_it_lies_on_one_side)
{
    const struct ps_estimate low = {1, 0.9, 1.1, 5, 5}, across = {1.3, 1.2, 1.4, 5, 5}, high = {2, 1.9, 2.1, 5, 5};
    const struct ps_estimate none = {1, NAN, NAN, 1, 1};
    cr_expect_eq(ps_judge_below(&low, 1.3), PS_CLAIM_SUPPORTED);
    cr_expect_eq(ps_judge_below(&across, 1.3), PS_CLAIM_INCONCLUSIVE);
    cr_expect_eq(ps_judge_below(&high, 1.3), PS_CLAIM_CONTRADICTED);
    cr_expect_eq(ps_judge_below(&none, 1.3), PS_CLAIM_INCONCLUSIVE);
    cr_expect_eq(ps_judge_above(&low, 1.3), PS_CLAIM_CONTRADICTED);
    cr_expect_eq(ps_judge_above(&high, 1.3), PS_CLAIM_SUPPORTED);
    cr_expect_eq(ps_judge_above(&none, 1.3), PS_CLAIM_INCONCLUSIVE);
}

Test(judge, both_must_hold)
{
    cr_expect_eq(ps_judge_both(PS_CLAIM_SUPPORTED, PS_CLAIM_SUPPORTED), PS_CLAIM_SUPPORTED);
    cr_expect_eq(ps_judge_both(PS_CLAIM_SUPPORTED, PS_CLAIM_INCONCLUSIVE), PS_CLAIM_INCONCLUSIVE);
    cr_expect_eq(ps_judge_both(PS_CLAIM_INCONCLUSIVE, PS_CLAIM_SUPPORTED), PS_CLAIM_INCONCLUSIVE);
    cr_expect_eq(ps_judge_both(PS_CLAIM_INCONCLUSIVE, PS_CLAIM_CONTRADICTED), PS_CLAIM_CONTRADICTED);
}

static void pass(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    (void)given;
    ps_control_positive(out, true, 1, "it shows");
    ps_judge_say(out, PS_CLAIM_SUPPORTED, "so it is");
}

static void fail_control(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    pass(given, out);
    ps_control_negative(out, false, 1, "it does not show");
}

static void no_control(const struct ps_claim_given *given, struct ps_claim_outcome *out)
{
    (void)given;
    ps_judge_say(out, PS_CLAIM_CONTRADICTED, "so it is not");
}

Test(judge, a_failed_or_missing_control_makes_it_inconclusive_and_says_so)
{
    struct made *made = made_new(NULL);
    struct ps_claim claim = {.id = "x", .judge = pass};
    ps_claim_settle(&claim, &made->given, &made->out);
    cr_expect_eq(made->out.verdict, PS_CLAIM_SUPPORTED);
    claim.judge = fail_control;
    ps_claim_settle(&claim, &made->given, &made->out);
    cr_expect_eq(made->out.verdict, PS_CLAIM_INCONCLUSIVE);
    cr_expect_not_null(strstr(made->out.reason, "negative control failed: it does not show"), "%s", made->out.reason);
    claim.judge = no_control;
    ps_claim_settle(&claim, &made->given, &made->out);
    cr_expect_eq(made->out.verdict, PS_CLAIM_INCONCLUSIVE);
    made_free(made);
}

Test(judge, what_failed_is_inconclusive_and_what_cannot_be_had_is_not_testable)
{
    struct made *made = made_new(NULL);
    const struct ps_claim claim = {.id = "x", .judge = pass};
    snprintf(made->seen.failed, sizeof made->seen.failed, "it died");
    ps_claim_settle(&claim, &made->given, &made->out);
    cr_expect_eq(made->out.verdict, PS_CLAIM_INCONCLUSIVE);
    cr_expect_not_null(strstr(made->out.reason, "it died"));
    snprintf(made->seen.untestable, sizeof made->seen.untestable, "no fork");
    ps_claim_settle(&claim, &made->given, &made->out);
    cr_expect_eq(made->out.verdict, PS_CLAIM_NOT_TESTABLE);
    cr_expect_str_eq(made->out.reason, "no fork");
    made_free(made);
}

Test(judge, launches_that_disagree_on_a_fact_are_inconclusive)
{
    struct made *made = made_new(NULL);
    const struct ps_claim claim = {.id = "x", .judge = pass};
    made_fact(made, "said", json_string("fork"));
    made_fact(made, "said", json_string("spawn"));
    ps_claim_settle(&claim, &made->given, &made->out);
    cr_expect_eq(made->out.verdict, PS_CLAIM_INCONCLUSIVE);
    made_free(made);
}

Test(judge, only_a_contradiction_of_the_documents_is_a_finding)
{
    struct ps_claim_outcome out = {.verdict = PS_CLAIM_CONTRADICTED, .documented = PS_DOCUMENTS_HOLDS};
    cr_expect(ps_claim_is_finding(&out));
    out.documented = PS_DOCUMENTS_DENY;
    cr_expect_not(ps_claim_is_finding(&out));
    out.documented = PS_DOCUMENTS_SILENT;
    cr_expect_not(ps_claim_is_finding(&out));
    out = (struct ps_claim_outcome){.verdict = PS_CLAIM_INCONCLUSIVE, .documented = PS_DOCUMENTS_HOLDS};
    cr_expect_not(ps_claim_is_finding(&out));
}

Test(judge, the_table_has_all_twenty_with_what_each_must_say)
{
    size_t n = 0;
    for (; ps_claims[n] != NULL; n++) {
        const struct ps_claim *claim = ps_claims[n];
        cr_expect(claim->statement[0] != '\0' && claim->threshold[0] != '\0' && claim->shows_not[0] != '\0', "%s", claim->id);
        cr_expect_not_null(claim->judge, "%s", claim->id);
        cr_expect_eq(ps_claim_find(claim->id), claim);
        cr_expect(claim->workload != NULL || claim->needs != 0, "%s", claim->id);
    }
    cr_expect_eq(n, 20);
    cr_expect_null(ps_claim_find("no-such-claim"));
}

Test(judge, quick_ones_fit_in_a_minute_and_full_ones_in_ten)
{
    double quick = 0, full = 0;
    for (size_t i = 0; ps_claims[i] != NULL; i++) {
        quick += ps_claims[i]->quick_s;
        full += ps_claims[i]->full_s;
    }
    cr_expect_lt(quick, 60);
    cr_expect_lt(full, 600);
}
