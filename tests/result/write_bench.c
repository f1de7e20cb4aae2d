/* write-bench TIMES FILE: makes a result of that many recorded times, summarises and writes it, and prints
 * "TIMES SECONDS PEAK_MB": peak memory of this process, the result itself included. Used by ci/bench-write and ci/schema. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "made_up.h"
#include "platform/clock.h"

int main(int argc, char **argv)
{
    enum { ROUNDS = 20, STARTS = 12, TIMES_A_ROUND = STARTS * (2 + 4 + 4 + 4 + 5) /* phases of the cells of made_up.c */ };
    if (argc != 3)
        return 2;
    unsigned long times = strtoul(argv[1], NULL, 10);
    uint32_t epochs = (uint32_t)((times + ROUNDS * TIMES_A_ROUND - 1) / (ROUNDS * TIMES_A_ROUND));
    struct ps_result result;
    struct ps_error err;
    made_up_result(&result, (struct made_up_size){epochs, ROUNDS, STARTS});
    int64_t began = ps_clock_ns();
    if (ps_result_summarise(&result, &err) != 0 || ps_result_write(&result, argv[2], &err) != 0) {
        fprintf(stderr, "write-bench: error: %s\n", err.what);
        return 1;
    }
    int64_t took = ps_clock_ns() - began;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%u %.3f %.1f\n", epochs * ROUNDS * TIMES_A_ROUND, (double)took / 1e9, (double)usage.ru_maxrss / 1024);
    ps_result_free(&result);
    return 0;
}
