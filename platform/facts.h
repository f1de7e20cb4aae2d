/* facts.h: what the machine is, and what about it shapes or spoils figures. Linked by procstart only.
 *
 * ps_facts_host() is `host` of the result file. The doctor's checks are a table: one line each, in the platform's doctor.c.
 */
#ifndef PS_PLATFORM_FACTS_H
#define PS_PLATFORM_FACTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* A new object with every key of design section 6 `host`; what cannot be known is null. The caller decrefs. */
json_t *ps_facts_host(struct ps_error *err);

/* Bytes that can be had without swapping, or by the cgroup's limit if that is less; 0 if unknown. */
uint64_t ps_facts_available_memory(void);

/* The processors this process may run on: fills cpu[0..room), returns how many there are. */
int ps_facts_cpus(int *cpu, int room);

/* Counters that tell, read before and after, what happened to the machine in between. */
struct ps_facts_load {
    int64_t steal_ns;      /* taken by the hypervisor, all processors; PS_MISSING if unknown */
    int64_t busy_ns;       /* used by all processes, all processors */
    int64_t own_ns;        /* used by this process */
    int64_t throttled_ns;  /* by the cgroup's CPU limit */
    int64_t thermal_events;/* thermal throttle counts, summed */
    int64_t at_ns;         /* ps_clock_ns() */
};
void ps_facts_load(struct ps_facts_load *load);

enum ps_level { PS_GOOD, PS_NOTE, PS_BAD };

struct ps_finding {
    enum ps_level level;
    char value[256];       /* what was found: "powersave on 8 of 8 processors" */
    char advice[256];      /* what to do, "" if nothing */
};

struct ps_check {
    const char *name;      /* stable word: "governor" */
    const char *title;     /* "CPU frequency governor" */
    /* 0; -1 if it cannot be known here, with the reason. */
    int (*run)(struct ps_finding *finding, struct ps_error *err);
};

/* Ended by an entry whose name is NULL. */
extern const struct ps_check ps_checks[];

#endif
