#include <time.h>
#include <unistd.h>

#include "platform/clock.h"
#include "platform/launch.h"
#include "platform/resources.h"

_Noreturn void ps_launch_run_target(const struct ps_page *page)
{
    atomic_store_explicit(&page->word[PS_PAGE_CHILD + PS_STAMP_RUNNING], ps_clock_ns(), memory_order_relaxed);
    atomic_store_explicit(&page->word[PS_PAGE_CHILD + PS_STAMP_READY], ps_clock_ns(), memory_order_relaxed);
    ps_resources_report(page);
    /* The parent is looked at meanwhile (PS_OP_DIRTY); should it be gone, this ends too. */
    const struct timespec nap = {.tv_nsec = 200000};
    for (int left = 150000; left > 0 && atomic_load_explicit(&page->word[PS_PAGE_HOLD], memory_order_relaxed) != 0; left--)
        nanosleep(&nap, NULL);
    _exit(0);
}
