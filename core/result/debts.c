#include <math.h>
#include <stdlib.h>

#include "result/result.h"
#include "stats/stats.h"

int ps_debts_add(struct ps_debts *debts, uint32_t epoch, const struct ps_dirty *dirty, struct ps_error *err)
{
    size_t n = debts->n + 1;
    uint32_t *epochs = realloc(debts->epoch, n * sizeof *epochs);
    debts->epoch = epochs != NULL ? epochs : debts->epoch;
    int64_t *alone = realloc(debts->alone, n * sizeof *alone);
    debts->alone = alone != NULL ? alone : debts->alone;
    int64_t *written = realloc(debts->written, n * sizeof *written);
    debts->written = written != NULL ? written : debts->written;
    if (epochs == NULL || alone == NULL || written == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left for what was measured");
    epochs[debts->n] = epoch;
    alone[debts->n] = dirty->alone_ns;
    written[debts->n] = dirty->written_ns;
    debts->bytes = dirty->bytes;
    debts->n = n;
    /* cppcheck-suppress memleak ; debts owns them */
    return 0;
}

void ps_debts_free(struct ps_debts *debts)
{
    free(debts->epoch);
    free(debts->alone);
    free(debts->written);
    *debts = (struct ps_debts){0};
}

void ps_debts_measure(const struct ps_debts *debts, struct ps_debt *debt)
{
    *debt = (struct ps_debt){debts->n, NAN, NAN, NAN, NAN};
    double *more = malloc((2 * debts->n + 1) * sizeof *more);
    if (more == NULL || debts->n == 0) {
        free(more);
        return;
    }
    double *alone = more + debts->n;
    for (size_t i = 0; i < debts->n; i++) {
        more[i] = (double)(debts->written[i] - debts->alone[i]);
        alone[i] = (double)debts->alone[i];
    }
    struct ps_estimate median;
    ps_epoch_median(more, debts->epoch, debts->n, 0.95, &median);
    debt->alone = ps_median(alone, debts->n);
    debt->more = median.value;
    debt->lo = median.lo;
    debt->hi = median.hi;
    free(more);
}
