#include "report/pivot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/figures.h"
#include "report/table.h"
#include "report/text.h"

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "out of memory");
}

/* ---- names ---- */

static void machine_of(const struct ps_result *result, char *to, size_t room)
{
    char os[128];
    const char *model = ps_host_word(result, "cpu_model");
    ps_label_os(result, os, sizeof os);
    snprintf(to, room, "%s%s%.100s", os, model[0] != '\0' ? ", " : "", model);
}

/* "3.13t" of the id python/fork@3.13t+stock: what stands behind the at sign. */
static void python_of(const char *id, char *to, size_t room)
{
    const char *at = strchr(id, '@');
    snprintf(to, room, "%.*s", at != NULL ? (int)strcspn(at + 1, "+,/") : 0, at != NULL ? at + 1 : "");
}

static void column_of(const struct ps_result *result, size_t cell, enum ps_report_across across, char to[PS_PIVOT_LABEL])
{
    char id[192];
    ps_result_match_id(result, &result->cells[cell].cell, id);
    to[0] = '\0';
    if (across == PS_ACROSS_OS)
        ps_label_os(result, to, PS_PIVOT_LABEL);
    else if (across == PS_ACROSS_MACHINE)
        machine_of(result, to, PS_PIVOT_LABEL);
    else if (across == PS_ACROSS_METHOD)
        snprintf(to, PS_PIVOT_LABEL, "%s", ps_method_name(result->cells[cell].cell.method));
    else
        python_of(id, to, PS_PIVOT_LABEL);
    if (to[0] == '\0')
        snprintf(to, PS_PIVOT_LABEL, "no Python");
}

/* The id without what its column says. */
static void rest_of(const struct ps_result *result, size_t cell, enum ps_report_across across, char *to, size_t room)
{
    char id[192];
    ps_result_match_id(result, &result->cells[cell].cell, id);
    const char *from = id, *cut = NULL;
    size_t length = 0;
    if (across == PS_ACROSS_PYTHON && (cut = strchr(id, '@')) != NULL)
        length = strcspn(cut, "+,/");
    else if (across == PS_ACROSS_METHOD && (cut = strchr(id, '/')) != NULL)
        length = 1 + strcspn(cut + 1, "/@+,");
    if (cut == NULL)
        snprintf(to, room, "%s", from);
    else
        snprintf(to, room, "%.*s%s", (int)(cut - from), from, cut + length);
}

/* How many results are of another system, or of the same on another processor. */
static bool differs(const struct ps_result *results, size_t n, bool machine)
{
    char first[256], other[256];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            ps_label_os(&results[i], first, sizeof first);
            ps_label_os(&results[j], other, sizeof other);
            bool same_os = strcmp(first, other) == 0;
            machine_of(&results[i], first, sizeof first);
            machine_of(&results[j], other, sizeof other);
            if (machine ? same_os && strcmp(first, other) != 0 : !same_os)
                return true;
        }
    }
    return false;
}

/* What a row says of where it was measured: nothing where all were measured in one place, or the columns say it. */
static void place_of(const struct ps_result *results, size_t n, size_t i, enum ps_report_across across, char *to, size_t room)
{
    to[0] = '\0';
    if (across == PS_ACROSS_MACHINE)
        return;
    if (differs(results, n, true))
        machine_of(&results[i], to, room);
    else if (across != PS_ACROSS_OS && differs(results, n, false))
        ps_label_os(&results[i], to, room);
}

/* ---- columns ---- */

static size_t find(char (*labels)[PS_PIVOT_LABEL], size_t n, const char *label)
{
    size_t i = 0;
    while (labels != NULL && i < n && strcmp(labels[i], label) != 0)
        i++;
    return i;
}

/* Versions by their numbers; what has none comes first. */
static int by_version(const void *a, const void *b)
{
    int major[2] = {0}, minor[2] = {0};
    sscanf(a, "%d.%d", &major[0], &minor[0]);
    sscanf(b, "%d.%d", &major[1], &minor[1]);
    if (major[0] != major[1])
        return major[0] < major[1] ? -1 : 1;
    if (minor[0] != minor[1])
        return minor[0] < minor[1] ? -1 : 1;
    return strcmp(a, b);
}

