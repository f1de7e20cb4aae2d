/* only_child.h: who the test's one child is, where only the system knows. Each platform's only_child.c. */
#ifndef PS_TESTS_ONLY_CHILD_H
#define PS_TESTS_ONLY_CHILD_H

#include <sys/types.h>

/* Its number, or 0 if there is not exactly one. */
pid_t only_child(void);

#endif
