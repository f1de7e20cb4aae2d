/* Tidy CSV (RFC 4180, but for line ends, which are one character): a row a sample, or, with --summary, a row a cell and phase.
 * Samples go from the file to the output one by one.
 *
 * What came from outside can be no formula in a spreadsheet (OWASP, "CSV injection"): a text that begins like one gets an
 * apostrophe in front. Control characters are made visible, so that a row is a line. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "cli/terminal.h"
#include "report/formats.h"
#include "report/text.h"
#include "result/sample_rows.h"

static void add_field(struct ps_text *line, const char *text)
{
    char safe[2048];
    ps_safe_text(safe, sizeof safe, text != NULL ? text : "", true);
    bool formula = safe[0] != '\0' && strchr("=+-@", safe[0]) != NULL;
    bool quoted = strpbrk(safe, ",;\"' ") != NULL || formula;
    ps_text_add(line, quoted ? "\"" : "");
    ps_text_add(line, formula ? "'" : "");
    for (const char *c = safe; *c != '\0'; c++)
        ps_text_add_n(line, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    ps_text_add(line, quoted ? "\"," : ",");
}

/* Digits, or nothing for PS_MISSING; by hand, since a million are printed. */
static void add_number(struct ps_text *line, int64_t value, char after)
{
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = after;
    uint64_t left = value < 0 ? 0 : (uint64_t)value;
    if (value >= 0) {
        do
            digits[--at] = (char)('0' + left % 10);
        while ((left /= 10) > 0);
    }
    ps_text_add_n(line, digits + at, sizeof digits - at);
}

static void add_rounded(struct ps_text *line, double value)
{
    if (isfinite(value))
        ps_text_addf(line, "%.0f", value);
    ps_text_add(line, ",");
}

static void add_real(struct ps_text *line, double value)
{
    if (isfinite(value))
        ps_text_addf(line, "%.9g", value);
    ps_text_add(line, ",");
}

/* ---- what all rows of a cell begin with ---- */

static const char identity_titles[] =
    "result,started,os,os_version,machine,cpu_model,emulation,python,cell,api,method,mechanism,child,ballast_bytes,threads,fds,"
    "workers,main,group,status,reason,stopped_by,";

static void add_identity(struct ps_text *line, const struct ps_result *result, size_t place,
                         const struct ps_cell_result *measured)
{
    const struct ps_cell *cell = &measured->cell;
    static const char *const host[] = {"os", "os_version", "machine", "cpu_model", "emulation"};
    add_number(line, (int64_t)place + 1, ',');
    add_field(line, result->started);
    for (size_t i = 0; i < sizeof host / sizeof *host; i++)
        add_field(line, ps_host_word(result, host[i]));
    const char *python = ps_result_python_id(result, cell);
    add_field(line, python != NULL ? python : "");
    add_field(line, cell->id);
    add_field(line, ps_api_name(cell->api));
    add_field(line, ps_method_name(cell->method));
    add_field(line, cell->mechanism);
    add_field(line, ps_child_name(cell->child));
    add_number(line, (int64_t)cell->factors.ballast_bytes, ',');
    add_number(line, cell->factors.threads, ',');
    add_number(line, cell->factors.fds, ',');
    add_number(line, cell->factors.workers, ',');
    add_field(line, cell->factors.main != NULL ? cell->factors.main : "");
    add_number(line, cell->group, ',');
    add_field(line, ps_status_name(measured->status));
    add_field(line, measured->reason);
    add_field(line, measured->stopped_by != NULL ? measured->stopped_by : "");
}

static int print(struct ps_text *line, FILE *to, struct ps_error *err)
{
    if (line->failed)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    errno = 0;
    if (fwrite(line->at, 1, line->used, to) == line->used)
        return 0;
    return ps_fail_os(err, PS_EXIT_USAGE, errno, "the rows could not be written"); /* no use to go on with a million */
}

/* ---- samples ---- */

static bool wanted(const struct ps_report_options *options, int phase)
{
    return !options->has_phase || (int)options->phase == phase;
}

static void add_sample_titles(struct ps_text *line, const struct ps_report_options *options)
{
    ps_text_add(line, identity_titles);
    ps_text_add(line, "kind,epoch,round,order,turn,asked_ns");
    for (int phase = 0; phase < PS_PHASES; phase++) {
        if (wanted(options, phase))
            ps_text_addf(line, ",%s_ns", ps_phase_name((enum ps_phase)phase));
    }
    ps_text_add(line, "\n");
}

