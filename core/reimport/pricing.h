/* pricing.h: variants of a start that were measured side by side, and what advice they come to. For core/reimport only. */
#ifndef PS_REIMPORT_PRICING_H
#define PS_REIMPORT_PRICING_H

#include "plan/cell.h"
#include "reimport/reimport.h"

/* Statements of which it is seen what leaving them out saves. A method has a variant as it is and one without each; one of them
 * has a forkserver of its own, too, and one that preloads. */
enum { PS_CANDIDATES = 5, PS_VARIANTS = 3 * (1 + PS_CANDIDATES) + 2 };

/* A way to start, or to import main, that takes turns with the others. */
struct ps_variant {
    enum ps_method method;
    int candidate; /* -1: nothing is left out */
    bool fresh;    /* the forkserver executes main: each start has one of its own, whose time it is */
    bool preloads, unwatched;
    double *import_ns, *start_ns; /* by round; NAN: not measured */
    char failed[256];
};

/* Of one Python. */
struct ps_pricing {
    const struct ps_reimport_options *options;
    const char *python;
    const json_t *look;
    int candidates[PS_CANDIDATES]; /* indices of statements */
    size_t candidates_n;
    struct ps_variant variants[PS_VARIANTS];
    size_t variants_n;
    uint32_t rounds;
    json_t *advice;
};

/* A candidate's entry of the look's statements, and why it cannot be left out (NULL: it can). */
const json_t *ps_pricing_statement(const struct ps_pricing *pricing, int candidate);
const char *ps_pricing_why_not(const struct ps_pricing *pricing, int candidate);

/* Appends to pricing->advice what there is to say (price.h). `why`: what there is to say where nothing was measured. -1: no
 * memory. */
int ps_pricing_advise(struct ps_pricing *pricing, const json_t *rows, const char *why);

#endif
