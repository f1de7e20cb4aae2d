/* lab_parts.h: what the files of the lab share: nobody else's business. */
#ifndef PS_CLAIMS_LAB_PARTS_H
#define PS_CLAIMS_LAB_PARTS_H

#include "base/interrupts.h"
#include "claims/lab.h"
#include "stats/random.h"

struct ps_lab {
    const struct ps_lab_request *request;
    struct ps_claims_report *report;
    bool interrupted;
    struct ps_interrupts interrupts;
    struct ps_random random;
    char (*interpreters)[4096]; /* of each Python, as the host has it run or stock */
    struct ps_result bench;     /* shared by the claims that need one */
    bool bench_made;
    char bench_failed[512]; /* "": it did not */
    int64_t started_ns;
    double planned_s, done_s; /* for the progress line */
};

/* Measures starts of all Pythons, and native ones, at two or more sizes of the parent, once for all claims. How that failed is
 * kept in lab->bench_failed; -1 is for what ends the command. */
int ps_lab_bench(struct ps_lab *lab, const struct ps_claim *claim, struct ps_error *err);

/* One launch of a claim's workload: what it saw goes to *seen, and so does how it failed. */
int ps_lab_launch(struct ps_lab *lab, const struct ps_claim *claim, size_t python, uint32_t epoch, double seconds,
                  struct ps_observations *seen, struct ps_error *err);

void ps_lab_say(struct ps_lab *lab, const struct ps_claim *claim, double part);

#endif
