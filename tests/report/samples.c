#include "samples.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void must(int status, const struct ps_error *err)
{
    cr_assert(eq(int, status, 0), "%s", err->what);
}

static struct ps_cell_result *add(struct ps_result *result, enum ps_api api, enum ps_method method, const char *mechanism,
                                  int python, enum ps_child child)
{
    struct ps_error err = {0};
    struct ps_cell cell = {.api = api, .method = method, .mechanism = mechanism, .python = python, .child = child};
    ps_cell_id(&cell, ps_result_python_id(result, &cell));
    must(ps_result_add_cell(result, &cell, &err), &err);
    struct ps_cell_result *added = &result->cells[result->cells_n - 1];
    must(ps_result_set(&added->stopped_by, "precision", &err), &err);
    return added;
}

static void set(struct ps_cell_result *cell, enum ps_phase phase, double median, double percent)
{
    double half = median * percent / 100;
    cell->summary[phase] = (struct ps_summary){
        .n = 500,
        .median = median,
        .cold_median = phase == PS_REAPED ? 1.2 * median : NAN,
        .lo = median - half,
        .hi = median + half,
        .p99 = 2 * median,
    };
    cell->first_summary[phase] = (struct ps_summary){.n = 10, .median = 3 * median};
}

static void set_native(struct ps_cell_result *cell, double reaped, double percent)
{
    set(cell, PS_RETURNED, reaped * 0.3, percent);
    set(cell, PS_RUNNING, reaped * 0.5, percent);
    set(cell, PS_READY, reaped * 0.6, percent);
    set(cell, PS_REAPED, reaped, percent);
}

static void fail(struct ps_cell_result *cell, enum ps_status status, const char *reason)
{
    struct ps_error err = {0};
    cell->status = status;
    must(ps_result_set(&cell->reason, reason, &err), &err);
    must(ps_result_set(&cell->stopped_by, "failure", &err), &err);
}

static void compare(struct ps_result *result, int cell, int against, double ratio, double percent)
{
    result->contrasts = realloc(result->contrasts, (result->contrasts_n + 1) * sizeof *result->contrasts);
    double half = ratio * percent / 100;
    result->contrasts[result->contrasts_n++] = (struct ps_contrast){
        .cell = cell, .against = against, .phase = PS_REAPED, .ratio = ratio, .lo = ratio - half, .hi = ratio + half};
}

static void begin(struct ps_result *result, const char *emulation)
{
    struct ps_error err = {0};
    ps_result_init(result);
    result->seed = 7;
    result->pinned = true;
    result->complete = true;
    must(ps_result_set(&result->started, "2026-11-24T06:00:00Z", &err), &err);
    must(ps_result_set(&result->finished, "2026-11-24T06:00:30Z", &err), &err);
    result->tool = json_pack("{s:s}", "version", "0.1.0");
    result->host = json_pack("{s:s, s:s, s:s, s:i, s:s?}", "os_version", "Debian GNU/Linux 12", "kernel", "6.1.0", "cpu_model",
                             "Some <b>Processor</b> | 3 GHz", "logical_cpus", 8, "emulation", emulation);
    result->pythons = json_pack("[{s:s, s:s}, {s:s, s:s}]", "id", "3.11.7", "default_start_method", "fork", "id", "3.14.3t",
                                "default_start_method", "forkserver");
}

static void add_native(struct ps_result *result)
{
    struct ps_error err = {0};
    struct ps_cell_result *cell = add(result, PS_NATIVE, PS_FLOOR, "floor", -1, PS_CHILD_NONE);
    set(cell, PS_REAPED, 50, 0);
    set_native(add(result, PS_NATIVE, PS_FORK, "fork", -1, PS_CHILD_NONE), 91500, 1.2);
    set_native(add(result, PS_NATIVE, PS_SPAWN, "posix_spawn", -1, PS_CHILD_STUB_STATIC), 127000, 0.8);
    cell = add(result, PS_NATIVE, PS_SPAWN, "posix_spawn", -1, PS_CHILD_STUB_DYNAMIC);
    set_native(cell, 606000, 12.3);
    must(ps_result_set(&cell->stopped_by, "time-limit", &err), &err);
    fail(add(result, PS_NATIVE, PS_SPAWN, "clone_vm", -1, PS_CHILD_STUB_STATIC), PS_FAILED,
         "a start failed: \033[31m`clone` said | <script>\n and nothing else that could be understood, at length");
    fail(add(result, PS_NATIVE, PS_FORKSERVER, "fork", -1, PS_CHILD_NONE), PS_UNSUPPORTED, "no Unix sockets");
    set_native(add(result, PS_NATIVE, PS_FORK, "fork", -1, PS_CHILD_NONE), 91700, 1.1);
    result->cells[result->cells_n - 1].cell.twin = 1;
    ps_cell_id(&result->cells[result->cells_n - 1].cell, NULL);
    compare(result, 2, 1, 1.388, 0.9);
    compare(result, 3, 1, 6.623, 8);
    compare(result, 6, 1, 1.0022, 0.8);
}

