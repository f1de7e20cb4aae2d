#include "commands/seed.h"

#include <uv.h>

int ps_seed_draw(uint64_t *seed, struct ps_error *err)
{
    int status = uv_random(NULL, NULL, seed, sizeof *seed, 0, NULL);
    if (status != 0)
        return ps_fail(err, PS_EXIT_FAILED, "no random seed can be had: %s", uv_strerror(status));
    *seed &= INT64_MAX;
    return 0;
}
