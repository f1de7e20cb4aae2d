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

/* If the page asks for it (PS_PAGE_PROBE), writes the caller's resources into it. */
void ps_resources_report(const struct ps_page *page);

#endif
