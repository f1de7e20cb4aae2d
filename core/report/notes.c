/* What is said around the table: where it comes from, what ended it, what was entered twice. */
#include <math.h>
#include <string.h>

#include "report/figures.h"
#include "report/table.h"

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* Appends ", text" if there is text. */
static void append(char *to, size_t room, const char *text)
{
    size_t used = strlen(to);
    if (text != NULL && *text != '\0' && used < room)
        snprintf(to + used, room - used, "%s%s", used > 0 ? ", " : "", text);
}

void ps_table_origin(const struct ps_result *result, char *to, size_t room)
{
    char part[160];
    const char *version = text_of(result->tool, "version");
    to[0] = '\0';
    snprintf(part, sizeof part, "procstart %s", version != NULL ? version : "");
    append(to, room, part);
    const char *system = text_of(result->host, "os_version");
    append(to, room, system != NULL ? system : text_of(result->host, "os"));
    append(to, room, text_of(result->host, "kernel"));
    append(to, room, text_of(result->host, "cpu_model"));
    json_int_t processors = json_integer_value(json_object_get(result->host, "logical_cpus"));
    snprintf(part, sizeof part, "%d processor%s", (int)processors, processors == 1 ? "" : "s");
    append(to, room, processors > 0 ? part : NULL);
    append(to, room, text_of(result->host, "virtualization"));
    append(to, room, result->pinned ? "pinned" : "placed by the scheduler");
    append(to, room, result->started);
}

const char *ps_table_emulation(const struct ps_result *result)
{
    const char *emulation = text_of(result->host, "emulation");
    return emulation != NULL && *emulation != '\0' ? emulation : NULL;
}

const char *ps_table_status(enum ps_status status)
{
    return status == PS_TIMED_OUT ? "timed out" : ps_status_name(status);
}

const char *ps_table_meaning(enum ps_phase phase)
{
    static const char *const meanings[PS_PHASES] = {
        [PS_RETURNED] = "the call comes back",
        [PS_RUNNING] = "the child runs",
        [PS_INITIALIZED] = "its interpreter is up",
        [PS_UNPICKLED] = "its preparation data has been read",
        [PS_MAIN_IMPORTED] = "it has imported the main module again",
        [PS_READY] = "the target is entered",
        [PS_REAPED] = "the parent knows its end",
    };
    return meanings[phase];
}

const char *ps_table_ratio_to(const struct ps_report_options *options)
{
    return options->relative_to != NULL ? options->relative_to : "the fastest of the API";
}

static size_t stopped_by(const struct ps_result *result, const char *way)
{
    size_t n = 0;
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell_result *cell = &result->cells[i];
        n += cell->status == PS_OK && strcmp(cell->stopped_by, way) == 0;
    }
    return n;
}

void ps_table_stops(const struct ps_result *result, void (*say)(void *data, const char *text), void *data)
{
    size_t late = stopped_by(result, "time-limit"), precise = stopped_by(result, "precision"),
           fixed = stopped_by(result, "epochs");
    if (late > 0 && precise > 0)
        say(data, PS_TABLE_MARK " stopped by the time limit, before the precision that the other cells reached");
    else if (late > 0)
        say(data, PS_TABLE_MARK " stopped by the time limit, before the precision was reached");
    else if (precise > 0)
        say(data, "every cell was measured until it was as precise as asked");
    if (fixed > 0)
        say(data, "every cell was measured for as many epochs as asked");
}

/* What the interval of a cell's ratio to its own twin says of the measurement. */
static const char *verdict(const struct ps_contrast *contrast)
{
    if (isnan(contrast->lo))
        return ", too few epochs for an interval";
    bool holds = contrast->lo <= 1 && contrast->hi >= 1;
    return holds ? ", the self-check holds" : ", the self-check FAILED: 1 is outside";
}

