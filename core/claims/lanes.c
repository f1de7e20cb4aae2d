#include "claims/lanes.h"

#include <stdbool.h>
#include <stdlib.h>

#include "stats/stats.h"

/* The beginning or the end of an executed piece. */
struct edge {
    int64_t at;
    int step; /* +1, -1 */
};

struct ending {
    int64_t at;
    size_t lane;
};

static int compare_edges(const void *a, const void *b)
{
    const struct edge *one = a, *other = b;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return one->step - other->step; /* what ends where another begins is no overlap */
}

static int compare_endings(const void *a, const void *b)
{
    const struct ending *one = a, *other = b;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return (one->lane > other->lane) - (one->lane < other->lane);
}

static bool is_fit(const struct ps_lane *lane)
{
    for (size_t i = 1; i < lane->n; i++) {
        if (lane->at[i] < lane->at[i - 1])
            return false;
    }
    return lane->n >= 3;
}

static double longest_executed(const struct ps_lane *lane, double *scratch)
{
    for (size_t i = 1; i < lane->n; i++)
        scratch[i - 1] = (double)(lane->at[i] - lane->at[i - 1]);
    return PS_LANES_EXECUTED * ps_median(scratch, lane->n - 1);
}

/* Adds the lane's executed pieces; their time in all. */
static int64_t add_edges(const struct ps_lane *lane, double longest, struct edge *edges, size_t *n)
{
    int64_t executed = 0;
    for (size_t i = 1; i < lane->n; i++) {
        if ((double)(lane->at[i] - lane->at[i - 1]) > longest)
            continue;
        edges[(*n)++] = (struct edge){lane->at[i - 1], 1};
        edges[(*n)++] = (struct edge){lane->at[i], -1};
        executed += lane->at[i] - lane->at[i - 1];
    }
    return executed;
}

static double shared_time(struct edge *edges, size_t n)
{
    int running = 0;
    int64_t shared = 0;
    qsort(edges, n, sizeof *edges, compare_edges);
    for (size_t i = 0; i < n; i++) {
        if (running >= 2)
            shared += edges[i].at - edges[i - 1].at;
        running += edges[i].step;
    }
    return (double)shared;
}

static size_t count_switches(const struct ps_lane *lanes, size_t n, struct ending *endings)
{
    size_t all = 0, switches = 0;
    for (size_t lane = 0; lane < n; lane++) {
        for (size_t i = 0; i < lanes[lane].n; i++)
            endings[all++] = (struct ending){lanes[lane].at[i], lane};
    }
    qsort(endings, all, sizeof *endings, compare_endings);
    for (size_t i = 1; i < all; i++)
        switches += endings[i].lane != endings[i - 1].lane;
    return switches;
}

static double sum_of_spans(const struct ps_lane *lanes, size_t n)
{
    int64_t first = lanes[0].at[0], last = lanes[0].at[0], sum = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t begin = lanes[i].at[0], end = lanes[i].at[lanes[i].n - 1];
        first = begin < first ? begin : first;
        last = end > last ? end : last;
        sum += end - begin;
    }
    return last > first ? (double)sum / (double)(last - first) : 1;
}

int ps_lanes_overlap(const struct ps_lane *lanes, size_t n, struct ps_overlap *overlap)
{
    size_t stamps = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_fit(&lanes[i]))
            return -1;
        stamps += lanes[i].n;
    }
    if (n < 2)
        return -1;
    struct edge *edges = malloc(2 * stamps * sizeof *edges);
    struct ending *endings = malloc(stamps * sizeof *endings);
    double *scratch = malloc(stamps * sizeof *scratch);
    bool enough = edges != NULL && endings != NULL && scratch != NULL;
    if (enough) {
        size_t edges_n = 0;
        int64_t most = 0, second = 0;
        for (size_t i = 0; i < n; i++) {
            int64_t executed = add_edges(&lanes[i], longest_executed(&lanes[i], scratch), edges, &edges_n);
            second = executed > most ? most : executed > second ? executed : second;
            most = executed > most ? executed : most;
        }
        double shared = shared_time(edges, edges_n);
        overlap->share = second > 0 && shared < (double)second ? shared / (double)second : second > 0;
        overlap->switches = count_switches(lanes, n, endings);
        overlap->spans = sum_of_spans(lanes, n);
    }
    free(edges);
    free(endings);
    free(scratch);
    return enough ? 0 : -1;
}
