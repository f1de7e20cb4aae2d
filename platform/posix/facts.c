#include "platform/posix/facts.h"

#include <time.h>
#include <unistd.h>

json_t *ps_fact_page_size(const char *root)
{
    (void)root;
    return json_integer(sysconf(_SC_PAGESIZE));
}

int64_t ps_own_cpu_ns(void)
{
    struct timespec own;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own) != 0)
        return PS_MISSING;
    return own.tv_sec * INT64_C(1000000000) + own.tv_nsec;
}
