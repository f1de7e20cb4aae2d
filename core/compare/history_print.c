#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/markup.h"
#include "cli/terminal.h"
#include "compare/history.h"
#include "report/figures.h"

const char *const ps_history_formats[] = {"text", "markdown", "json", NULL};

/* ---- text ---- */

enum { SPARKS = 30 };

/* Medians over time, low to high, at most SPARKS marks: each the median of as many results. */
static void draw(const struct ps_history_cell *cell, bool utf8, char *to, size_t room)
{
    static const char *const marks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double lo = INFINITY, hi = 0;
    size_t n = cell->n < SPARKS ? cell->n : SPARKS, used = 0;
    to[0] = '\0';
    for (size_t i = 0; i < cell->n; i++) {
        lo = fmin(lo, cell->median_ns[i]);
        hi = fmax(hi, cell->median_ns[i]);
    }
    for (size_t i = 0; utf8 && i < n && used + 4 < room; i++) {
        double value = cell->median_ns[i * cell->n / n];
        int level = hi > lo ? (int)(7.99 * (value - lo) / (hi - lo)) : 0;
        used += (size_t)snprintf(to + used, room - used, "%s", marks[level]);
    }
}

static void write_change(const struct ps_history_change *change, bool utf8, char *to, size_t room)
{
    char before[40], after[40];
    ps_figure_time(before, sizeof before, change->before_ns, utf8);
    ps_figure_time(after, sizeof after, change->after_ns, utf8);
    snprintf(to, room, "%.3f times (%s to %s) with %s; before it %s%s%s", change->ratio, before, after, change->to, change->from,
             change->others[0] != '\0' ? "; what differs too: " : "; nothing else that is known differs", change->others);
}

static void write_range(const struct ps_history_cell *cell, bool utf8, char *to, size_t room)
{
    char first[40], last[40];
    ps_figure_time(first, sizeof first, cell->median_ns[0], utf8);
    ps_figure_time(last, sizeof last, cell->median_ns[cell->n - 1], utf8);
    snprintf(to, room, "%zu results, %s to %s", cell->n, first, last);
}

static void print_text(const struct ps_history *history, const struct ps_compare_style *style, FILE *to)
{
    fprintf(to, "%zu results, medians of %s over time; changes of 2 %% or more, found by chance in at most 5 %% of histories\n",
            history->results_n, ps_phase_name(history->phase));
    for (size_t i = 0; i < history->cells_n; i++) {
        const struct ps_history_cell *cell = &history->cells[i];
        char key[220], range[160], sparks[4 * SPARKS + 1], text[2400], safe[2400];
        ps_safe_text(key, sizeof key, cell->key, style->utf8);
        write_range(cell, style->utf8, range, sizeof range);
        draw(cell, style->utf8, sparks, sizeof sparks);
        fprintf(to, "\n%s  %s  %s\n", key, range, sparks);
        for (size_t k = 0; k < cell->changes_n; k++) {
            write_change(&cell->changes[k], style->utf8, text, sizeof text);
            ps_safe_text(safe, sizeof safe, text, style->utf8);
            fputs("- ", to);
            ps_print_wrapped(to, safe, 2, style->columns);
        }
        if (cell->changes_n == 0)
            fputs("- no change\n", to);
    }
}

/* ---- markdown ---- */

static void print_markdown(const struct ps_history *history, FILE *to)
{
    fprintf(to,
            "### History\n\n%zu results, medians of %s over time.\n\n| cell | results | first | last | changes "
            "|\n|---|--:|--:|--:|---|\n",
            history->results_n, ps_phase_name(history->phase));
    for (size_t i = 0; i < history->cells_n; i++) {
        const struct ps_history_cell *cell = &history->cells[i];
        char first[40], last[40];
        ps_figure_time(first, sizeof first, cell->median_ns[0], true);
        ps_figure_time(last, sizeof last, cell->median_ns[cell->n - 1], true);
        fputs("| ", to);
        ps_print_markdown(to, cell->key, PS_MARKDOWN_GITHUB);
        fprintf(to, " | %zu | %s | %s | ", cell->n, first, last);
        for (size_t k = 0; k < cell->changes_n; k++) {
            fprintf(to, "%s%.3f× with ", k > 0 ? "<br>" : "", cell->changes[k].ratio);
            ps_print_markdown(to, cell->changes[k].to, PS_MARKDOWN_GITHUB);
            if (cell->changes[k].others[0] != '\0') {
                fputs("; ", to);
                ps_print_markdown(to, cell->changes[k].others, PS_MARKDOWN_GITHUB);
            }
        }
        fputs(cell->changes_n == 0 ? "none |\n" : " |\n", to);
    }
}

/* ---- json ---- */

static json_t *text_of(const char *text)
{
    char safe[2400];
    ps_safe_text(safe, sizeof safe, text, true);
    return json_string(safe);
}

static json_t *rounded(double value)
{
    return json_integer((json_int_t)llround(value));
}

static json_t *points_of(const struct ps_history_cell *cell)
{
    json_t *points = json_array();
    for (size_t i = 0; i < cell->n; i++) {
        const char *commit = json_string_value(json_object_get(cell->of[i]->tool, "commit"));
        json_array_append_new(points, json_pack("{s:o, s:o, s:o}", "started", text_of(cell->of[i]->started), "commit",
                                                commit != NULL ? text_of(commit) : json_null(), "median_ns",
                                                rounded(cell->median_ns[i])));
    }
    return points;
}

static json_t *changes_of(const struct ps_history_cell *cell)
{
    json_t *changes = json_array();
    for (size_t k = 0; k < cell->changes_n; k++) {
        const struct ps_history_change *it = &cell->changes[k];
        char ratio[32];
        snprintf(ratio, sizeof ratio, "%.9g", it->ratio);
        json_array_append_new(changes, json_pack("{s:I, s:f, s:f, s:o, s:o, s:o, s:o, s:o}", "at", (json_int_t)it->at, "ratio",
                                                 strtod(ratio, NULL), "p", it->p, "before_ns", rounded(it->before_ns), "after_ns",
                                                 rounded(it->after_ns), "before", text_of(it->from), "after", text_of(it->to),
                                                 "also_differs", text_of(it->others)));
    }
    return changes;
}

static int print_json(const struct ps_history *history, FILE *to, struct ps_error *err)
{
    json_t *cells = json_array();
    for (size_t i = 0; i < history->cells_n; i++) {
        const struct ps_history_cell *cell = &history->cells[i];
        json_array_append_new(cells, json_pack("{s:o, s:o, s:o}", "cell", text_of(cell->key), "points", points_of(cell),
                                               "changes", changes_of(cell)));
    }
    json_t *document = json_pack("{s:s, s:s, s:I, s:o}", "schema", "procstart.history/1", "phase", ps_phase_name(history->phase),
                                 "results", (json_int_t)history->results_n, "cells", cells);
    if (document == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory left to write the history");
    int status = json_dumpf(document, to, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
    json_decref(document);
    fputc('\n', to);
    return status != 0 && !ferror(to) ? ps_fail(err, PS_EXIT_FAILED, "no memory left to write the history") : 0;
}

int ps_history_print(const struct ps_history *history, const char *format, const struct ps_compare_style *style, FILE *to,
                     struct ps_error *err)
{
    if (strcmp(format, "json") == 0)
        return print_json(history, to, err);
    if (strcmp(format, "markdown") == 0)
        print_markdown(history, to);
    else
        print_text(history, style, to);
    return 0;
}
