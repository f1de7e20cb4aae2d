/* latex_text.h: text from outside, for LaTeX. */
#ifndef PS_REPORT_LATEX_TEXT_H
#define PS_REPORT_LATEX_TEXT_H

#include "report/text.h"

/* Appends it so that pdflatex sets it as it reads, whatever it is: nothing in it is an instruction, and what LaTeX has no
 * character for is made visible (\u2713). NULL is "". */
void ps_latex_text(struct ps_text *line, const char *text);

#endif
