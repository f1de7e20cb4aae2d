/* claims.c: the table of claims. Adding one: its file, its name in the two lists here, its file in CMakeLists.txt. */
#include "claims/claim.h"

extern const struct ps_claim ps_claim_gil_blocks_cpu_threads, ps_claim_single_thread_one_core, ps_claim_numpy_releases_gil,
    ps_claim_processes_scale, ps_claim_concurrent_not_parallel, ps_claim_async_needs_await, ps_claim_preemption_races,
    ps_claim_default_start_method, ps_claim_fork_copy_on_write, ps_claim_fork_no_reimport, ps_claim_spawn_reimports_main,
    ps_claim_guard_needed, ps_claim_fork_fastest, ps_claim_spawn_slower_but_safer, ps_claim_windows_highest_overhead,
    ps_claim_scaling_best_on_linux, ps_claim_join_blocks, ps_claim_gather_suspends, ps_claim_perf_counter_reliable,
    ps_claim_workers_physical_cores;

const struct ps_claim *const ps_claims[] = {
    &ps_claim_gil_blocks_cpu_threads,
    &ps_claim_single_thread_one_core,
    &ps_claim_numpy_releases_gil,
    &ps_claim_processes_scale,
    &ps_claim_concurrent_not_parallel,
    &ps_claim_async_needs_await,
    &ps_claim_preemption_races,
    &ps_claim_default_start_method,
    &ps_claim_fork_copy_on_write,
    &ps_claim_fork_no_reimport,
    &ps_claim_spawn_reimports_main,
    &ps_claim_guard_needed,
    &ps_claim_fork_fastest,
    &ps_claim_spawn_slower_but_safer,
    &ps_claim_windows_highest_overhead,
    &ps_claim_scaling_best_on_linux,
    &ps_claim_join_blocks,
    &ps_claim_gather_suspends,
    &ps_claim_perf_counter_reliable,
    &ps_claim_workers_physical_cores,
    NULL,
};
