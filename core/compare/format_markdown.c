#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "cli/markup.h"
#include "compare/show.h"
#include "report/figures.h"

/* A text of a row, a row, and what has to be kept free for the notes below the table. */
enum { TEXT_MOST = 2400, ROW_MOST = 4000, NOTES_ROOM = 16000, LONE_MOST = 50 };

static void print_text(FILE *to, const char *text)
{
    char escaped[TEXT_MOST];
    ps_markdown_text(escaped, sizeof escaped, text, PS_MARKDOWN_GITHUB);
    fputs(escaped, to);
}

static void say_item(void *data, const char *text)
{
    fputs("- ", data);
    print_text(data, text);
    fputc('\n', data);
}

static void print_differences(const struct ps_comparison *comparison, FILE *to)
{
    if (comparison->emulated) {
        fputs("**Emulated:** ", to);
        print_text(to, comparison->emulation);
        fputs("\n\n", to);
    }
    if (comparison->differences_n == 0)
        return;
    fputs("| what differs | old | new |\n|---|---|---|\n", to);
    for (size_t i = 0; i < comparison->differences_n; i++) {
        const struct ps_difference *it = &comparison->differences[i];
        fputs(it->bars ? "| **" : "| ", to);
        print_text(to, it->what);
        fputs(it->bars ? "** | " : " | ", to);
        print_text(to, it->old);
        fputs(" | ", to);
        print_text(to, it->new_);
        fputs(" |\n", to);
    }
    fputc('\n', to);
}

static void print_row(const struct ps_comparison *comparison, size_t cell, FILE *to)
{
    const struct ps_compare_phase *phase = ps_show_phase(comparison, cell);
    char old[48], new_[48], interval[48];
    ps_figure_time(old, sizeof old, phase->old_median, true);
    ps_figure_time(new_, sizeof new_, phase->new_median, true);
    ps_figure_fine_interval(interval, sizeof interval, phase->ratio.ratio.lo, phase->ratio.ratio.hi);
    bool slower = phase->verdict == PS_COMPARE_SLOWER;
    fputs("| ", to);
    print_text(to, comparison->cells[cell].key);
    fprintf(to, " | %s | %s | %.3f× %s | %s%s%s |\n", old, new_, phase->ratio.ratio.value, interval, slower ? "**" : "",
            ps_compare_verdict_words(phase->verdict), slower ? "**" : "");
}

/* Findings first, so that they are not what is cut. */
static size_t print_rows(const struct ps_comparison *comparison, FILE *to, size_t room)
{
    size_t left_out = 0;
    for (int verdict = 0; verdict < PS_COMPARE_VERDICTS; verdict++) {
        for (size_t i = 0; i < comparison->cells_n; i++) {
            const struct ps_compare_phase *phase = ps_show_phase(comparison, i);
            if (comparison->cells[i].floor || isnan(phase->ratio.ratio.value) || (int)phase->verdict != verdict)
                continue;
            bool fits = room > ROW_MOST + NOTES_ROOM;
            if (fits)
                print_row(comparison, i, to);
            left_out += !fits;
            room -= fits ? ROW_MOST / 4 : 0;
        }
    }
    return left_out;
}

int ps_show_markdown(const struct ps_comparison *comparison, FILE *to, size_t most, struct ps_error *err)
{
    (void)err;
    char summary[256];
    ps_compare_summary(comparison, summary, sizeof summary);
    fprintf(to, "### procstart compare\n\n%s%s%s\n\n", comparison->slower > 0 ? "**" : "", summary,
            comparison->slower > 0 ? "**" : "");
    print_differences(comparison, to);
    fprintf(to, "| %s | old | new | ratio | verdict |\n|---|--:|--:|---|---|\n", ps_phase_name(comparison->options->phase));
    size_t left_out = print_rows(comparison, to, most);
    fputc('\n', to);
    if (left_out > 0)
        fprintf(to, "- %zu cells have no room here\n", left_out);
    for (size_t i = 0; i < comparison->lone_n && i < LONE_MOST; i++) {
        const struct ps_compare_lone *it = &comparison->lone[i];
        fputs("- not compared: ", to);
        print_text(to, it->cell->id);
        fprintf(to, " of the %s side ", it->is_old ? "old" : "new");
        print_text(to, it->why);
        fputc('\n', to);
    }
    if (comparison->lone_n > LONE_MOST)
        fprintf(to, "- and %zu further cells that are not compared\n", comparison->lone_n - LONE_MOST);
    ps_compare_notes(comparison, say_item, to);
    return 0;
}

static int write_markdown(const struct ps_comparison *comparison, const struct ps_compare_style *style, FILE *to,
                          struct ps_error *err)
{
    (void)style; /* a document looks the same wherever it is made */
    return ps_show_markdown(comparison, to, 1000 * 1000, err);
}

const struct ps_compare_format ps_compare_markdown = {.name = "markdown", .write = write_markdown};
