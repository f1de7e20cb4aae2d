/* write-bench EPOCHS ROUNDS STARTS FILE: makes a result of that size up, summarises and writes it, and prints
 * "TIMES SECONDS PEAK_MB": how many recorded times, and the peak memory of this process, the result itself included.
 * ci/bench-write judges it; 3 2 4 makes tests/data/result/made-up.json. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "made_up.h"
#include "platform/clock.h"

static size_t count_times(const struct ps_result *result)
{
    size_t times = 0;
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_samples *samples = &result->cells[i].samples;
        for (int phase = 0; phase < PS_PHASES; phase++) {
            for (size_t k = 0; k < samples->n; k++)
                times += samples->at[phase][k] != PS_MISSING;
        }
    }
    return times;
}

static uint32_t number(const char *text)
{
    return (uint32_t)strtoul(text, NULL, 10);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    struct ps_result result;
    struct ps_error err;
    made_up_result(&result, (struct made_up_size){number(argv[1]), number(argv[2]), number(argv[3])});
    int64_t began = ps_clock_ns();
    if (ps_result_summarise(&result, &err) != 0 || ps_result_write(&result, argv[4], &err) != 0) {
        fprintf(stderr, "write-bench: error: %s\n", err.what);
        return 1;
    }
    int64_t took = ps_clock_ns() - began;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%zu %.3f %.1f\n", count_times(&result), (double)took / 1e9, (double)usage.ru_maxrss / 1024);
    ps_result_free(&result);
    return 0;
}
