/* scratch.h: a private folder for a command that asks Pythons but measures nothing; it goes with the process. */
#ifndef PS_COMMANDS_SCRATCH_H
#define PS_COMMANDS_SCRATCH_H

#include <uv.h>

#include "base/error.h"
#include "base/programs.h"
#include "platform/contain.h"

struct ps_scratch {
    uv_loop_t loop;
    struct ps_contain *contain;
    const char *folder;
};

/* The struct must stay where it is until it is closed. */
int ps_scratch_open(struct ps_scratch *scratch, const struct ps_programs *programs, struct ps_error *err);
int ps_scratch_close(struct ps_scratch *scratch, struct ps_error *err);

#endif
