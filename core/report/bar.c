#include "report/bar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* `returned` is the parent's side and runs beside the others: no part of the bar. */
static const struct {
    enum ps_phase phase;
    const char *mark, *ascii;
} parts[] = {
    {PS_RUNNING, "░", "."},       {PS_INITIALIZED, "▒", ":"}, {PS_UNPICKLED, "▓", "u"},
    {PS_MAIN_IMPORTED, "▚", "m"}, {PS_READY, "█", "#"},       {PS_REAPED, "─", "-"},
};

enum { PARTS = sizeof parts / sizeof *parts };

void ps_bar(char *text, const struct ps_summary summary[PS_PHASES], double longest_ns, size_t width, bool utf8)
{
    size_t drawn = 0;
    text[0] = '\0';
    if (summary[PS_REAPED].n == 0 || !(longest_ns > 0))
        return;
    for (size_t part = 0; part < PARTS; part++) {
        const struct ps_summary *phase = &summary[parts[part].phase];
        if (phase->n == 0)
            continue;
        size_t end = (size_t)fmin(lround(phase->median / longest_ns * (double)width), (double)width);
        /* Something was measured, so something is to be seen. */
        if (parts[part].phase == PS_REAPED && drawn == 0 && end == 0)
            end = 1;
        for (; drawn < end; drawn++)
            strcat(text, utf8 ? parts[part].mark : parts[part].ascii);
    }
}

unsigned ps_bar_phases(const struct ps_summary summary[PS_PHASES])
{
    unsigned phases = 0;
    for (size_t part = 0; part < PARTS; part++) {
        if (summary[parts[part].phase].n > 0)
            phases |= 1u << parts[part].phase;
    }
    return phases;
}

void ps_bar_legend(char *text, size_t room, unsigned phases, bool utf8)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t part = 0; part < PARTS && used < room; part++) {
        if (phases & 1u << parts[part].phase)
            used += (size_t)snprintf(text + used, room - used, "%s%s to %s", used > 0 ? ", " : "",
                                     utf8 ? parts[part].mark : parts[part].ascii, ps_phase_name(parts[part].phase));
    }
}
