#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "page_bed.h"
#include "report/formats.h"
#include "report/plots.h"
#include "samples.h"

/* Cells that differ in the parent's memory only: fork grows past spawn between 16 and 64 MiB. (And threads of which nothing else
 * is said.) */
static void make_sweep(struct ps_result *result)
{
    struct ps_error err = {0};
    static const uint64_t memory[] = {0, 16 << 20, 64 << 20};
    static const double fork[] = {100000, 200000, 800000}, spawn[] = {400000, 400000, 400000};
    make_poor(result);
    json_object_set_new(result->host, "emulation", json_null());
    for (int i = 0; i < 3; i++) {
        for (int method = PS_FORK; method <= PS_SPAWN; method++) {
            struct ps_cell cell = {.api = PS_NATIVE,
                                   .method = (enum ps_method)method,
                                   .mechanism = method == PS_FORK ? "fork" : "posix_spawn",
                                   .python = -1,
                                   .child = method == PS_FORK ? PS_CHILD_NONE : PS_CHILD_STUB_STATIC,
                                   .factors.ballast_bytes = memory[i]};
            ps_cell_id(&cell, NULL);
            if (i == 0 && method == PS_FORK)
                continue; /* make_poor() has it */
            cr_assert(eq(int, ps_result_add_cell(result, &cell, &err), 0));
        }
    }
    for (size_t i = 0; i < result->cells_n; i++) {
        const struct ps_cell *cell = &result->cells[i].cell;
        int at = cell->factors.ballast_bytes == 0 ? 0 : cell->factors.ballast_bytes == memory[1] ? 1 : 2;
        double median = cell->method == PS_FORK ? fork[at] : spawn[at];
        result->cells[i].status = PS_OK;
        ps_result_set(&result->cells[i].stopped_by, "precision", &err);
        result->cells[i].summary[PS_REAPED] =
            (struct ps_summary){.n = 10, .median = median, .lo = median * 0.99, .hi = median * 1.01};
    }
    result->crossovers = calloc(2, sizeof *result->crossovers);
    cr_assert(ne(ptr, result->crossovers, NULL));
    result->crossovers[0] = (struct ps_crossover){0, 1, PS_REAPED, PS_SWEEP_BALLAST, 32 << 20, 4 << 20, INFINITY, true};
    result->crossovers[1] = (struct ps_crossover){0, 1, PS_REAPED, PS_SWEEP_THREADS, NAN, NAN, NAN, false};
    result->crossovers_n = 2;
}

static int write_figure(const struct ps_result *results, size_t n, const char *figure, json_t **spec, struct ps_error *err)
{
    struct ps_programs programs;
    page_bed_open(&programs, false); /* a figure needs no Vega */
    struct ps_report_options options = {.programs = &programs, .figure = figure};
    FILE *file = tmpfile();
    int status = ps_format_vl_json.write(results, n, &options, file, err);
    rewind(file);
    *spec = status == 0 ? json_loadf(file, 0, NULL) : NULL;
    cr_assert(status != 0 || *spec != NULL, "%s", figure != NULL ? figure : "");
    fclose(file);
    page_bed_close(&programs);
    return status;
}

static bool has_placeholder(const json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_string(value))
        return strchr(json_string_value(value), '$') != NULL;
    json_array_foreach(value, i, member)
    {
        if (has_placeholder(member))
            return true;
    }
    json_object_foreach((json_t *)value, key, member)
    {
        if (has_placeholder(member))
            return true;
    }
    return false;
}

Test(vl_json, every_figure_is_whole_and_brings_its_data)
{
    for (int i = 0; ps_plot_names[i] != NULL; i++) {
        struct ps_error err = {0};
        struct ps_result result;
        json_t *spec;
        make_sweep(&result);
        cr_assert(eq(int, write_figure(&result, 1, ps_plot_names[i], &spec, &err), 0), "%s: %s", ps_plot_names[i], err.what);
        cr_assert(not(has_placeholder(spec)), "%s", ps_plot_names[i]);
        cr_assert(gt(sz, json_object_size(json_object_get(spec, "datasets")), 0), "%s", ps_plot_names[i]);
        cr_assert(eq(str, (char *)json_string_value(json_object_get(spec, "$schema")),
                     "https://vega.github.io/schema/vega-lite/v6.json"));
        json_decref(spec);
        ps_result_free(&result);
    }
}

Test(vl_json, both_sections_are_one_figure)
{
    struct ps_error err = {0};
    struct ps_result result;
    json_t *spec;
    make_rich(&result);
    cr_assert(eq(int, write_figure(&result, 1, NULL, &spec, &err), 0));
    cr_assert(eq(sz, json_array_size(json_object_get(spec, "vconcat")), 2));
    json_decref(spec);
    ps_result_free(&result);
}

Test(vl_json, an_unknown_figure_is_bad_usage)
{
    struct ps_error err = {0};
    struct ps_result result;
    json_t *spec;
    make_rich(&result);
    cr_assert(eq(int, write_figure(&result, 1, "overheads", &spec, &err), -1));
    cr_assert(eq(int, err.exit, PS_EXIT_USAGE));
    cr_assert(ne(ptr, strstr(err.what, "overheads"), NULL));
    ps_result_free(&result);
}

