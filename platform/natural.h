/* natural.h: the order of texts with numbers in them. */
#ifndef PS_PLATFORM_NATURAL_H
#define PS_PLATFORM_NATURAL_H

/* Numbers as numbers, all else as it is: "3.9" before "3.14". Less than, equal to or more than 0, as strcmp(). */
int ps_compare_natural(const char *a, const char *b);

#endif
