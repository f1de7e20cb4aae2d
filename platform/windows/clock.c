#include "platform/clock.h"

#include <stdatomic.h>
#include <windows.h>

const char ps_clock_name[] = "QueryPerformanceCounter";

#define NS_PER_S INT64_C(1000000000)

/* Fixed when the system starts. Cannot fail from Windows XP on. */
static int64_t frequency(void)
{
    static _Atomic int64_t known;
    int64_t value = atomic_load_explicit(&known, memory_order_relaxed);
    if (value == 0) {
        LARGE_INTEGER asked;
        QueryPerformanceFrequency(&asked);
        value = asked.QuadPart;
        atomic_store_explicit(&known, value, memory_order_relaxed);
    }
    return value;
}

/* Whole seconds apart, so that nothing overflows: the rest is less than the frequency, a few thousand millions at most. The same
 * to the ns as Python's time.perf_counter_ns(). */
int64_t ps_clock_ns(void)
{
    LARGE_INTEGER count;
    QueryPerformanceCounter(&count);
    int64_t per_s = frequency();
    return count.QuadPart / per_s * NS_PER_S + count.QuadPart % per_s * NS_PER_S / per_s;
}

int64_t ps_clock_resolution_ns(void)
{
    int64_t per_s = frequency();
    return per_s < NS_PER_S ? NS_PER_S / per_s : 1;
}
