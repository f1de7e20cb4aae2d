#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/compare.h"

enum { PERMUTATIONS = 999, LEAST_SEGMENT = 5, BLOCK = 2 };

/* ps_random_shuffle() moves 32-bit places. */
struct search {
    const double *x;
    struct ps_random *random;
    double least;
    struct ps_change *changes;
    size_t room, n;
    double *rank, *sorted, *permuted;
    uint32_t *order;
};

/* Mid-ranks, centred: they sum to 0 whatever ties there are. */
static void rank_segment(const struct search *s, size_t begin, size_t n)
{
    memcpy(s->sorted, s->x + begin, n * sizeof *s->sorted);
    ps_sort(s->sorted, n);
    for (size_t i = 0; i < n; i++) {
        size_t below = 0, until = 0, lo = 0, hi = n;
        double value = s->x[begin + i];
        while (lo < hi) {
            size_t middle = (lo + hi) / 2;
            if (s->sorted[middle] < value)
                lo = middle + 1;
            else
                hi = middle;
        }
        below = until = lo;
        while (until < n && s->sorted[until] == value)
            until++;
        s->rank[i] = (double)(below + until) / 2 - (double)n / 2;
    }
}

/* The greatest CUSUM in units of its standard deviation, so that a change near an end is found as well as one in the middle. */
static double greatest(const double *rank, size_t n, size_t *at)
{
    double sum = 0, best = 0;
    *at = 0;
    for (size_t i = 1; i < n; i++) {
        sum += rank[i - 1];
        if (i < LEAST_SEGMENT || n - i < LEAST_SEGMENT)
            continue;
        double size = sum * sum / ((double)i * (double)(n - i));
        if (size > best) {
            best = size;
            *at = i;
        }
    }
    return best;
}

/* Neighbours are alike, since machines drift; they stay together. */
static void permute(const struct search *s, size_t n)
{
    uint32_t blocks = (uint32_t)((n + BLOCK - 1) / BLOCK);
    for (uint32_t i = 0; i < blocks; i++)
        s->order[i] = i;
    ps_random_shuffle(s->random, s->order, blocks);
    size_t used = 0;
    for (uint32_t i = 0; i < blocks; i++) {
        for (size_t j = (size_t)s->order[i] * BLOCK; j < ((size_t)s->order[i] + 1) * BLOCK && j < n; j++)
            s->permuted[used++] = s->rank[j];
    }
}

/* Ends as soon as it can no longer be significant. */
static double test(const struct search *s, size_t n, double found, double alpha)
{
    size_t reached = 0, at;
    for (int i = 0; i < PERMUTATIONS; i++) {
        permute(s, n);
        reached += greatest(s->permuted, n, &at) >= found;
        if ((double)(reached + 1) > alpha * (PERMUTATIONS + 1))
            return 1;
    }
    return (double)(reached + 1) / (PERMUTATIONS + 1);
}

static void split(struct search *s, size_t begin, size_t end, double alpha)
{
    size_t n = end - begin, at;
    if (n < 2 * LEAST_SEGMENT || s->n == s->room)
        return;
    rank_segment(s, begin, n);
    double found = greatest(s->rank, n, &at);
    double p = at > 0 ? test(s, n, found, alpha) : 1;
    if (p > alpha)
        return;
    /* 999 permutations cannot show less than 0.001: what was once found is looked into with the same alpha. */
    split(s, begin, begin + at, alpha);
    if (s->n < s->room)
        s->changes[s->n++] = (struct ps_change){.at = begin + at, .p = p};
    split(s, begin + at, end, alpha);
}

/* The first split of a segment with several changes lies where they pull it. Each is looked for again between its neighbours, and
 * dropped if it does not stand there. */
static void refine(struct search *s, size_t n, double alpha)
{
    for (size_t i = 0; i < s->n;) {
        size_t begin = i > 0 ? s->changes[i - 1].at : 0, end = i + 1 < s->n ? s->changes[i + 1].at : n, at;
        rank_segment(s, begin, end - begin);
        double found = greatest(s->rank, end - begin, &at);
        double p = at > 0 ? test(s, end - begin, found, alpha) : 1;
        if (p <= alpha) {
            s->changes[i].at = begin + at;
            s->changes[i++].p = p;
            continue;
        }
        s->n--;
        memmove(s->changes + i, s->changes + i + 1, (s->n - i) * sizeof *s->changes);
        i = i > 0 ? i - 1 : 0; /* the one before has another neighbour now */
    }
}

static double median_of(struct search *s, size_t begin, size_t end)
{
    memcpy(s->sorted, s->x + begin, (end - begin) * sizeof *s->sorted);
    return ps_median(s->sorted, end - begin);
}

/* Without the smallest change that is too small, until there is none: the segments beside it become one. */
static void drop_small(struct search *s, size_t n)
{
    for (;;) {
        size_t smallest = s->n;
        double least = s->least;
        for (size_t i = 0; i < s->n; i++) {
            size_t begin = i > 0 ? s->changes[i - 1].at : 0, end = i + 1 < s->n ? s->changes[i + 1].at : n;
            double change = median_of(s, s->changes[i].at, end) - median_of(s, begin, s->changes[i].at);
            s->changes[i].ratio = exp(change);
            if (fabs(change) < least) {
                least = fabs(change);
                smallest = i;
            }
        }
        if (smallest == s->n)
            return;
        s->n--;
        memmove(s->changes + smallest, s->changes + smallest + 1, (s->n - smallest) * sizeof *s->changes);
    }
}

int ps_change_points(const double *x, size_t n, double alpha, double least, struct ps_random *random, struct ps_change *changes,
                     size_t room)
{
    struct search s = {.x = x, .random = random, .least = least, .changes = changes, .room = room};
    double *scratch = malloc((3 * n + 1) * sizeof *scratch);
    s.order = malloc((n + 1) * sizeof *s.order);
    if (scratch != NULL && s.order != NULL) {
        s.rank = scratch;
        s.sorted = scratch + n;
        s.permuted = scratch + 2 * n;
        split(&s, 0, n, alpha);
        refine(&s, n, alpha);
        refine(&s, n, alpha); /* by where the neighbours are now */
        drop_small(&s, n);
    }
    bool failed = scratch == NULL || s.order == NULL;
    free(scratch);
    free(s.order);
    return failed ? -1 : (int)s.n;
}
