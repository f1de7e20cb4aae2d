#include <unistd.h>

#include "platform/clock.h"
#include "platform/launch.h"
#include "platform/resources.h"

_Noreturn void ps_launch_run_target(const struct ps_page *page)
{
    atomic_store_explicit(&page->word[PS_PAGE_CHILD + PS_STAMP_RUNNING], ps_clock_ns(), memory_order_relaxed);
    atomic_store_explicit(&page->word[PS_PAGE_CHILD + PS_STAMP_READY], ps_clock_ns(), memory_order_relaxed);
    ps_resources_report(page);
    _exit(0);
}
