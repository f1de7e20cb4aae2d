/* interval.h: what the intervals have in common. For core/stats only. */
#ifndef PS_STATS_INTERVAL_H
#define PS_STATS_INTERVAL_H

#include <stddef.h>

/* Half the width of the t interval of the mean of n independent numbers; NAN if n < 2. */
double ps_t_half_width(const double *x, size_t n, double level);

#endif
