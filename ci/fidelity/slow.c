/* A child that does more than it has to: linked into the dynamic stub, it counts to the number in PROCSTART_SLOW before main. */
#include <stdlib.h>

__attribute__((constructor)) static void count(void)
{
    const char *text = getenv("PROCSTART_SLOW");
    for (volatile long left = text != NULL ? atol(text) : 0; left > 0; left--)
        continue;
}
