/* lab.h: runs the claims' experiments and settles them.
 *
 * An experiment is a number of launches of its workload, each a fresh process of that Python (by the host, procstart-python,
 * where there is a libpython): the epochs of core/stats. With several Pythons, each epoch launches all of them once, in an order
 * drawn from the seed. Launches go on until the claim's time is used up, and are at least PS_LAB_LAUNCHES.
 */
#ifndef PS_CLAIMS_LAB_H
#define PS_CLAIMS_LAB_H

#include <stdint.h>
#include <uv.h>

#include "base/moment.h"
#include "claims/claim.h"
#include "claims/evidence.h"
#include "measure/bench.h"
#include "platform/contain.h"
#include "python/discover.h"

/* Fewer launches give no interval worth the name; more Pythons are not taken at once. */
enum { PS_LAB_LAUNCHES = 3, PS_LAB_PYTHONS = 16 };

struct ps_lab_request {
    uv_loop_t *loop;
    struct ps_contain *contain; /* of that loop */
    const struct ps_programs *programs;
    const struct ps_claim *const *claims; /* ended by NULL */
    const struct ps_python *pythons;
    size_t pythons_n;
    const struct ps_evidence *evidence;
    bool quick;
    uint64_t seed;
    const char *broken; /* controls to break on purpose, for tests: words parted by commas; NULL: none */
    const struct ps_bench_progress *progress;
};

struct ps_claim_entry {
    const struct ps_claim *claim;
    int python; /* index, -1: of none */
    size_t launches;
    struct ps_claim_outcome outcome;
};

struct ps_claims_report {
    json_t *tool, *host, *pythons;
    uint64_t seed;
    bool quick, complete;
    char started[PS_MOMENT_TEXT], finished[PS_MOMENT_TEXT];
    struct ps_claim_entry *entries;
    size_t entries_n;
    const struct ps_evidence *evidence; /* the request's */
};

/* *report must be zeroed; ps_claims_report_free() is due also after an error. Interrupted (SIGINT, SIGTERM): the report
 * has what was settled until then and is not complete. */
int ps_lab_run(const struct ps_lab_request *request, struct ps_claims_report *report, bool *interrupted, struct ps_error *err);

void ps_claims_report_free(struct ps_claims_report *report);

/* How long it will take, in s. */
double ps_lab_seconds(const struct ps_lab_request *request);

#endif