static int make_columns(struct ps_pivot *pivot, const struct ps_result *results, size_t n, enum ps_report_across across,
                        struct ps_error *err)
{
    size_t most = 0;
    for (size_t i = 0; i < n; i++)
        most += results[i].cells_n;
    most = across == PS_ACROSS_OS || across == PS_ACROSS_MACHINE ? n : most;
    pivot->columns = calloc(most + 1, sizeof *pivot->columns);
    if (pivot->columns == NULL)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        for (size_t cell = 0; cell < results[i].cells_n; cell++) {
            char *label = pivot->columns[pivot->columns_n];
            column_of(&results[i], cell, across, label);
            if (find(pivot->columns, pivot->columns_n, label) == pivot->columns_n)
                pivot->columns_n += pivot->columns_n < most;
        }
    }
    if (across == PS_ACROSS_PYTHON)
        qsort(pivot->columns, pivot->columns_n, sizeof *pivot->columns, by_version);
    return 0;
}

/* ---- entries ---- */

static void fill_entry(struct ps_pivot_entry *entry, const struct ps_result *result, size_t cell,
                       const struct ps_report_options *options)
{
    char figure[32], interval[32] = "";
    enum ps_phase phase = ps_report_phase(options);
    const struct ps_summary *s = &result->cells[cell].summary[phase];
    const struct ps_contrast *contrast = ps_contrast_of(result, cell, phase);
    entry->there = true;
    entry->emulated = ps_table_emulation(result) != NULL;
    entry->figures = ps_shows(&result->cells[cell], phase);
    if (!entry->figures) {
        enum ps_status status = result->cells[cell].status;
        snprintf(entry->text, sizeof entry->text, "%s", status != PS_OK ? ps_table_status(status) : "");
        return;
    }
    if (options->relative_to == NULL) {
        ps_figure_time(figure, sizeof figure, s->median, options->utf8);
        ps_figure_half_width(interval, sizeof interval, s->median, s->lo, s->hi, options->utf8);
    } else if (contrast != NULL) {
        ps_figure_ratio(figure, sizeof figure, contrast->ratio, options->utf8);
        ps_figure_interval(interval, sizeof interval, contrast->lo, contrast->hi);
    } else {
        bool base = ps_contrast_base(result, cell, phase);
        ps_figure_ratio(figure, sizeof figure, base ? 1 : NAN, options->utf8);
    }
    snprintf(entry->text, sizeof entry->text, "%s%s%s", figure, interval[0] != '\0' ? " " : "", interval);
}

static int add_row(struct ps_pivot *pivot, const char *label, struct ps_error *err)
{
    if (pivot->rows_n == pivot->rows_room) {
        size_t room = 2 * pivot->rows_room + 16;
        char(*rows)[PS_PIVOT_LABEL] = realloc(pivot->rows, room * sizeof *rows);
        if (rows == NULL)
            return no_memory(err);
        pivot->rows = rows;
        struct ps_pivot_entry *entries = realloc(pivot->entries, room * (pivot->columns_n + 1) * sizeof *entries);
        if (entries == NULL)
            return no_memory(err);
        pivot->entries = entries;
        pivot->rows_room = room;
    }
    memset(pivot->entries + pivot->rows_n * pivot->columns_n, 0, pivot->columns_n * sizeof *pivot->entries);
    snprintf(pivot->rows[pivot->rows_n++], PS_PIVOT_LABEL, "%s", label);
    return 0;
}

