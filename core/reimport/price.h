/* price.h: advice[] of the document: what could be done about it, and what that saved when it was measured.
 *
 * {rule, method, python, line, message, saves_ns, ci95, n, upper_bound, not_priced}. rule: "leave-out" a statement in children,
 * "forkserver-preload", "other-method". saves_ns: of a start, or where rows say that the server executes main, of its start; null
 * where not_priced says why. Differences are paired within rounds, all variants of a Python taking turns in one parent.
 */
#ifndef PS_REIMPORT_PRICE_H
#define PS_REIMPORT_PRICE_H

#include "reimport/job.h"

/* Appends to `advice` what there is to say of the rows of one Python. `job`: python, interpreter, main and limits are set; its
 * `what` holds kind, name and arguments. */
int ps_reimport_price(const struct ps_reimport_place *place, const struct ps_reimport_options *options,
                      const struct ps_reimport_job *job, const json_t *look, const json_t *rows, json_t *advice,
                      struct ps_error *err);

/* {method, python, ratio, ci95, n}: what an import of main takes with watching, by what it takes without; new, or null where no
 * child imports main. */
int ps_reimport_check(const struct ps_reimport_place *place, const struct ps_reimport_options *options,
                      const struct ps_reimport_job *job, const json_t *rows, json_t **check, struct ps_error *err);

#endif
