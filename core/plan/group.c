#include "plan/group.h"

#include <inttypes.h>
#include <stdlib.h>

/* What a runner and its child have beside the ballast (which a forked child shares), generously. */
#define NATIVE_BYTES (UINT64_C(4) << 20)
#define PYTHON_BYTES (UINT64_C(64) << 20)

/* Of the cell, and of its twin if that follows. */
static uint64_t bytes_of(const struct ps_plan *plan, size_t i)
{
    const struct ps_cell *cell = &plan->cells[i];
    uint64_t own = cell->api == PS_PYTHON ? PYTHON_BYTES : NATIVE_BYTES;
    uint64_t entries = i + 1 < plan->cells_n && plan->cells[i + 1].twin > 0 ? 2 : 1;
    if (cell->factors.ballast_bytes > UINT64_MAX / 2 - own)
        return UINT64_MAX;
    return (cell->factors.ballast_bytes + own) * entries;
}

static int too_large(const struct ps_cell *cell, uint64_t need, uint64_t memory, struct ps_error *err)
{
    ps_fail(err, PS_EXIT_USAGE, "%s needs %" PRIu64 " MiB; the runners of a measurement may have %" PRIu64 " MiB", cell->id,
            need >> 20, memory >> 20);
    return ps_error_hint(err, "that is half of what is available: ask for a smaller --ballast");
}

/* Cells that are measured, without twins, in order: API, ballast, place in the plan. */
struct place {
    const struct ps_plan *plan;
    size_t cell;
};

static int by_size(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    const struct ps_cell *x = &left->plan->cells[left->cell], *y = &right->plan->cells[right->cell];
    if (x->api != y->api)
        return x->api < y->api ? -1 : 1;
    if (x->factors.ballast_bytes != y->factors.ballast_bytes)
        return x->factors.ballast_bytes < y->factors.ballast_bytes ? -1 : 1;
    return left->cell < right->cell ? -1 : 1;
}

static size_t list_places(const struct ps_plan *plan, struct place *places)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->cells_n; i++) {
        if (plan->cells[i].unsupported == NULL && plan->cells[i].twin == 0)
            places[n++] = (struct place){plan, i};
    }
    qsort(places, n, sizeof *places, by_size);
    return n;
}

static void put(struct ps_plan *plan, size_t i, int group)
{
    plan->cells[i].group = group;
    if (i + 1 < plan->cells_n && plan->cells[i + 1].twin > 0)
        plan->cells[i + 1].group = group;
}

/* One group after the other is filled: what belongs together has the same ballast and stays together as far as memory allows. */
static int fill_groups(struct ps_plan *plan, const struct place *places, size_t n, uint64_t memory, struct ps_error *err)
{
    uint64_t left = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = places[i].cell;
        uint64_t need = bytes_of(plan, at);
        if (need > memory)
            return too_large(&plan->cells[at], need, memory, err);
        if (i == 0 || need > left || plan->cells[at].api != plan->cells[places[i - 1].cell].api) {
            plan->groups++;
            left = memory;
        }
        left -= need;
        put(plan, at, plan->groups - 1);
    }
    return 0;
}

int ps_plan_group(struct ps_plan *plan, uint64_t memory, struct ps_error *err)
{
    plan->groups = 0;
    for (size_t i = 0; i < plan->cells_n; i++)
        plan->cells[i].group = -1;
    struct place *places = malloc((plan->cells_n + 1) * sizeof *places);
    if (places == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left for the plan");
    size_t n = list_places(plan, places);
    int status = fill_groups(plan, places, n, memory == 0 ? UINT64_MAX : memory, err);
    free(places);
    return status;
}