static void add_times(struct ps_text *line, const struct ps_sample_row *row, const struct ps_report_options *options)
{
    add_number(line, row->epoch, ',');
    add_number(line, row->round, ',');
    add_number(line, row->order, ',');
    add_number(line, row->turn, ',');
    add_number(line, row->asked, ',');
    for (int phase = 0; phase < PS_PHASES; phase++) {
        if (wanted(options, phase))
            add_number(line, row->at[phase], ',');
    }
    line->at[line->used > 0 ? line->used - 1 : 0] = '\n';
}

/* `line` begins with the cell's identity, which stays. */
static int print_samples(struct ps_sample_rows *rows, enum ps_sample_set set, size_t cell, struct ps_text *line,
                         const struct ps_report_options *options, size_t *printed, FILE *to, struct ps_error *err)
{
    struct ps_sample_row row;
    const size_t identity = line->used;
    int more;
    ps_sample_rows_begin(rows, cell, set);
    while ((more = ps_sample_rows_next(rows, &row, err)) > 0) {
        line->used = identity;
        ps_text_add(line, set == PS_SET_FIRST ? "first," : row.turn < PS_COLD_TURNS ? "cold," : "steady,");
        add_times(line, &row, options);
        if (print(line, to, err) != 0)
            return -1;
        ++*printed;
    }
    line->used = identity;
    return more;
}

/* What has no sample is a row that says so. */
static int print_none(struct ps_text *line, const struct ps_report_options *options, FILE *to, struct ps_error *err)
{
    int times = options->has_phase ? 1 : PS_PHASES;
    for (int i = 0; i < 5 + times; i++)
        ps_text_add(line, ",");
    ps_text_add(line, "\n");
    return print(line, to, err);
}

static int print_cell(struct ps_sample_rows *rows, const struct ps_result *result, size_t place, size_t cell,
                      const struct ps_report_options *options, struct ps_text *line, FILE *to, struct ps_error *err)
{
    size_t printed = 0;
    ps_text_clear(line);
    add_identity(line, result, place, &result->cells[cell]);
    if (print_samples(rows, PS_SET_FIRST, cell, line, options, &printed, to, err) != 0 ||
        print_samples(rows, PS_SET_SAMPLES, cell, line, options, &printed, to, err) != 0)
        return -1;
    return printed == 0 ? print_none(line, options, to, err) : 0;
}

static int print_result(const struct ps_result *result, size_t place, const struct ps_report_options *options,
                        struct ps_text *line, FILE *to, struct ps_error *err)
{
    struct ps_sample_rows *rows = ps_sample_rows_open(result, err);
    if (rows == NULL)
        return -1;
    int status = 0;
    for (size_t cell = 0; status == 0 && cell < result->cells_n; cell++)
        status = print_cell(rows, result, place, cell, options, line, to, err);
    ps_sample_rows_close(rows);
    return status;
}

/* ---- summaries ---- */

static const char summary_titles[] =
    "starts,phase,n,median_ns,ci95_low_ns,ci95_high_ns,mean_ns,stddev_ns,min_ns,p90_ns,p99_ns,max_ns,cold_median_ns,first_n,"
    "first_median_ns,ratio_to,ratio,ratio_ci95_low,ratio_ci95_high,"
    "crossover_with,crossover_ballast_bytes,crossover_ballast_bytes_ci95_low,crossover_ballast_bytes_ci95_high,"
    "crossover_threads,crossover_threads_ci95_low,crossover_threads_ci95_high,"
    "dirty_bytes,dirty_epochs,dirty_alone_ns,dirty_more_ns,dirty_more_ci95_low_ns,dirty_more_ci95_high_ns";

static const struct ps_crossover *find_crossover(const struct ps_result *result, size_t spawn, enum ps_phase phase,
                                                 enum ps_sweep_factor factor)
{
    for (size_t i = 0; i < result->crossovers_n; i++) {
        const struct ps_crossover *it = &result->crossovers[i];
        if ((size_t)it->spawn == spawn && it->phase == phase && it->factor == factor)
            return it;
    }
    return NULL;
}

/* In the row of the first cell of a way of spawning, which has one crossover of a factor at most. */
static void add_crossovers(struct ps_text *line, const struct ps_result *result, size_t cell, enum ps_phase phase)
{
    const struct ps_crossover *ballast = find_crossover(result, cell, phase, PS_SWEEP_BALLAST);
    const struct ps_crossover *threads = find_crossover(result, cell, phase, PS_SWEEP_THREADS);
    const struct ps_crossover *any = ballast != NULL ? ballast : threads;
    add_field(line, any != NULL ? result->cells[any->fork].cell.id : "");
    add_rounded(line, ballast != NULL ? ballast->at : NAN);
    add_rounded(line, ballast != NULL ? ballast->lo : NAN);
    add_rounded(line, ballast != NULL ? ballast->hi : NAN);
    add_real(line, threads != NULL ? threads->at : NAN);
    add_real(line, threads != NULL ? threads->lo : NAN);
    add_real(line, threads != NULL ? threads->hi : NAN);
}

