/* run_result.h: from a run's counters and output to what the report says of it. */
#ifndef PS_GUARD_RUN_RESULT_H
#define PS_GUARD_RUN_RESULT_H

#include "guard/run_one.h"

/* What can be seen now, without effects. */
void ps_guard_run_see(const struct ps_guard_one *one, struct ps_guard_seen *seen);

/* Fills in one->run when all has ended. A text for which there is no memory is left NULL. */
void ps_guard_run_conclude(struct ps_guard_one *one);

#endif
