#include <math.h>
#include <string.h>

#include "cli/terminal.h"
#include "compare/show.h"
#include "report/figures.h"

struct place {
    FILE *to;
    const struct ps_compare_style *style;
};

static const char *color(const struct ps_compare_style *style, const char *sequence)
{
    return style->color ? sequence : "";
}

static const char *verdict_color(const struct ps_compare_style *style, enum ps_compare_verdict verdict)
{
    return color(style, verdict == PS_COMPARE_SLOWER ? "\33[1;31m" : verdict == PS_COMPARE_FASTER ? "\33[32m" : "");
}

static void say_line(void *data, const char *text)
{
    const struct place *place = data;
    char safe[1024];
    ps_safe_text(safe, sizeof safe, text, place->style->utf8);
    fputs("- ", place->to);
    ps_print_wrapped(place->to, safe, 2, place->style->columns);
}

static void print_differences(const struct ps_comparison *comparison, const struct place *place)
{
    if (comparison->emulated) {
        fprintf(place->to, "%semulated: ", color(place->style, "\33[1;33m"));
        ps_print_safe(place->to, comparison->emulation);
        fprintf(place->to, "%s\n", color(place->style, "\33[0m"));
    }
    if (comparison->differences_n == 0) {
        fputs(comparison->paired ? "" : "the sides do not differ in machine, system, Pythons or settings\n", place->to);
        return;
    }
    fputs("what differs between the sides:\n", place->to);
    for (size_t i = 0; i < comparison->differences_n; i++) {
        const struct ps_difference *it = &comparison->differences[i];
        char text[600];
        snprintf(text, sizeof text, "%s: %s %s %s%s", it->what, it->old, place->style->utf8 ? "→" : "->", it->new_,
                 it->bars ? " (another machine)" : "");
        say_line((void *)place, text);
    }
}

enum { FIGURE = 48 };

struct line {
    char key[200], old[FIGURE], new_[FIGURE], ratio[FIGURE], interval[FIGURE];
};

static void fill_line(const struct ps_comparison *comparison, size_t cell, bool utf8, struct line *line)
{
    const struct ps_compare_phase *phase = ps_show_phase(comparison, cell);
    ps_safe_text(line->key, sizeof line->key, comparison->cells[cell].key, utf8);
    ps_figure_time(line->old, FIGURE, phase->old_median, utf8);
    ps_figure_time(line->new_, FIGURE, phase->new_median, utf8);
    snprintf(line->ratio, FIGURE, "%.3f%s", phase->ratio.ratio.value, utf8 ? "×" : "x");
    ps_figure_fine_interval(line->interval, FIGURE, phase->ratio.ratio.lo, phase->ratio.ratio.hi);
}

static void pad(FILE *to, const char *text, size_t width, bool left)
{
    size_t columns = ps_text_columns(text);
    int blanks = columns < width ? (int)(width - columns) : 0;
    fprintf(to, "%*s%s%*s", left ? 0 : blanks, "", text, left ? blanks : 0, "");
}

static size_t wider(size_t width, const char *text)
{
    size_t columns = ps_text_columns(text);
    return columns > width ? columns : width;
}

static bool is_shown(const struct ps_comparison *comparison, size_t cell)
{
    return !comparison->cells[cell].floor && !isnan(ps_show_phase(comparison, cell)->ratio.ratio.value);
}

static void print_table(const struct ps_comparison *comparison, const struct place *place)
{
    const char *phase = ps_phase_name(comparison->options->phase);
    size_t key = strlen(phase), old = 3, new_ = 3, ratio = 5, interval = 0;
    struct line line;
    for (size_t i = 0; i < comparison->cells_n; i++) {
        if (!is_shown(comparison, i))
            continue;
        fill_line(comparison, i, place->style->utf8, &line);
        key = wider(key, line.key);
        old = wider(old, line.old);
        new_ = wider(new_, line.new_);
        ratio = wider(ratio, line.ratio);
        interval = wider(interval, line.interval);
    }
    fprintf(place->to, "\n%s", color(place->style, "\33[1m"));
    pad(place->to, phase, key + 2, true);
    pad(place->to, "old", old, false);
    pad(place->to, "new", new_ + 2, false);
    pad(place->to, "ratio", ratio + 2, false);
    fprintf(place->to, "%s\n", color(place->style, "\33[0m"));
    for (size_t i = 0; i < comparison->cells_n; i++) {
        if (!is_shown(comparison, i))
            continue;
        enum ps_compare_verdict verdict = ps_show_phase(comparison, i)->verdict;
        fill_line(comparison, i, place->style->utf8, &line);
        pad(place->to, line.key, key + 2, true);
        pad(place->to, line.old, old, false);
        pad(place->to, line.new_, new_ + 2, false);
        pad(place->to, line.ratio, ratio + 2, false);
        fputc(' ', place->to);
        pad(place->to, line.interval, interval + 2, true);
        fprintf(place->to, "%s%s%s\n", verdict_color(place->style, verdict), ps_compare_verdict_words(verdict),
                color(place->style, verdict == PS_COMPARE_SLOWER || verdict == PS_COMPARE_FASTER ? "\33[0m" : ""));
    }
}

/* Where in the start the time went, for the cells that are not the same. */
static void print_phases(const struct ps_comparison *comparison, const struct place *place)
{
    for (size_t i = 0; i < comparison->cells_n; i++) {
        const struct ps_compare_cell *cell = &comparison->cells[i];
        enum ps_compare_verdict verdict = ps_show_phase(comparison, i)->verdict;
        if (!is_shown(comparison, i) || verdict == PS_COMPARE_SAME || verdict == PS_COMPARE_UNKNOWN)
            continue;
        char text[700];
        size_t used = (size_t)snprintf(text, sizeof text, "%s by phase:", cell->key);
        for (int phase = 0; phase < PS_PHASES; phase++) {
            double ratio = cell->phase[phase].ratio.ratio.value;
            if (!isnan(ratio) && used < sizeof text)
                used += (size_t)snprintf(text + used, sizeof text - used, " %s %.3f", ps_phase_name((enum ps_phase)phase), ratio);
        }
        say_line((void *)place, text);
    }
}

static void print_lone(const struct ps_comparison *comparison, const struct place *place)
{
    for (size_t i = 0; i < comparison->lone_n; i++) {
        const struct ps_compare_lone *it = &comparison->lone[i];
        char text[600];
        snprintf(text, sizeof text, "not compared: %s of the %s side %s", it->cell->id, it->is_old ? "old" : "new", it->why);
        say_line((void *)place, text);
    }
}

static int write_text(const struct ps_comparison *comparison, const struct ps_compare_style *style, FILE *to,
                      struct ps_error *err)
{
    (void)err;
    struct place place = {to, style};
    char summary[256];
    print_differences(comparison, &place);
    print_table(comparison, &place);
    fputc('\n', to);
    print_phases(comparison, &place);
    print_lone(comparison, &place);
    ps_compare_notes(comparison, say_line, &place);
    ps_compare_summary(comparison, summary, sizeof summary);
    fprintf(to, "\n%s%s%s\n", color(style, comparison->slower > 0 ? "\33[1;31m" : "\33[1m"), summary, color(style, "\33[0m"));
    return 0;
}

const struct ps_compare_format ps_compare_text = {.name = "text", .write = write_text};
