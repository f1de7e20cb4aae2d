/* format.h: a report of claims as data or as a page. The text for a terminal is the command's own. */
#ifndef PS_CLAIMS_FORMAT_H
#define PS_CLAIMS_FORMAT_H

#include <stdio.h>

#include "claims/lab.h"

/* procstart.claims/1 (core/claims.schema.json): a new object, or NULL. */
json_t *ps_claims_json(const struct ps_claims_report *report, struct ps_error *err);

/* Both write everything; whether it arrived shows when `to` is flushed. All that came from outside is escaped. */
void ps_claims_markdown(const struct ps_claims_report *report, FILE *to);
void ps_claims_html(const struct ps_claims_report *report, FILE *to);

/* The id of the Python of an entry; "" for an entry of none. */
const char *ps_claims_python(const struct ps_claims_report *report, const struct ps_claim_entry *entry);

/* "1.98 [1.95, 2.01] ms", in units that a person reads: s becomes ms or us, B becomes MiB. */
void ps_claims_figure_text(const struct ps_claim_figure *figure, char *text, size_t room);

/* How the Pythons of the report differ beside their versions (compiler, optimisation, debug); "" if they do not. */
void ps_claims_builds(const struct ps_claims_report *report, char *text, size_t room);

#endif
