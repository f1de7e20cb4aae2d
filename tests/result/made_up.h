/* made_up.h: a result that nobody measured, the same every time: what tests of the file and of the journal work on. */
#ifndef PS_TESTS_RESULT_MADE_UP_H
#define PS_TESTS_RESULT_MADE_UP_H

#include "result/result.h"

enum { MADE_UP_CELLS = 6, MADE_UP_FLOOR = 0, MADE_UP_FORK, MADE_UP_SPAWN, MADE_UP_TWIN, MADE_UP_PYTHON, MADE_UP_MISSING };

struct made_up_size {
    uint32_t epochs, rounds, starts; /* starts of each turn, the cold ones among them */
};

/* Everything but samples, as a run knows it before it begins: `finished` is not set, complete is false. */
void made_up_plan(struct ps_result *result);

/* One start on the clock of a run that began at 1000 s. */
#define MADE_UP_STARTED INT64_C(1000000000000)
void made_up_sample(struct ps_sample *sample, int cell, uint32_t epoch, uint32_t round, uint32_t turn);

/* The plan with samples, probes and statuses, as at the end of a run; not summarised. */
void made_up_result(struct ps_result *result, struct made_up_size size);

#endif
