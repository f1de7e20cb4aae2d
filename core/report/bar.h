/* bar.h: the timeline of one start as a bar of its phases. */
#ifndef PS_REPORT_BAR_H
#define PS_REPORT_BAR_H

#include <stdbool.h>
#include <stddef.h>

#include "result/result.h"

/* Writes the bar of median phases into text (at least 4 * width + 1 bytes): as long as `reaped` is of longest_ns, width at most.
 * Each phase that showed is drawn by its own mark up to where it is reached. */
void ps_bar(char *text, const struct ps_summary summary[PS_PHASES], double longest_ns, size_t width, bool utf8);

/* What the marks mean, of the phases that show in at least one of the bars (bits of enum ps_phase). */
void ps_bar_legend(char *text, size_t room, unsigned phases, bool utf8);

/* The phases that a bar of these figures would draw. */
unsigned ps_bar_phases(const struct ps_summary summary[PS_PHASES]);

#endif
