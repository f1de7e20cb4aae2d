#include "platform/launch.h"

#include <string.h>

const struct ps_launcher *ps_launcher_find(const char *name)
{
    for (size_t i = 0; ps_launchers[i] != NULL; i++) {
        if (strcmp(ps_launchers[i]->name, name) == 0)
            return ps_launchers[i];
    }
    return NULL;
}

const char *ps_launcher_mechanism(const struct ps_launcher *launcher)
{
    return launcher->find_mechanism != NULL ? launcher->find_mechanism() : launcher->mechanism;
}
