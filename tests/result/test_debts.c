/* What a parent pays for writing its ballast again beside a child: kept in the file, and its figures. */
#include <criterion/criterion.h>
#include <math.h>

#include "files.h"
#include "made_up.h"

static struct ps_error err;

static void owe(struct ps_debts *debts, uint32_t epoch, int64_t alone_ns, int64_t written_ns)
{
    const struct ps_dirty dirty = {1 << 20, alone_ns, written_ns};
    cr_assert_eq(ps_debts_add(debts, epoch, &dirty, &err), 0);
}

Test(debts, are_medians_with_an_interval_over_epochs)
{
    struct ps_cell_result cell = {0};
    struct ps_debt debt;
    for (uint32_t epoch = 0; epoch < 11; epoch++)
        owe(&cell.debts, epoch, 100 + (int64_t)epoch, 500 + 3 * (int64_t)epoch);
    ps_debts_measure(&cell.debts, &debt);
    cr_expect_eq(debt.n, 11);
    cr_expect_eq(debt.alone, 105);
    cr_expect_eq(debt.more, 410); /* 400, 402, ... 420 */
    cr_expect(debt.lo < 410 && debt.hi > 410, "[%g, %g]", debt.lo, debt.hi);
    ps_debts_free(&cell.debts);
}

Test(debts, of_one_epoch_have_no_interval_and_of_none_no_figure)
{
    struct ps_debts debts = {0};
    struct ps_debt debt;
    ps_debts_measure(&debts, &debt);
    cr_expect(debt.n == 0 && isnan(debt.alone) && isnan(debt.more) && isnan(debt.lo) && isnan(debt.hi));
    owe(&debts, 3, 100, 90); /* less than alone: as it was measured */
    ps_debts_measure(&debts, &debt);
    cr_expect(debt.n == 1 && debt.alone == 100 && debt.more == -10 && isnan(debt.lo) && isnan(debt.hi));
    ps_debts_free(&debts);
}

Test(debts, come_back_from_the_file)
{
    struct ps_result result, again;
    char folder[128], path[192];
    test_folder_make(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/r.json", folder);
    made_up_result(&result, (struct made_up_size){3, 2, 4});
    owe(&result.cells[MADE_UP_FORK].debts, 0, 1, INT64_MAX);
    owe(&result.cells[MADE_UP_FORK].debts, 2, 0, 0);
    cr_assert_eq(ps_result_write(&result, path, &err), 0, "%s", err.what);
    cr_assert_eq(ps_result_read(&again, path, &err), 0, "%s", err.what);
    const struct ps_debts *debts = &again.cells[MADE_UP_FORK].debts;
    cr_assert_eq(debts->n, 2);
    cr_expect(debts->bytes == 1 << 20 && debts->epoch[0] == 0 && debts->epoch[1] == 2);
    cr_expect(debts->alone[0] == 1 && debts->written[0] == INT64_MAX && debts->alone[1] == 0 && debts->written[1] == 0);
    cr_expect_eq(again.cells[MADE_UP_SPAWN].debts.n, 0);
    test_folder_remove(folder);
    ps_result_free(&result);
    ps_result_free(&again);
}