static void add_python(struct ps_result *result, int python)
{
    struct ps_cell_result *cell = add(result, PS_PYTHON, PS_FORK, "", python, PS_CHILD_HOST);
    set_native(cell, 1.56e6, 2.5);
    cell = add(result, PS_PYTHON, PS_SPAWN, "", python, PS_CHILD_HOST);
    set_native(cell, 80.4e6, 1.9);
    set(cell, PS_INITIALIZED, 44e6, 2);
    set(cell, PS_UNPICKLED, 60e6, 2);
    set(cell, PS_MAIN_IMPORTED, 70e6, 2);
    set(cell, PS_READY, 72e6, 2);
    set(cell, PS_RUNNING, 3e6, 2);
    compare(result, (int)result->cells_n - 1, (int)result->cells_n - 2, 51.5, 2);
}

void make_rich(struct ps_result *result)
{
    struct ps_error err = {0};
    begin(result, NULL);
    add_native(result);
    add_python(result, 0);
    add_python(result, 1);
    struct ps_cell_result *cell = add(result, PS_PYTHON, PS_FORK, "", 1, PS_CHILD_HOST);
    cell->cell.factors.ballast_bytes = 1 << 30;
    cell->cell.group = 1;
    cell->cell.factors.main = "naïve|main.py";
    ps_cell_id(&cell->cell, "3.14.3t");
    cell->cell.factors.main = NULL;
    set_native(cell, 31.2e6, 4.4);
    fail(add(result, PS_PYTHON, PS_FORKSERVER, "", 1, PS_CHILD_HOST), PS_TIMED_OUT, "no answer within 10 s");
    must(ps_result_warn(result, &err, "busy", "other programs kept about %.1f processors busy", 1.0), &err);
    result->self_check = 2;
}

void make_poor(struct ps_result *result)
{
    begin(result, "wine-8.0");
    result->complete = false;
    struct ps_cell_result *cell = add(result, PS_NATIVE, PS_FORK, "fork", -1, PS_CHILD_NONE);
    set_native(cell, 91500, 1.2);
    cell->status = PS_INTERRUPTED;
    for (int phase = 0; phase < PS_PHASES; phase++)
        cell->summary[phase].lo = cell->summary[phase].hi = NAN;
}

char *write_report(const struct ps_format *format, const struct ps_result *results, size_t n,
                   const struct ps_report_options *options)
{
    struct ps_error err = {0};
    FILE *file = tmpfile();
    cr_assert(ne(ptr, file, NULL));
    must(format->write(results, n, options, file, &err), &err);
    long size = ftell(file);
    char *text = calloc(1, (size_t)size + 1);
    rewind(file);
    cr_assert(eq(sz, fread(text, 1, (size_t)size, file), (size_t)size));
    fclose(file);
    return text;
}

char *write_report_of(const char *format, char *const *paths, size_t n, const struct ps_report_options *options)
{
    struct ps_error err = {0};
    struct ps_result *results = NULL;
    size_t read = 0;
    const struct ps_format *it = ps_format_find(format);
    for (size_t i = 0; i < n; i++)
        must(ps_results_read(&results, &read, paths[i], NULL, ps_format_keep(it, options), &err), &err);
    if (options->relative_to != NULL)
        must(ps_report_relate(results, read, options, &err), &err);
    char *text = write_report(it, results, read, options);
    while (read > 0)
        ps_result_free(&results[--read]);
    free(results);
    return text;
}

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    cr_assert(ne(ptr, file, NULL), "%s is missing", path);
    size_t used = 0, room = 1 << 16, got;
    char *text = malloc(room + 1);
    while ((got = fread(text + used, 1, room - used, file)) > 0) {
        used += got;
        room *= 2;
        text = realloc(text, room + 1);
    }
    fclose(file);
    text[used] = '\0';
    return text;
}

void check_golden(const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/report/%s", PS_TEST_DATA, name);
    if (getenv("PS_TEST_UPDATE") != NULL) {
        FILE *file = fopen(path, "wb");
        cr_assert(ne(ptr, file, NULL));
        fputs(text, file);
        fclose(file);
        return;
    }
    char *expected = read_whole(path);
    cr_assert(eq(int, strcmp(text, expected), 0), "%s is not what is said now; PS_TEST_UPDATE=1 writes it anew", name);
    free(expected);
}
