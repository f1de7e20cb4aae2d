#include "measure/run.h"
#include "platform/facts.h"

/* One batch is under way at any time, so that all of this program's work fits in about one processor; epochs' starts need a
 * little more. What is busy beyond that is somebody else's. */
static const double own_share = 1.25, others_share = 0.15;
static const double steal_share = 0.01;

static bool is_known(int64_t before, int64_t after)
{
    return before != PS_MISSING && after != PS_MISSING && after >= before;
}

int ps_run_warn_of_machine(struct ps_run *run, const struct ps_facts_load *before, const struct ps_facts_load *after,
                           struct ps_error *err)
{
    double ns = (double)(after->at_ns - before->at_ns);
    int rc = 0;
    if (is_known(before->busy_ns, after->busy_ns)) {
        double others = (double)(after->busy_ns - before->busy_ns) / ns - own_share;
        if (others > others_share)
            rc = ps_result_warn(run->result, err, "busy", "other programs kept about %.1f processors busy",
                                others + own_share - 1);
    }
    if (rc == 0 && is_known(before->steal_ns, after->steal_ns)) {
        double steal = (double)(after->steal_ns - before->steal_ns) / ns;
        if (steal > steal_share)
            rc = ps_result_warn(run->result, err, "steal", "the hypervisor took %.1f %% of a processor's time", steal * 100);
    }
    if (rc == 0 && is_known(before->throttled_ns, after->throttled_ns) && after->throttled_ns > before->throttled_ns)
        rc = ps_result_warn(run->result, err, "throttled", "the CPU limit of the control group stopped programs for %.0f ms",
                            (double)(after->throttled_ns - before->throttled_ns) * 1e-6);
    if (rc == 0 && is_known(before->thermal_events, after->thermal_events) && after->thermal_events > before->thermal_events)
        rc = ps_result_warn(run->result, err, "throttled", "processors were slowed down because of heat");
    return rc;
}