static void write_size(char *to, size_t room, double at, enum ps_sweep_factor factor)
{
    const double mebi = 1024.0 * 1024;
    if (factor == PS_SWEEP_THREADS)
        snprintf(to, room, "%.3g threads", at);
    else if (at < mebi)
        snprintf(to, room, "%.3g KiB", at / 1024);
    else
        snprintf(to, room, "%.3g MiB", at / mebi);
}

bool ps_table_debt(const struct ps_cell_result *cell, bool utf8, char *to, size_t room)
{
    struct ps_debt debt;
    char start[40], more[40], lo[40] = "?", hi[40] = "?", alone[40];
    if (cell->debts.n == 0)
        return false;
    ps_debts_measure(&cell->debts, &debt);
    ps_figure_time(start, sizeof start, cell->summary[PS_REAPED].median, utf8);
    ps_figure_time(more, sizeof more, debt.more, utf8);
    ps_figure_time(alone, sizeof alone, debt.alone, utf8);
    if (!isnan(debt.lo)) {
        ps_figure_time(lo, sizeof lo, debt.lo, utf8);
        ps_figure_time(hi, sizeof hi, debt.hi, utf8);
    }
    snprintf(to, room,
             "copy-on-write debt: %s: beside a start of %s, writing the parent's %.4g MiB again while the child lives costs it "
             "%s more (95%% interval %s to %s) than the %s that it takes alone",
             cell->cell.id, start, (double)cell->debts.bytes / (1024.0 * 1024), more, lo, hi, alone);
    return true;
}

void ps_table_debts(const struct ps_result *result, bool utf8, void (*say)(void *data, const char *text), void *data)
{
    for (size_t i = 0; i < result->cells_n; i++) {
        char text[PS_TABLE_SENTENCE];
        if (ps_table_debt(&result->cells[i], utf8, text, sizeof text))
            say(data, text);
    }
}

void ps_table_crossover(const struct ps_result *result, const struct ps_crossover *it, char *to, size_t room)
{
    const char *fork = result->cells[it->fork].cell.id, *spawn = result->cells[it->spawn].cell.id;
    const char *phase = ps_phase_name(it->phase);
    char at[40], lo[40], hi[40];
    write_size(at, sizeof at, it->at, it->factor);
    write_size(lo, sizeof lo, it->lo, it->factor);
    write_size(hi, sizeof hi, it->hi, it->factor);
    if (isnan(it->at))
        snprintf(to, room, "crossover (%s): %s is %s than %s at every %s that was measured", phase, fork,
                 it->fork_is_slower ? "slower" : "faster", spawn, it->factor == PS_SWEEP_BALLAST ? "ballast" : "number");
    else
        snprintf(to, room, "crossover (%s): %s is slower than %s from %s on (95%% interval %s to %s)", phase, fork, spawn, at, lo,
                 isfinite(it->hi) ? hi : "beyond what was measured");
}

void ps_table_crossovers(const struct ps_result *result, void (*say)(void *data, const char *text), void *data)
{
    for (size_t i = 0; i < result->crossovers_n; i++) {
        char text[PS_TABLE_SENTENCE];
        ps_table_crossover(result, &result->crossovers[i], text, sizeof text);
        say(data, text);
    }
}

void ps_table_pairs(const struct ps_result *result, bool utf8, void (*say)(void *data, const char *text), void *data)
{
    for (size_t i = 0; i < result->contrasts_n; i++) {
        const struct ps_contrast *contrast = &result->contrasts[i];
        const struct ps_cell *cell = &result->cells[contrast->cell].cell;
        if ((cell->twin == 0 && cell->build == 0) || contrast->phase != PS_REAPED)
            continue;
        char text[640], interval[32];
        ps_figure_fine_interval(interval, sizeof interval, contrast->lo, contrast->hi);
        snprintf(text, sizeof text, "%s / %s: %.3f%s%s%s%s", cell->id, result->cells[contrast->against].cell.id, contrast->ratio,
                 utf8 ? "×" : "x", *interval != '\0' ? " " : "", interval, cell->twin > 0 ? verdict(contrast) : "");
        say(data, text);
    }
}
