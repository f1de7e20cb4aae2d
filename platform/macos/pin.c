#include "platform/runner.h"

/* macOS binds no process to a processor (a thread's affinity tag is a hint about caches, on Intel only). ps_facts_cpus() offers
 * none either, so that a result says that its placement was free. */
int ps_pin(intptr_t process, int cpu, struct ps_error *err)
{
    (void)process, (void)cpu, (void)err;
    return 0;
}
