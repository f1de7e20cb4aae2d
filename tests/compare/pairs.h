/* pairs.h: two runs as a machine that drifts would give them, made up, so that it is known which cell is slower; and what compare
 * says of them. Seeded. */
#ifndef PS_TESTS_COMPARE_PAIRS_H
#define PS_TESTS_COMPARE_PAIRS_H

#include "compare/compare.h"

struct pair_model {
    size_t cells, epochs, starts; /* starts: steady ones of each epoch */
    double common_sd;             /* of a run's own effect on all cells alike, in the log of a time */
    double cell_sd;               /* of a run's own effect on each cell */
    double wander_sd;             /* of what moves all cells within a run, from epoch to epoch (AR(1), 0.8) */
    double epoch_sd;              /* of an epoch's own effect on each cell */
    double start_sd;              /* of one start; one in twenty is interrupted, up to three times as long */
    double slowdown;              /* of the first cell of the new run: 0.1 */
    size_t runs;                  /* of each side */
};

/* What runs of one quiet machine were found to look like, at any number of epochs. */
extern const struct pair_model pair_usual;

/* Of `pairs` pairs those of which compare says, with its defaults, that a cell is slower: what makes exit 1. */
size_t pairs_found(const struct pair_model *model, size_t pairs, uint64_t seed);

/* One run. */
void pair_run(struct ps_result *result, const struct pair_model *model, bool slow, struct ps_random *random);

#endif
