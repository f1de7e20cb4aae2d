#include <math.h>

#include "stats/stats.h"

/* Ranges this short are sorted by insertion: below it partitioning costs more than it saves. */
#define SHORT 24

static void swap(double *a, double *b)
{
    double keep = *a;
    *a = *b;
    *b = keep;
}

static void insertion_sort(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double item = x[i];
        size_t at = i;
        for (; at > 0 && item < x[at - 1]; at--)
            x[at] = x[at - 1];
        x[at] = item;
    }
}

static void sift_down(double *heap, size_t at, size_t n)
{
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && heap[child] < heap[child + 1])
            child++;
        if (!(heap[at] < heap[child]))
            return;
        swap(&heap[at], &heap[child]);
    }
}

static void heap_sort(double *x, size_t n)
{
    for (size_t i = n / 2; i > 0; i--)
        sift_down(x, i - 1, n);
    for (size_t last = n; last > 1; last--) {
        swap(&x[0], &x[last - 1]);
        sift_down(x, 0, last - 1);
    }
}

/* Hoare's partition around the median of three, for n >= 3: afterwards x[0..left] <= x[left+1..n) and 0 <= left < n - 1. Equal
 * numbers are swapped on purpose: times repeat a lot, and so they spread over both sides. */
static size_t partition(double *x, size_t n)
{
    size_t middle = n / 2;
    if (x[middle] < x[0])
        swap(&x[middle], &x[0]);
    if (x[n - 1] < x[middle]) {
        swap(&x[n - 1], &x[middle]);
        if (x[middle] < x[0])
            swap(&x[middle], &x[0]);
    }
    double pivot = x[middle];
    size_t i = 0, j = n - 1;
    for (;;) {
        while (x[i] < pivot)
            i++;
        while (pivot < x[j])
            j--;
        if (i >= j)
            return j;
        swap(&x[i++], &x[j--]);
    }
}

/* Partitions that may go wrong before the guaranteed n log n takes over (Musser 1997, introsort and introselect). */
static unsigned patience(size_t n)
{
    unsigned levels = 0;
    for (; n > 1; n /= 2)
        levels += 2;
    return levels;
}

static void intro_sort(double *x, size_t n, unsigned left)
{
    while (n > SHORT) {
        if (left-- == 0) {
            heap_sort(x, n);
            return;
        }
        size_t low = partition(x, n) + 1;
        /* The shorter side by recursion, so that the stack stays at log n. */
        if (low < n - low) {
            intro_sort(x, low, left);
            x += low;
            n -= low;
        } else {
            intro_sort(x + low, n - low, left);
            n = low;
        }
    }
    insertion_sort(x, n);
}

void ps_sort(double *x, size_t n)
{
    intro_sort(x, n, patience(n));
}

/* Brings the number of rank k (from 0) to x[k], none greater before and none smaller behind it. */
static void select_rank(double *x, size_t n, size_t k)
{
    for (unsigned left = patience(n); n > SHORT; left--) {
        if (left == 0) {
            heap_sort(x, n);
            return;
        }
        size_t low = partition(x, n) + 1;
        if (k < low) {
            n = low;
        } else {
            x += low;
            n -= low;
            k -= low;
        }
    }
    insertion_sort(x, n);
}

/* Type 7 of Hyndman & Fan: the rank is (n - 1) q, split into a whole one and the way to the next. */
static size_t rank_of(size_t n, double q, double *fraction)
{
    double rank = (double)(n - 1) * fmin(fmax(q, 0), 1);
    size_t whole = (size_t)rank;
    *fraction = rank - (double)whole;
    return whole;
}

double ps_quantile_sorted(const double *sorted, size_t n, double q)
{
    if (n == 0)
        return NAN;
    double fraction;
    size_t k = rank_of(n, q, &fraction);
    return fraction > 0 ? sorted[k] + fraction * (sorted[k + 1] - sorted[k]) : sorted[k];
}

double ps_order(double *x, size_t n, size_t rank)
{
    select_rank(x, n, rank);
    return x[rank];
}

double ps_quantile(double *x, size_t n, double q)
{
    if (n == 0)
        return NAN;
    double fraction;
    size_t k = rank_of(n, q, &fraction);
    ps_order(x, n, k);
    if (!(fraction > 0))
        return x[k];
    double next = x[k + 1];
    for (size_t i = k + 2; i < n; i++)
        next = x[i] < next ? x[i] : next;
    return x[k] + fraction * (next - x[k]);
}

double ps_median(double *x, size_t n)
{
    return ps_quantile(x, n, 0.5);
}

double ps_mean(const double *x, size_t n)
{
    if (n == 0)
        return NAN;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    double mean = sum / (double)n;
    /* What rounding took from a long sum is in the residuals. */
    double rest = 0;
    for (size_t i = 0; i < n; i++)
        rest += x[i] - mean;
    return mean + rest / (double)n;
}

double ps_stddev(const double *x, size_t n)
{
    if (n < 2)
        return 0;
    double mean = ps_mean(x, n);
    double squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    return sqrt(squares / (double)(n - 1));
}