Test(vl_json, memory_that_was_not_measured_is_said_with_what_measures_it)
{
    struct ps_error err = {0};
    struct ps_result result;
    json_t *spec;
    make_poor(&result);
    cr_assert(eq(int, write_figure(&result, 1, "memory", &spec, &err), -1));
    cr_assert(eq(int, err.exit, PS_EXIT_USAGE));
    cr_assert(ne(ptr, strstr(err.hint, "--ballast"), NULL));
    ps_result_free(&result);
}

Test(vl_json, of_several_results_only_systems_is_a_figure)
{
    struct ps_error err = {0};
    struct ps_result results[2];
    json_t *spec;
    make_poor(&results[0]);
    make_rich(&results[1]);
    cr_assert(eq(int, write_figure(results, 2, "overhead", &spec, &err), -1));
    cr_assert(eq(int, err.exit, PS_EXIT_USAGE));
    cr_assert(eq(int, write_figure(results, 2, "systems", &spec, &err), 0), "%s", err.what);
    json_decref(spec);
    ps_result_free(&results[0]);
    ps_result_free(&results[1]);
}

static double number_of(const json_t *record, const char *key)
{
    return json_number_value(json_object_get(record, key));
}

Test(vl_json, a_crossover_is_the_results_and_lies_on_forks_line)
{
    const double mebi = 1 << 20;
    struct ps_error err = {0};
    struct ps_result result;
    json_t *spec;
    make_sweep(&result);
    cr_assert(eq(int, write_figure(&result, 1, "memory", &spec, &err), 0));
    const json_t *crossovers = json_object_get(json_object_get(spec, "datasets"), "crossovers");
    cr_assert(eq(sz, json_array_size(crossovers), 2));
    const json_t *at = json_array_get(crossovers, 0), *none = json_array_get(crossovers, 1);
    cr_assert(epsilon_eq(dbl, number_of(at, "at"), 32 * mebi, 0));
    /* Half-way between the logarithms of 16 and 64 MiB, where fork goes from 200 to 800 us. */
    cr_assert(epsilon_eq(dbl, number_of(at, "x"), 32 * mebi, 1));
    cr_assert(epsilon_eq(dbl, number_of(at, "median"), 400000, 1));
    /* No memory is drawn at 4 MiB: a quarter of the way to 16 MiB. The other end is beyond what was measured. */
    cr_assert(epsilon_eq(dbl, number_of(at, "x_lo"), 4 * mebi * sqrt(2), 1));
    cr_assert(epsilon_eq(dbl, number_of(at, "x_hi"), 64 * mebi, 1));
    cr_assert(eq(int, json_is_null(json_object_get(at, "hi")), 1));
    cr_assert(eq(str, (char *)json_string_value(json_object_get(at, "text")),
                 "crossover (reaped): native/fork is slower than native/spawn/posix_spawn+stub-static from 32 MiB on (95% "
                 "interval 4 MiB to beyond what was measured)"));
    cr_assert(eq(int, json_is_null(json_object_get(none, "x")), 1));
    cr_assert(eq(str, (char *)json_string_value(json_object_get(none, "text")),
                 "crossover (reaped): native/fork is faster than native/spawn/posix_spawn+stub-static at every number that was "
                 "measured"));
    json_decref(spec);
    ps_result_free(&result);
}

Test(vl_json, a_crossover_from_the_first_point_on_begins_there)
{
    const double mebi = 1 << 20;
    struct ps_error err = {0};
    struct ps_result result;
    json_t *spec;
    make_sweep(&result);
    result.crossovers[0].at = 16 << 20;
    result.crossovers[0].lo = 0;
    result.crossovers[0].hi = 64 << 20;
    cr_assert(eq(int, write_figure(&result, 1, "memory", &spec, &err), 0));
    const json_t *at = json_array_get(json_object_get(json_object_get(spec, "datasets"), "crossovers"), 0);
    cr_assert(epsilon_eq(dbl, number_of(at, "x"), 16 * mebi, 1));
    cr_assert(epsilon_eq(dbl, number_of(at, "median"), 200000, 1));
    cr_assert(epsilon_eq(dbl, number_of(at, "x_lo"), 4 * mebi, 1));
    cr_assert(epsilon_eq(dbl, number_of(at, "x_hi"), 64 * mebi, 1));
    json_decref(spec);
    ps_result_free(&result);
}

Test(vl_json, phases_follow_each_other_on_the_timeline)
{
    struct ps_error err = {0};
    struct ps_result result;
    json_t *spec, *segment;
    size_t i;
    double end = 0;
    json_int_t cell = -1;
    make_rich(&result);
    cr_assert(eq(int, write_figure(&result, 1, "timeline", &spec, &err), 0));
    json_array_foreach(json_object_get(json_object_get(spec, "datasets"), "segments"), i, segment)
    {
        json_int_t of = json_integer_value(json_object_get(segment, "cell"));
        double from = json_number_value(json_object_get(segment, "from"));
        cr_assert(eq(dbl, from, of == cell ? end : 0));
        end = json_number_value(json_object_get(segment, "to"));
        cell = of;
        cr_assert(ge(dbl, end, from));
        if (strcmp(json_string_value(json_object_get(segment, "phase")), "reaped") == 0)
            cr_assert(eq(dbl, end, result.cells[of].summary[PS_REAPED].median));
    }
    json_decref(spec);
    ps_result_free(&result);
}
