#include "base/moment.h"

#include <stdio.h>
#include <time.h>
#include <uv.h>

int ps_moment_text(char to[PS_MOMENT_TEXT], int64_t ago_ns, struct ps_error *err)
{
    uv_timeval64_t now = {0};
    char whole[sizeof "2026-11-24T06:00:00"];
    to[0] = '\0';
    int rc = uv_gettimeofday(&now);
    int64_t ms = now.tv_sec * 1000 + now.tv_usec / 1000 - ago_ns / 1000000;
    time_t seconds = (time_t)(ms / 1000);
    const struct tm *utc = gmtime(&seconds);
    if (rc != 0 || utc == NULL || strftime(whole, sizeof whole, "%Y-%m-%dT%H:%M:%S", utc) == 0)
        return ps_fail(err, PS_EXIT_FAILED, "the system's clock says no date");
    snprintf(to, PS_MOMENT_TEXT, "%s.%03dZ", whole, (int)(ms % 1000));
    return 0;
}
