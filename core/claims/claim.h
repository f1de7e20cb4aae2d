/* claim.h: a statement that an experiment settles, and what came of it.
 *
 * One claim is one file, claim_NAME.c, with one const struct ps_claim; claims.c lists them. The Python workload that it runs,
 * core/claims/NAME.py, does the work and says what it saw (observe.h); judge(), a pure function, makes figures, controls and a
 * verdict of that. Thresholds stand in the claim's file, with their reason, and do not depend on what is seen.
 */
#ifndef PS_CLAIMS_CLAIM_H
#define PS_CLAIMS_CLAIM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "claims/observe.h"
#include "result/result.h"

enum ps_claim_verdict {
    PS_CLAIM_SUPPORTED,
    PS_CLAIM_CONTRADICTED,
    PS_CLAIM_INCONCLUSIVE,
    PS_CLAIM_NOT_TESTABLE,
    PS_CLAIM_VERDICTS
};

/* Whether the documents of a Python say that the claim holds for it. */
enum ps_documented { PS_DOCUMENTS_SILENT, PS_DOCUMENTS_HOLDS, PS_DOCUMENTS_DENY };

enum { PS_CLAIM_FIGURES = 40, PS_CLAIM_CONTROLS = 12 };

struct ps_claim_figure {
    char name[96];
    char unit[16];        /* "", "s", "B", ... */
    double value, lo, hi; /* lo, hi: 95 % interval; NAN: it has none */
    size_t n;             /* numbers that went in */
};

struct ps_claim_control {
    char name[128];
    bool positive; /* the effect must show where it is sure to be; else it must not show where it cannot be */
    bool passed;
    double value; /* NAN: it is no number */
};

struct ps_claim_outcome {
    enum ps_claim_verdict verdict;
    char reason[512];
    struct ps_claim_figure figures[PS_CLAIM_FIGURES];
    size_t figures_n;
    struct ps_claim_control controls[PS_CLAIM_CONTROLS];
    size_t controls_n;
    enum ps_documented documented;
};

struct ps_evidence;

/* What a judge may look at. */
struct ps_claim_given {
    const struct ps_observations *seen; /* of the workload; never NULL */
    const json_t *host;                 /* platform/facts.h */
    const json_t *python;               /* its entry in a result's pythons[]; NULL where the claim is of no Python */
    const struct ps_result *bench;      /* of this Python and the native cells; NULL unless needed */
    const struct ps_evidence *evidence; /* the results of --with; never NULL */
};

enum ps_claim_needs {
    PS_NEEDS_BENCH = 1 << 0,    /* starts measured by core/measure */
    PS_NEEDS_EVIDENCE = 1 << 1, /* results of other systems: one entry, of no Python */
};

struct ps_claim {
    const char *id;
    const char *statement;
    const char *threshold; /* what decides, and why there */
    const char *shows_not; /* what even a clear verdict does not show */
    const char *workload;  /* file in core/claims; NULL: none */
    unsigned needs;
    double quick_s, full_s;                                               /* what the workload may take for one Python */
    enum ps_documented (*documented)(const struct ps_claim_given *given); /* NULL: silent */
    void (*judge)(const struct ps_claim_given *given, struct ps_claim_outcome *out);
};

extern const struct ps_claim *const ps_claims[]; /* ended by NULL, in the order of tables */

/* NULL: there is none of that name. */
const struct ps_claim *ps_claim_find(const char *id);

const char *ps_claim_verdict_name(enum ps_claim_verdict verdict);
const char *ps_documented_name(enum ps_documented documented);

/* Judges, and holds to what is true of every claim: what is untestable, failed or has a failed control is not supported nor
 * contradicted, and says why. */
void ps_claim_settle(const struct ps_claim *claim, const struct ps_claim_given *given, struct ps_claim_outcome *out);

/* A contradiction of what this Python's documents say: exit 1. */
bool ps_claim_is_finding(const struct ps_claim_outcome *out);

#endif