static void add_debt(struct ps_text *line, const struct ps_debts *debts)
{
    struct ps_debt debt;
    ps_debts_measure(debts, &debt);
    add_number(line, debts->n > 0 ? debts->bytes : PS_MISSING, ',');
    add_number(line, debts->n > 0 ? (int64_t)debts->n : PS_MISSING, ',');
    add_rounded(line, debt.alone);
    add_rounded(line, debt.more);
    add_rounded(line, debt.lo);
    add_rounded(line, debt.hi);
}

static void add_summary(struct ps_text *line, const struct ps_result *result, size_t cell, enum ps_phase phase)
{
    const struct ps_summary *s = &result->cells[cell].summary[phase], *first = &result->cells[cell].first_summary[phase];
    const double figures[] = {s->median, s->lo, s->hi, s->mean, s->stddev, s->min, s->p90, s->p99, s->max, s->cold_median};
    const struct ps_contrast *contrast = ps_contrast_of(result, cell, phase);
    ps_text_addf(line, "%s,", ps_phase_name(phase));
    add_number(line, (int64_t)s->n, ',');
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        add_rounded(line, s->n > 0 ? figures[i] : NAN);
    add_number(line, (int64_t)first->n, ',');
    add_rounded(line, first->n > 0 ? first->median : NAN);
    add_field(line, contrast != NULL ? result->cells[contrast->against].cell.id : "");
    add_real(line, contrast != NULL ? contrast->ratio : NAN);
    add_real(line, contrast != NULL ? contrast->lo : NAN);
    add_real(line, contrast != NULL ? contrast->hi : NAN);
    add_crossovers(line, result, cell, phase);
    add_debt(line, &result->cells[cell].debts);
    line->at[line->used > 0 ? line->used - 1 : 0] = '\n';
}

static int print_summaries(const struct ps_result *result, size_t place, size_t cell, const struct ps_report_options *options,
                           struct ps_text *line, FILE *to, struct ps_error *err)
{
    const struct ps_cell_result *measured = &result->cells[cell];
    size_t printed = 0;
    ps_text_clear(line);
    add_identity(line, result, place, measured);
    size_t n = measured->samples.n > 0 ? measured->samples.n : measured->place[PS_SET_SAMPLES].n;
    add_number(line, (int64_t)(n + measured->first.n), ',');
    const size_t identity = line->used;
    for (int phase = 0; phase < PS_PHASES; phase++) {
        bool there = measured->summary[phase].n > 0 || measured->first_summary[phase].n > 0;
        if (!there || !wanted(options, phase))
            continue;
        line->used = identity;
        add_summary(line, result, cell, (enum ps_phase)phase);
        if (print(line, to, err) != 0)
            return -1;
        printed++;
    }
    line->used = identity;
    if (printed > 0)
        return 0;
    for (const char *c = strchr(summary_titles, ',') + 1; *c != '\0'; c++) /* what follows `starts` */
        ps_text_add(line, *c == ',' ? "," : "");
    ps_text_add(line, "\n");
    return print(line, to, err);
}

static int print_summary_of(const struct ps_result *result, size_t place, const struct ps_report_options *options,
                            struct ps_text *line, FILE *to, struct ps_error *err)
{
    int status = 0;
    for (size_t cell = 0; status == 0 && cell < result->cells_n; cell++)
        status = print_summaries(result, place, cell, options, line, to, err);
    return status;
}

/* ---- the whole ---- */

static int write_csv(const struct ps_result *results, size_t n, const struct ps_report_options *options, FILE *to,
                     struct ps_error *err)
{
    struct ps_text line = {0};
    if (options->summary)
        ps_text_addf(&line, "%s%s\n", identity_titles, summary_titles);
    else
        add_sample_titles(&line, options);
    int status = print(&line, to, err);
    for (size_t i = 0; status == 0 && i < n; i++)
        status = options->summary ? print_summary_of(&results[i], i, options, &line, to, err)
                                  : print_result(&results[i], i, options, &line, to, err);
    ps_text_free(&line);
    return status;
}

const struct ps_format ps_format_csv = {
    .name = "csv",
    .title = "a row a sample; with --summary, a cell and phase",
    .keep = PS_KEEP_NONE,
    .heeds = PS_HEEDS_PHASE | PS_HEEDS_RELATIVE | PS_HEEDS_SUMMARY,
    .write = write_csv,
};
