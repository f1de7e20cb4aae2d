/* given.h: made-up observations for judges. */
#ifndef PS_TESTS_CLAIMS_GIVEN_H
#define PS_TESTS_CLAIMS_GIVEN_H

#include <criterion/criterion.h>
#include <string.h>

#include "claims/evidence.h"
#include "claims/judge.h"

struct made {
    struct ps_observations seen;
    struct ps_evidence evidence;
    struct ps_claim_given given;
    struct ps_claim_outcome out;
};

enum { EPOCHS = 5 };

static const char gil_python[] = "{\"id\":\"3.14.3\",\"version\":\"3.14.3\"}";

static inline struct made *made_new(const char *python)
{
    struct made *made = calloc(1, sizeof *made);
    cr_assert_not_null(made);
    made->given.seen = &made->seen;
    made->given.evidence = &made->evidence;
    made->given.host = json_object();
    made->given.python = python != NULL ? json_loads(python, 0, NULL) : NULL;
    made->seen.launches = EPOCHS;
    return made;
}

/* The value in every epoch, a little more and a little less of it by turns: intervals are narrow, not nothing. */
static inline void made_sample(struct made *made, const char *series, double value)
{
    for (uint32_t epoch = 0; epoch < EPOCHS; epoch++) {
        double wobble = 1 + 0.004 * ((int)(epoch % 3) - 1);
        cr_assert_eq(ps_observe_sample(&made->seen, series, epoch, 0, value * wobble, NULL), 0);
    }
}

static inline void made_fact(struct made *made, const char *name, json_t *value)
{
    cr_assert_eq(ps_observe_fact(&made->seen, name, value, NULL), 0);
}

/* The verdict's name. */
static inline const char *made_verdict(struct made *made, const char *id)
{
    const struct ps_claim *claim = ps_claim_find(id);
    cr_assert_not_null(claim, "%s", id);
    ps_claim_settle(claim, &made->given, &made->out);
    return ps_claim_verdict_name(made->out.verdict);
}

static inline void made_free(struct made *made)
{
    json_decref((json_t *)made->given.host);
    json_decref((json_t *)made->given.python);
    ps_observations_free(&made->seen);
    free(made);
}

#define expect_verdict(made, id, verdict)                                                                                        \
    do {                                                                                                                         \
        const char *found_ = made_verdict(made, id);                                                                             \
        cr_expect_str_eq(found_, verdict, "%s: %s: %s", id, found_, (made)->out.reason);                                         \
    } while (0)

#endif
