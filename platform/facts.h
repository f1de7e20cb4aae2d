/* facts.h: what the machine is, and what about it shapes or spoils figures. Linked by procstart only.
 *
 * ps_facts_host() is `host` of the result file. The doctor's checks are a table: one entry each, in the platform's doctor.c.
 */
#ifndef PS_PLATFORM_FACTS_H
#define PS_PLATFORM_FACTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "plan/cell.h"

/* A new object with every key of design section 6 `host`; what cannot be known here is null. The caller decrefs. Shapes:
 *
 *   os, os_version, kernel, libc, machine, cpu_model      strings
 *   logical_cpus, physical_cpus                           of the whole machine, online ones
 *   affinity                                              processors this process may use, as taskset writes them: "0-3,8"
 *   memory_bytes, page_size                               bytes
 *   thp                                                   "always", "madvise", "never"
 *   governor                                              string; several are joined by ", "
 *   turbo                                                 true: may exceed the nominal frequency
 *   mitigations                                           object: vulnerability -> what the system does about it; only those
 *                                                         that affect this processor
 *   security_software                                     array of strings: what hooks into starts of processes
 *   virtualization, container, emulation                  string, null where none was seen
 *   cpu_limit                                             processors' worth of time a cgroup or job grants, null: no limit
 *   load_average                                          array of 3: over 1, 5 and 15 minutes
 *   clock{name,resolution_ns,read_ns}                     read_ns: measured cost of one reading, integer
 */
json_t *ps_facts_host(struct ps_error *err);

/* Bytes that can be had without swapping, or by the cgroup's limit if that is less; 0 if unknown. */
uint64_t ps_facts_available_memory(void);

/* The processors this process may be pinned to (ps_pin): fills cpu[0..room), returns how many there are (which may be more than
 * room); 0 where nothing can be pinned. */
int ps_facts_cpus(int *cpu, int room);

/* Counters that tell, read before and after, what happened to the machine in between. PS_MISSING for what is not counted here. */
struct ps_facts_load {
    int64_t steal_ns;       /* taken by the hypervisor, all processors */
    int64_t busy_ns;        /* used by all processes, all processors */
    int64_t own_ns;         /* used by this process; its children not included */
    int64_t throttled_ns;   /* by the cgroup's CPU limit, all processors */
    int64_t thermal_events; /* thermal throttle counts, summed over processors */
    int64_t at_ns;          /* ps_clock_ns() */
};
void ps_facts_load(struct ps_facts_load *load);

enum ps_level { PS_GOOD, PS_NOTE, PS_BAD };

struct ps_finding {
    enum ps_level level;
    char value[256];  /* what was found: "powersave on 8 of 8 processors" */
    char advice[256]; /* what to do, "" if nothing */
};

struct ps_check {
    const char *name;  /* stable word: "governor"; a heading of docs/doctor.md */
    const char *title; /* "CPU frequency governor" */
    /* 0; -1 if it cannot be known here, with the reason. `root` is "", or a folder with a recorded machine (tests/data/machines),
     * for platforms whose facts lie in files. */
    int (*run)(const char *root, struct ps_finding *finding, struct ps_error *err);
};

/* Ended by an entry whose name is NULL. */
extern const struct ps_check ps_checks[];

#endif
