/* How far it is, on stderr. */
#include "cli/terminal.h"

#include <math.h>
#include <string.h>

#define ERASE_LINE "\r\033[K"

/* Often enough to be seen moving, seldom enough to cost nothing. */
#define REDRAW_NS INT64_C(200000000)

void ps_progress_begin(struct ps_progress_line *line, bool quiet)
{
    *line = (struct ps_progress_line){.quiet = quiet, .terminal = ps_terminal_is(stderr)};
    line->columns = ps_terminal_columns(stderr);
    line->last_ns = -REDRAW_NS;
}

/* "12 s", "2 min 05 s": what a person wants to know of a wait. */
static void format_wait(char *to, size_t room, int64_t ns)
{
    long long seconds = (long long)(ns / 1000000000) + (ns % 1000000000 > 0);
    if (ns < 0)
        snprintf(to, room, "?");
    else if (seconds < 100)
        snprintf(to, room, "%lld s", seconds);
    else
        snprintf(to, room, "%lld min %02lld s", seconds / 60, seconds % 60);
}

static void redraw(struct ps_progress_line *line, const char *what, int percent, const char *left)
{
    static const char full[] = "####################";
    int filled = percent / 5;
    char text[512];
    char safe[256];
    ps_safe_text(safe, sizeof safe, what, ps_terminal_utf8());
    snprintf(text, sizeof text, "[%.*s%*s] %3d %%, %s left  %s", filled, full, 20 - filled, "", percent, left, safe);
    /* One column stays free: a terminal that wraps there would scroll with every redraw. */
    int room = line->columns - 1;
    fprintf(stderr, ERASE_LINE "%.*s", room < (int)strlen(text) ? room : (int)strlen(text), text);
    fflush(stderr);
    line->shown = true;
}

void ps_progress_step(void *data, const char *what, int64_t elapsed_ns, int64_t left_ns, double done)
{
    struct ps_progress_line *line = data;
    if (line->quiet)
        return;
    int percent = (int)(fmin(fmax(done, 0), 1) * 100);
    char left[32];
    format_wait(left, sizeof left, left_ns);
    if (line->terminal && elapsed_ns - line->last_ns >= REDRAW_NS) {
        redraw(line, what, percent, left);
        line->last_ns = elapsed_ns;
    } else if (!line->terminal && percent / 10 > line->tenths) {
        line->tenths = percent / 10;
        fprintf(stderr, "procstart: %d %%, %s left\n", 10 * line->tenths, left);
    }
}

void ps_progress_end(struct ps_progress_line *line)
{
    if (line->shown)
        fputs(ERASE_LINE, stderr);
    line->shown = false;
}
