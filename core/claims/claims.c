/* claims.c: the table of claims. */
#include "claims/claim.h"

extern const struct ps_claim ps_claim_gil_blocks_cpu_threads, ps_claim_single_thread_one_core, ps_claim_processes_scale,
    ps_claim_concurrent_not_parallel, ps_claim_async_needs_await, ps_claim_preemption_races, ps_claim_default_start_method,
    ps_claim_join_blocks, ps_claim_gather_suspends, ps_claim_perf_counter_reliable;

const struct ps_claim *const ps_claims[] = {
    &ps_claim_gil_blocks_cpu_threads,
    &ps_claim_single_thread_one_core,
    &ps_claim_processes_scale,
    &ps_claim_concurrent_not_parallel,
    &ps_claim_async_needs_await,
    &ps_claim_preemption_races,
    &ps_claim_default_start_method,
    &ps_claim_join_blocks,
    &ps_claim_gather_suspends,
    &ps_claim_perf_counter_reliable,
    NULL,
};
