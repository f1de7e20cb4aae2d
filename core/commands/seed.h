/* seed.h: the seed of a run that was given none. */
#ifndef PS_COMMANDS_SEED_H
#define PS_COMMANDS_SEED_H

#include <stdint.h>

#include "base/error.h"

/* Draws one that --seed takes. */
int ps_seed_draw(uint64_t *seed, struct ps_error *err);

#endif
