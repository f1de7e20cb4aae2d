/* procstart-stub-dynamic PAGE: the least that an ordinary program does when it is started. */
#include <stdio.h>

#include "platform/clock.h"
#include "platform/page.h"
#include "platform/resources.h"

int main(int argc, char **argv)
{
    int64_t running = ps_clock_ns();
    if (argc != 2) {
        fprintf(stderr, "usage: procstart-stub-dynamic PAGE (started by procstart-runner)\n");
        return PS_EXIT_USAGE;
    }
    struct ps_page page;
    struct ps_error err;
    if (ps_page_open(&page, argv[1], &err) != 0) {
        fprintf(stderr, "procstart-stub-dynamic: %s\n", err.what);
        return err.exit;
    }
    atomic_store_explicit(&page.word[PS_PAGE_CHILD + PS_STAMP_RUNNING], running, memory_order_relaxed);
    atomic_store_explicit(&page.word[PS_PAGE_CHILD + PS_STAMP_READY], ps_clock_ns(), memory_order_relaxed);
    ps_resources_report(&page);
    return 0;
}
