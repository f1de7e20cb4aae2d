/* recorded.h: the machines of tests/data/machines. */
#ifndef PS_TESTS_RECORDED_H
#define PS_TESTS_RECORDED_H

#include <stdlib.h>

#define MACHINE(name) PS_TEST_DATA "/machines/" name
#define NO_MACHINE    MACHINE("none")

/* hwloc takes another root from its own variables; without them it would mix in this machine's processor. */
static inline void recorded_for_hwloc(const char *root)
{
    setenv("HWLOC_FSROOT", root, 1);
    setenv("HWLOC_THISSYSTEM", "0", 1);
    setenv("HWLOC_COMPONENTS", "linux,stop", 1);
}

#endif
