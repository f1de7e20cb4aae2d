/* facts_parts.h: what the facts and the doctor of every platform are made of. `root` as in struct ps_check (facts.h). */
#ifndef PS_PLATFORM_FACTS_PARTS_H
#define PS_PLATFORM_FACTS_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "platform/facts.h"

/* ---- facts ---- */

struct ps_fact {
    const char *key;                  /* of `host` */
    json_t *(*get)(const char *root); /* a new value, or NULL: not known here */
};

/* `host` of what the getters say; null for keys that have no getter. */
json_t *ps_facts_collect(const struct ps_fact *facts, size_t n, const char *root, struct ps_error *err);

/* Getters that all platforms have in common. */
json_t *ps_fact_clock(const char *root);
json_t *ps_fact_os(const char *root);
json_t *ps_fact_logical_cpus(const char *root);
json_t *ps_fact_physical_cpus(const char *root);
json_t *ps_fact_memory(const char *root);
json_t *ps_fact_turbo(const char *root);
json_t *ps_fact_cpu_limit(const char *root);
json_t *ps_fact_security(const char *root);
json_t *ps_fact_virtualization(const char *root);
json_t *ps_fact_container(const char *root);
json_t *ps_fact_emulation(const char *root);

/* The cost of one reading of ps_clock_ns(), measured. */
int64_t ps_clock_read_ns(void);

/* ---- what each platform looks for, for `host` and the doctor alike ---- */

extern const char ps_inspect_os[];

/* Online processors of the whole machine, and their cores; 0: unknown. */
int ps_inspect_processors(const char *root);
int ps_inspect_cores(const char *root);

int64_t ps_inspect_memory(const char *root); /* bytes, 0: unknown */

/* Whether the processor may exceed its nominal frequency: 1, 0; -1: unknown. */
int ps_inspect_turbo(const char *root);

/* Processors' worth of time that a cgroup or job grants this process; 0: no limit, or unknown. */
double ps_inspect_cpu_limit(const char *root);

/* Each writes a word ("kvm", "docker", "wine-8.0"); false: none was seen. */
bool ps_inspect_virtualization(const char *root, char *word, size_t room);
bool ps_inspect_container(const char *root, char *word, size_t room);
bool ps_inspect_emulation(const char *root, char *word, size_t room);

/* Calls `each` for every module or service seen that looks at starts of processes; how many were seen, -1: cannot be known. */
int ps_inspect_security(const char *root, void (*each)(void *data, const char *name), void *data);

/* ---- checks ---- */

#define PS_CHECK(name) int name(const char *root, struct ps_finding *finding, struct ps_error *err)

/* Fills in a finding; returns 0, so that it can end a check. `advice` is left out of a good one. */
int ps_found(struct ps_finding *finding, enum ps_level level, const char *advice, const char *value, ...) PS_PRINTF(4, 5);

/* The finding of a check that looks for something: good if there is none, else `level` with its word. */
int ps_found_seen(struct ps_finding *finding, const char *root, bool (*see)(const char *root, char *word, size_t room),
                  enum ps_level level, const char *advice);

/* The same of ps_inspect_security(): a note with all names. */
int ps_found_security(struct ps_finding *finding, const char *root, const char *advice, struct ps_error *err);

/* Whether processors share cores, and whether they may run above their nominal frequency: a note if they do. */
int ps_found_smt(struct ps_finding *finding, const char *root, const char *advice, struct ps_error *err);
int ps_found_turbo(struct ps_finding *finding, const char *root, const char *advice, struct ps_error *err);

/* Good up to `good`, bad from `bad` on; where bad is less than good, less is worse. */
enum ps_level ps_grade(double value, double good, double bad);

/* For what cannot be known here; returns -1. */
int ps_unknown(struct ps_error *err, const char *why);

#endif
