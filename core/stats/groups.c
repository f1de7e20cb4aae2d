#include "stats/groups.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/stats.h"

struct keyed {
    uint64_t key;
    double x;
};

static uint64_t key_of(const uint32_t *epoch, const uint32_t *round, size_t i)
{
    return (uint64_t)(epoch ? epoch[i] : 0) << 32 | (round ? round[i] : 0);
}

static int by_key(const void *a, const void *b)
{
    uint64_t left = ((const struct keyed *)a)->key, right = ((const struct keyed *)b)->key;
    return (left > right) - (left < right);
}

/* Samples come in the order in which they were measured, so this is the rare case. */
static int sort_by_key(double *to, uint64_t *keys, const double *x, size_t n)
{
    struct keyed *items = malloc(n * sizeof *items);
    if (items == NULL)
        return -1;
    for (size_t i = 0; i < n; i++)
        items[i] = (struct keyed){keys[i], x[i]};
    qsort(items, n, sizeof *items, by_key);
    for (size_t i = 0; i < n; i++) {
        keys[i] = items[i].key;
        to[i] = items[i].x;
    }
    free(items);
    return 0;
}

static void mark_groups(struct ps_groups *groups, const uint64_t *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && keys[i] == keys[i - 1])
            continue;
        groups->start[groups->n] = i;
        groups->epoch[groups->n] = (uint32_t)(keys[i] >> 32);
        groups->round[groups->n] = (uint32_t)keys[i];
        groups->n++;
    }
    groups->start[groups->n] = n;
}

int ps_groups_make(struct ps_groups *groups, const double *x, const uint32_t *epoch, const uint32_t *round, size_t n)
{
    *groups = (struct ps_groups){0};
    uint64_t *keys = malloc((n + 1) * sizeof *keys);
    if (keys == NULL)
        return -1;
    bool sorted = true;
    size_t changes = 1;
    for (size_t i = 0; i < n; i++) {
        keys[i] = key_of(epoch, round, i);
        sorted = sorted && (i == 0 || keys[i] >= keys[i - 1]);
        changes += i > 0 && keys[i] != keys[i - 1];
    }
    groups->x = malloc((n + 1) * sizeof *groups->x);
    groups->start = malloc((changes + 1) * sizeof *groups->start);
    groups->epoch = malloc(changes * sizeof *groups->epoch);
    groups->round = malloc(changes * sizeof *groups->round);
    bool failed = groups->x == NULL || groups->start == NULL || groups->epoch == NULL || groups->round == NULL;
    if (!failed && sorted && n > 0)
        memcpy(groups->x, x, n * sizeof *x);
    else if (!failed && !sorted)
        failed = sort_by_key(groups->x, keys, x, n) != 0;
    if (failed)
        ps_groups_free(groups);
    else
        mark_groups(groups, keys, n);
    free(keys);
    return failed ? -1 : 0;
}

void ps_groups_free(struct ps_groups *groups)
{
    free(groups->x);
    free(groups->start);
    free(groups->epoch);
    free(groups->round);
    *groups = (struct ps_groups){0};
}

double ps_groups_median(const struct ps_groups *groups, size_t g)
{
    return ps_median(groups->x + groups->start[g], groups->start[g + 1] - groups->start[g]);
}

double *ps_groups_medians(const struct ps_groups *groups)
{
    double *medians = malloc(groups->n * sizeof *medians);
    for (size_t g = 0; medians != NULL && g < groups->n; g++)
        medians[g] = ps_groups_median(groups, g);
    return medians;
}
