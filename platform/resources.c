#include "platform/resources.h"

static int64_t load(const struct ps_page *page, int word)
{
    return atomic_load_explicit(&page->word[word], memory_order_relaxed);
}

static void store(const struct ps_page *page, int word, int64_t value)
{
    atomic_store_explicit(&page->word[word], value, memory_order_relaxed);
}

static void store_all(const struct ps_page *page, const struct ps_resources *resources)
{
    store(page, PS_PAGE_PEAK_RSS_BYTES, resources->peak_rss_bytes);
    store(page, PS_PAGE_MINOR_FAULTS, resources->minor_faults);
    store(page, PS_PAGE_USER_NS, resources->user_ns);
    store(page, PS_PAGE_SYSTEM_NS, resources->system_ns);
}

void ps_resources_report(const struct ps_page *page)
{
    if (load(page, PS_PAGE_PROBE) == 0)
        return;
    struct ps_resources used;
    ps_resources_read(&used);
    store_all(page, &used);
}

void ps_resources_ask(const struct ps_page *page)
{
    static const struct ps_resources unknown = {PS_MISSING, PS_MISSING, PS_MISSING, PS_MISSING, PS_MISSING};
    store_all(page, &unknown);
    store(page, PS_PAGE_PROBE, 1);
}

void ps_resources_take(const struct ps_page *page, struct ps_resources *resources)
{
    store(page, PS_PAGE_PROBE, 0);
    resources->peak_rss_bytes = load(page, PS_PAGE_PEAK_RSS_BYTES);
    resources->minor_faults = load(page, PS_PAGE_MINOR_FAULTS);
    resources->user_ns = load(page, PS_PAGE_USER_NS);
    resources->system_ns = load(page, PS_PAGE_SYSTEM_NS);
}
