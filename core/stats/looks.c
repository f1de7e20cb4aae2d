#include "stats/stats.h"

#define FIRST_LOOK 10

bool ps_is_look(size_t epochs)
{
    size_t look = FIRST_LOOK;
    while (look < epochs)
        look += (look * 3 + 9) / 10;
    return look == epochs;
}

double ps_look_level(size_t epochs, double level)
{
    size_t n = epochs < FIRST_LOOK ? FIRST_LOOK : epochs;
    return 1 - (1 - level) * (1 - 5 / (double)n);
}
