/* claims_print.h: a report of claims in the format of --format, to stdout or into -o. */
#ifndef PS_COMMANDS_CLAIMS_PRINT_H
#define PS_COMMANDS_CLAIMS_PRINT_H

#include "claims/lab.h"
#include "commands/commands.h"

/* What --format takes, text first, ended by NULL. */
extern const char *const ps_claims_formats[];

int ps_claims_print(const struct ps_claims_report *report, const struct ps_common *common, struct ps_error *err);

/* --list: the claims (ended by NULL) and what decides each, as text or JSON. */
int ps_claims_list(const struct ps_claim *const *claims, const struct ps_common *common, struct ps_error *err);

#endif
