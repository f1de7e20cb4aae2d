/* figures.h: how numbers are written for people: units chosen for reading, three significant digits.
 *
 * Every function writes a string that ends within `room`; 32 bytes are enough for all. NAN is written as "". With `utf8` false
 * only ASCII is used.
 */
#ifndef PS_REPORT_FIGURES_H
#define PS_REPORT_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

void ps_figure_time(char *to, size_t room, double ns, bool utf8);                                /* "212 µs" */
void ps_figure_half_width(char *to, size_t room, double value, double lo, double hi, bool utf8); /* "±1.2%"; "±?" for NAN */
void ps_figure_ratio(char *to, size_t room, double ratio, bool utf8);                            /* "1.31×" */
void ps_figure_interval(char *to, size_t room, double lo, double hi);                            /* "[1.29, 1.33]" */
void ps_figure_fine_interval(char *to, size_t room, double lo, double hi);                       /* "[0.997, 1.009]" */

#endif
