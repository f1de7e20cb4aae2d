/* resources.h: what the calling process has used so far, as the platform counts it.
 *
 * Linked by runners, stub-dynamic and host. Read in the child itself: ru_maxrss survives exec and would show the parent's peak.
 */
#ifndef PS_PLATFORM_RESOURCES_H
#define PS_PLATFORM_RESOURCES_H

#include "measure/protocol.h"
#include "platform/page.h"

/* Fills all but parent_minor_faults; PS_MISSING for what the platform does not count. */
void ps_resources_read(struct ps_resources *resources);

/* If the page asks for it, writes the caller's resources into it. */
void ps_resources_report(const struct ps_page *page);

/* The parent's side: asks for the report of the next child; takes what it reported, and asks no more. */
void ps_resources_ask(const struct ps_page *page);
void ps_resources_take(const struct ps_page *page, struct ps_resources *resources);

#endif
