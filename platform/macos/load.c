#include <mach/mach.h>
#include <unistd.h>

#include "platform/clock.h"
#include "platform/macos/machine.h"
#include "platform/posix/facts.h"

uint64_t ps_facts_available_memory(void)
{
    return ps_machine_available_memory();
}

/* None that a process can be bound to: see ps_pin(). */
int ps_facts_cpus(int *cpu, int room)
{
    (void)cpu, (void)room;
    return 0;
}

/* Ticks wrap after 497 days of one processor; the difference of two readings is taken of them as they are. */
static int64_t busy_ns(void)
{
    host_cpu_load_info_data_t ticks;
    mach_msg_type_number_t n = HOST_CPU_LOAD_INFO_COUNT;
    mach_port_t host = mach_host_self();
    kern_return_t failed = host_statistics(host, HOST_CPU_LOAD_INFO, (host_info_t)&ticks, &n);
    mach_port_deallocate(mach_task_self(), host);
    if (failed != KERN_SUCCESS)
        return PS_MISSING;
    int64_t busy = (int64_t)ticks.cpu_ticks[CPU_STATE_USER] + ticks.cpu_ticks[CPU_STATE_SYSTEM] + ticks.cpu_ticks[CPU_STATE_NICE];
    return busy * (INT64_C(1000000000) / sysconf(_SC_CLK_TCK));
}

void ps_facts_load(struct ps_facts_load *load)
{
    *load = (struct ps_facts_load){.steal_ns = PS_MISSING,
                                   .busy_ns = busy_ns(),
                                   .own_ns = ps_own_cpu_ns(),
                                   .throttled_ns = PS_MISSING,
                                   .thermal_events = PS_MISSING,
                                   .at_ns = ps_clock_ns()};
}
