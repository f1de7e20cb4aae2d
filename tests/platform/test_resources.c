#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "platform/linux/status_peak.h"
#include "platform/resources.h"

static int64_t peak_of(const char *status)
{
    return ps_status_peak_bytes(status, strlen(status));
}

Test(peak, is_read_from_a_status_file)
{
    cr_assert_eq(peak_of("Name:\tx\nVmPeak:\t  9000 kB\nVmHWM:\t    1236 kB\nVmRSS:\t 5 kB\n"), 1236 * 1024);
}

Test(peak, is_missing_where_the_file_does_not_say_it)
{
    cr_assert_eq(peak_of(""), PS_MISSING);
    cr_assert_eq(peak_of("Name:\tkthreadd\nThreads:\t1\n"), PS_MISSING);
    cr_assert_eq(peak_of("Name:\t VmHWM: 77\n"), PS_MISSING, "a process may call itself so");
    cr_assert_eq(peak_of("Name:\tx\nVmHW"), PS_MISSING);
}

Test(peak, is_found_after_a_line_that_begins_like_it)
{
    cr_assert_eq(peak_of("a\nVmHW\nVmHWM: 8 kB\n"), 8 * 1024);
    cr_assert_eq(peak_of("a\n\nVmHWM: 8 kB\n"), 8 * 1024);
}

Test(resources, grow_with_what_is_used)
{
    enum { BYTES = 64 << 20 };
    struct ps_resources before, after;
    ps_resources_read(&before);
    volatile char *memory = malloc(BYTES);
    cr_assert_not_null((void *)memory);
    for (int i = 0; i < BYTES; i += 1024)
        memory[i] = 1;
    ps_resources_read(&after);
    free((void *)memory);
    cr_assert_geq(after.peak_rss_bytes, BYTES);
    cr_assert_geq(after.peak_rss_bytes, before.peak_rss_bytes);
    cr_assert_gt(after.minor_faults, before.minor_faults);
    cr_assert_geq(after.user_ns + after.system_ns, before.user_ns + before.system_ns);
    cr_assert_eq(after.parent_minor_faults, PS_MISSING);
}

Test(resources, are_reported_only_to_a_page_that_asks)
{
    _Atomic int64_t words[PS_PAGE_WORDS] = {0};
    struct ps_page page = {.word = words};
    struct ps_resources used = {0};
    ps_resources_report(&page);
    cr_assert_eq(words[PS_PAGE_PEAK_RSS_BYTES], 0);

    ps_resources_ask(&page);
    cr_assert_eq(words[PS_PAGE_PEAK_RSS_BYTES], PS_MISSING, "a child that reports nothing would leave the last one's");
    ps_resources_report(&page);
    ps_resources_take(&page, &used);
    cr_assert_gt(used.peak_rss_bytes, 0);
    cr_assert_gt(used.minor_faults, 0);
    cr_assert_eq(words[PS_PAGE_PROBE], 0);
}
