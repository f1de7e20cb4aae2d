/* plots.h: the pictures: Vega-Lite specifications, each in a file of its own (report/page/NAME.vl.json).
 *
 * A file holds one picture of one section ("native", "python"), without its data, which it takes by their names (plot_data.h).
 * Its `usermeta` says how it is used: `title` and `lede` for people; `sections`, whether there is one a section; `several`,
 * whether it compares results; `data`, the set without whose records there is no picture; `step` and `pad`, its height by rows.
 * Strings in it may hold placeholders, which the page's script (page.js) and ps_plot_spec() replace alike:
 *
 *     $SECTION $PHASE $RESULT   what is shown
 *     $ROWS $LABELS             how many rows, and a list of their labels, for expressions
 *     $BYTES $LEAST             a list of the memories of a sweep, and from where on they are more than none
 *     $fork, $muted, ...        the colours of report/page/theme.json
 */
#ifndef PS_REPORT_PLOTS_H
#define PS_REPORT_PLOTS_H

#include "base/programs.h"
#include "report/plot_data.h"

/* What --figure takes, in the order of the page, and what the page has: one that shows a cell of the reader's choice, too. Ended
 * by NULL. */
extern const char *const ps_plot_names[], *const ps_plot_page_names[];

/* The file of one, with its placeholders; a new reference, or NULL. Also "theme". */
json_t *ps_plot_load(const struct ps_programs *programs, const char *name, struct ps_error *err);

/* A picture that stands by itself, of all sections that there are, without `datasets`, in the light theme's colours. A new
 * reference, or NULL: PS_EXIT_USAGE if these results do not have what it shows. */
json_t *ps_plot_spec(const struct ps_programs *programs, const char *name, const struct ps_plot_data *data, enum ps_phase phase,
                     struct ps_error *err);

#endif
