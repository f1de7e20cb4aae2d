/* show.h: what the formats have in common. For core/compare only. */
#ifndef PS_COMPARE_SHOW_H
#define PS_COMPARE_SHOW_H

#include "compare/compare.h"

/* The phase that decides, of a cell. */
const struct ps_compare_phase *ps_show_phase(const struct ps_comparison *comparison, size_t cell);

/* Markdown of the whole, as --format markdown and a step's summary have it; at most `most` bytes, and what was cut is said. */
int ps_show_markdown(const struct ps_comparison *comparison, FILE *to, size_t most, struct ps_error *err);

extern const struct ps_compare_format ps_compare_text, ps_compare_markdown, ps_compare_json, ps_compare_github;

#endif
