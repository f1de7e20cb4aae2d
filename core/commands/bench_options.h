/* bench_options.h: what `procstart bench` was asked, read and checked as far as can be without looking at the machine. */
#ifndef PS_COMMANDS_BENCH_OPTIONS_H
#define PS_COMMANDS_BENCH_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "commands/commands.h"

/* Less ballast than this hardly shows beside what a parent has anyway. */
#define PS_BALLAST_UNIT (UINT64_C(1) << 20)

enum { PS_PYTHONS_MAX = 16, PS_CPUS_MAX = 1024 };

struct ps_bench_request {
    unsigned apis;              /* bits, at least one */
    bool apis_given;            /* false: they follow from other options */
    unsigned methods, children; /* bits, 0: not given */
    char **mechanisms;          /* ended by NULL; NULL: not given */
    const char *python[PS_PYTHONS_MAX];
    size_t pythons_n;
    uint64_t *ballast;
    size_t ballast_n;
    bool ballast_sweep; /* LO..HI: what memory has no room for may be left out */
    uint32_t *threads, *fds;
    size_t threads_n, fds_n;
    const char *main;
    const char *against;
    int cpus[PS_CPUS_MAX];
    int cpus_n;            /* 0: not given */
    double precision;      /* 0: not given */
    int64_t time_limit_ns; /* 0: not given */
    uint32_t epochs;       /* 0: not given */
    uint64_t seed;
    bool seeded, free_placement, self_check, dirty;
};

/* Reads argv into *request, which ps_bench_request_free() frees also after an error. *helped: --help was answered. */
int ps_bench_request_parse(struct ps_bench_request *request, int argc, char **argv, struct ps_common *common, int *helped,
                           struct ps_error *err);
void ps_bench_request_free(struct ps_bench_request *request);

#endif