/* The row of a label; where a result has taken its entry, one with the time of this result's start behind it. */
static int row_for(struct ps_pivot *pivot, const char *label, const char *started, size_t column, size_t *row,
                   struct ps_error *err)
{
    char longer[PS_PIVOT_LABEL];
    snprintf(longer, sizeof longer, "%.400s, %.30s", label, started);
    *row = find(pivot->rows, pivot->rows_n, label);
    if (*row == pivot->rows_n)
        return add_row(pivot, label, err);
    if (!ps_pivot_entry(pivot, *row, column)->there)
        return 0;
    *row = find(pivot->rows, pivot->rows_n, longer);
    return *row == pivot->rows_n ? add_row(pivot, longer, err) : 0;
}

static int add_result(struct ps_pivot *pivot, const struct ps_result *results, size_t n, size_t i,
                      const struct ps_report_options *options, struct ps_error *err)
{
    char place[256];
    place_of(results, n, i, options->across, place, sizeof place);
    for (size_t cell = 0; cell < results[i].cells_n; cell++) {
        char column[PS_PIVOT_LABEL], rest[192], label[PS_PIVOT_LABEL];
        size_t row;
        column_of(&results[i], cell, options->across, column);
        rest_of(&results[i], cell, options->across, rest, sizeof rest);
        snprintf(label, sizeof label, "%s%s%s", rest, place[0] != '\0' ? ", " : "", place);
        size_t at = find(pivot->columns, pivot->columns_n, column);
        if (row_for(pivot, label, results[i].started, at, &row, err) != 0)
            return -1;
        fill_entry(&pivot->entries[row * pivot->columns_n + at], &results[i], cell, options);
    }
    return 0;
}

/* A floor has no `ready`: a row without anything to show goes. */
static void drop_empty_rows(struct ps_pivot *pivot)
{
    size_t kept = 0, n = pivot->columns_n;
    for (size_t row = 0; row < pivot->rows_n; row++) {
        bool empty = true;
        for (size_t column = 0; column < n; column++)
            empty = empty && ps_pivot_entry(pivot, row, column)->text[0] == '\0';
        if (empty)
            continue;
        memmove(pivot->rows[kept], pivot->rows[row], sizeof pivot->rows[row]);
        memmove(pivot->entries + kept * n, pivot->entries + row * n, n * sizeof *pivot->entries);
        kept++;
    }
    pivot->rows_n = kept;
}

/* ---- the whole ---- */

int ps_pivot_make(struct ps_pivot *pivot, const struct ps_result *results, size_t n, const struct ps_report_options *options,
                  struct ps_error *err)
{
    *pivot = (struct ps_pivot){0};
    int status = make_columns(pivot, results, n, options->across, err);
    for (size_t i = 0; status == 0 && i < n; i++)
        status = add_result(pivot, results, n, i, options, err);
    if (status == 0)
        drop_empty_rows(pivot);
    else
        ps_pivot_free(pivot);
    return status;
}

void ps_pivot_free(struct ps_pivot *pivot)
{
    free(pivot->columns);
    free(pivot->rows);
    free(pivot->entries);
    *pivot = (struct ps_pivot){0};
}

const struct ps_pivot_entry *ps_pivot_entry(const struct ps_pivot *pivot, size_t row, size_t column)
{
    return &pivot->entries[row * pivot->columns_n + column];
}

size_t ps_pivot_without(const struct ps_pivot *pivot)
{
    size_t without = 0;
    for (size_t i = 0; i < pivot->rows_n * pivot->columns_n; i++)
        without += pivot->entries[i].there && !pivot->entries[i].figures && pivot->entries[i].text[0] != '\0';
    return without;
}

void ps_pivot_legend(const struct ps_report_options *options, char *to, size_t room)
{
    enum ps_phase phase = ps_report_phase(options);
    if (options->relative_to != NULL)
        snprintf(to, room, "ratios of %s to %.200s of the same result, with 95%% intervals where both ran in the same rounds",
                 ps_phase_name(phase), options->relative_to);
    else
        snprintf(to, room, "medians from the call that starts a process until %s (%s), %s half a 95%% interval",
                 ps_table_meaning(phase), ps_phase_name(phase), options->utf8 ? "±" : "+-");
}
