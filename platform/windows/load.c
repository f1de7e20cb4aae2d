#include <windows.h>

#include "platform/clock.h"
#include "platform/facts.h"
#include "platform/windows/inspect.h"

uint64_t ps_facts_available_memory(void)
{
    return ps_inspect_available_memory();
}

int ps_facts_cpus(int *cpu, int room)
{
    int n = 0;
    uint64_t allowed = ps_inspect_allowed();
    for (int id = 0; id < 64; id++) {
        if (!(allowed >> id & 1))
            continue;
        if (n < room)
            cpu[n] = id;
        n++;
    }
    return n;
}

static int64_t own_ns(void)
{
    FILETIME created, ended, kernel, user;
    if (!GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user))
        return PS_MISSING;
    ULARGE_INTEGER of_kernel = {.u = {kernel.dwLowDateTime, kernel.dwHighDateTime}};
    ULARGE_INTEGER of_user = {.u = {user.dwLowDateTime, user.dwHighDateTime}};
    return (int64_t)(of_kernel.QuadPart + of_user.QuadPart) * 100;
}

void ps_facts_load(struct ps_facts_load *load)
{
    int64_t idle;
    *load = (struct ps_facts_load){.steal_ns = PS_MISSING, .throttled_ns = PS_MISSING, .thermal_events = PS_MISSING};
    if (ps_inspect_times(&load->busy_ns, &idle) != 0)
        load->busy_ns = PS_MISSING;
    load->own_ns = own_ns();
    load->at_ns = ps_clock_ns();
}
