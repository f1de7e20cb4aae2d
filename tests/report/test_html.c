#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "page_bed.h"
#include "report/formats.h"
#include "report/plot_data.h"
#include "samples.h"

#define HOSTILE "</script><script>alert(1)</script><!-- & \" ' \\ \xe2\x80\xa8 {{data}} ${x} \xff"

static char *page_of(const struct ps_result *results, size_t n)
{
    struct ps_programs programs;
    page_bed_open(&programs, true);
    char *text = write_report(&ps_format_html, results, n, &(struct ps_report_options){.programs = &programs});
    page_bed_close(&programs);
    return text;
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
        n++;
    return n;
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

Test(html, is_one_file_with_everything_in_its_place)
{
    struct ps_result result;
    make_rich(&result);
    char *page = page_of(&result, 1);
    cr_assert(eq(sz, count(page, "{{"), 0));
    cr_assert(eq(sz, count(page, PAGE_BED_VEGA), 1));
    cr_assert(eq(sz, count(page, "</html>"), 1));
    cr_assert(eq(sz, count(page, "<script src"), 0));
    cr_assert(eq(sz, count(page, "<link rel=\"stylesheet\""), 0));
    cr_assert(eq(sz, count(page, "@import"), 0));
    free(page);
    ps_result_free(&result);
}

Test(html, text_from_outside_can_end_no_element_and_begin_none)
{
    struct ps_error err = {0};
    struct ps_result plain, hostile;
    make_rich(&plain);
    make_rich(&hostile);
    char *argv[] = {(char *)HOSTILE, (char *)"=1+1"};
    ps_result_set_argv(&hostile, 2, argv, &err);
    for (size_t i = 0; i < hostile.cells_n; i++) {
        ps_result_set(&hostile.cells[i].reason, HOSTILE, &err);
        ps_result_set(&hostile.cells[i].stopped_by, HOSTILE, &err);
        snprintf(hostile.cells[i].cell.id, sizeof hostile.cells[i].cell.id, "native/%s", HOSTILE);
    }
    ps_result_set(&hostile.started, HOSTILE, &err);
    ps_result_warn(&hostile, &err, "busy", "%s", HOSTILE);
    const char *const keys[] = {"os_version", "kernel", "cpu_model", "emulation", "governor"};
    for (int i = 0; i < 5; i++)
        json_object_set_new(hostile.host, keys[i], json_string_nocheck("</script><b>&"));
    json_object_set_new(json_array_get(hostile.pythons, 0), "path", json_string("</script><b>&"));
    char *page = page_of(&plain, 1), *attacked = page_of(&hostile, 1);
    const char *const marks[] = {"<script", "</script", "<!--", "<b>", "&amp;", "alert(1)<"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        cr_assert(eq(sz, count(attacked, marks[i]), count(page, marks[i])), "%s", marks[i]);
    json_t *data = page_bed_json(attacked, "page-data");
    const json_t *result = json_array_get(json_object_get(data, "results"), 0);
    cr_assert(eq(str, (char *)text_of(json_object_get(result, "host"), "kernel"), "</script><b>&"));
    cr_assert(eq(str, (char *)json_string_value(json_array_get(json_object_get(result, "argv"), 1)), "=1+1"));
    json_decref(data);
    free(attacked);
    free(page);
    ps_result_free(&plain);
    ps_result_free(&hostile);
}

static const json_t *find(const json_t *records, const char *id, const json_t *cells, const char *phase)
{
    size_t i, k;
    json_t *record, *cell;
    json_array_foreach(records, i, record)
    {
        json_array_foreach(cells, k, cell)
        {
            if (strcmp(text_of(cell, "id"), id) == 0 && strcmp(text_of(record, "phase"), phase) == 0 &&
                json_equal(json_object_get(cell, "cell"), json_object_get(record, "cell")))
                return record;
        }
    }
    cr_assert(false, "%s, %s", id, phase);
    return NULL;
}

Test(html, holds_the_figures_of_the_result)
{
    struct ps_result result;
    make_rich(&result);
    char *page = page_of(&result, 1);
    json_t *data = page_bed_json(page, "page-data");
    const json_t *cells = json_object_get(data, "cells"), *summaries = json_object_get(data, "summaries");
    cr_assert(eq(sz, json_array_size(cells), result.cells_n));
    for (size_t i = 0; i < result.cells_n; i++) {
        const struct ps_cell_result *cell = &result.cells[i];
        if (cell->status != PS_OK)
            continue;
        const json_t *summary = find(summaries, cell->cell.id, cells, "reaped");
        cr_assert(eq(dbl, json_number_value(json_object_get(summary, "median")), cell->summary[PS_REAPED].median));
        cr_assert(eq(dbl, json_number_value(json_object_get(summary, "first")), cell->first_summary[PS_REAPED].median));
    }
    json_decref(data);
    free(page);
    ps_result_free(&result);
}

Test(html, holds_every_sample_of_a_small_result)
{
    struct ps_result result;
    make_poor(&result);
    page_bed_samples(&result, 0, 400, 50000);
    char *page = page_of(&result, 1);
    json_t *samples = page_bed_json(page, "page-samples");
    const json_t *times = json_object_get(json_array_get(samples, 0), "reaped_ns");
    cr_assert(eq(sz, json_array_size(times), result.cells[0].samples.n));
    for (size_t i = 0; i < result.cells[0].samples.n; i++)
        cr_assert(eq(i64, json_integer_value(json_array_get(times, i)), result.cells[0].samples.at[PS_REAPED][i]));
    json_decref(samples);
    free(page);
    ps_result_free(&result);
}

static const char *text_at(const json_t *data, const char *set, size_t i)
{
    return text_of(json_array_get(json_object_get(data, set), i), "text");
}

/* What the page says of a sweep is what the table says. */
Test(html, has_the_crossovers_and_the_debts_of_the_table)
{
    struct ps_error err = {0};
    struct ps_result *results = NULL;
    size_t n = 0, debts = 0;
    cr_assert(eq(int, ps_results_read(&results, &n, PS_TEST_DATA "/results/sweep.json", NULL, PS_KEEP_ALL, &err), 0), "%s",
              err.what);
    char *page = page_of(results, n),
         *table = write_report(&ps_format_terminal, results, n, &(struct ps_report_options){.utf8 = true});
    json_t *data = page_bed_json(page, "page-data");
    cr_assert(gt(sz, results[0].crossovers_n, 1));
    cr_assert(eq(sz, json_array_size(json_object_get(data, "crossovers")), results[0].crossovers_n));
    for (size_t i = 0; i < results[0].crossovers_n; i++)
        cr_assert(ne(ptr, strstr(table, text_at(data, "crossovers", i)), NULL), "%s", text_at(data, "crossovers", i));
    for (size_t i = 0; i < results[0].cells_n; i++)
        debts += results[0].cells[i].debts.n > 0;
    cr_assert(gt(sz, debts, 1));
    cr_assert(eq(sz, json_array_size(json_object_get(data, "debts")), debts));
    for (size_t i = 0; i < debts; i++)
        cr_assert(ne(ptr, strstr(table, text_at(data, "debts", i)), NULL), "%s", text_at(data, "debts", i));
    json_decref(data);
    free(table);
    free(page);
    ps_result_free(results);
    free(results);
}

Test(html, bins_count_the_steady_starts_and_no_others)
{
    struct ps_result result;
    make_poor(&result);
    page_bed_samples(&result, 0, 4000, 50000);
    char *page = page_of(&result, 1);
    json_t *data = page_bed_json(page, "page-data");
    const json_t *bins = find(json_object_get(data, "bins"), "native/fork", json_object_get(data, "cells"), "reaped");
    const json_t *edges = json_object_get(bins, "x"), *counts = json_object_get(bins, "count");
    json_int_t all = 0;
    size_t i;
    json_t *value;
    json_array_foreach(counts, i, value) all += json_integer_value(value);
    cr_assert(eq(i64, all, 4000));
    cr_assert(eq(sz, json_array_size(edges), json_array_size(counts)));
    cr_assert(le(dbl, json_number_value(json_array_get(edges, 0)), 50000));
    cr_assert(ge(dbl, json_number_value(json_array_get(edges, json_array_size(edges) - 1)), 53999));
    json_decref(data);
    free(page);
    ps_result_free(&result);
}

Test(html, leaves_the_samples_of_a_large_result_in_its_file)
{
    struct ps_result result;
    make_poor(&result);
    page_bed_samples(&result, 0, PS_PLOT_RAW_MAX + 4, 50000);
    char *page = page_of(&result, 1);
    json_t *samples = page_bed_json(page, "page-samples"), *data = page_bed_json(page, "page-data");
    cr_assert(eq(sz, json_array_size(samples), 0));
    cr_assert(gt(i64, json_integer_value(json_object_get(data, "starts")), PS_PLOT_RAW_MAX));
    cr_assert(lt(sz, strlen(page), 200000), "binned, so it is small");
    json_decref(data);
    json_decref(samples);
    free(page);
    ps_result_free(&result);
}

Test(html, of_an_emulated_and_broken_off_result_says_both)
{
    struct ps_result results[2];
    make_poor(&results[0]);
    make_rich(&results[1]);
    char *page = page_of(results, 2);
    json_t *data = page_bed_json(page, "page-data");
    const json_t *of = json_object_get(data, "results"), *poor = json_array_get(of, 0), *rich = json_array_get(of, 1);
    cr_assert(eq(str, (char *)text_of(poor, "emulation"), "wine-8.0"));
    cr_assert(eq(int, json_is_false(json_object_get(poor, "complete")), 1));
    cr_assert(eq(str, (char *)text_of(poor, "system"), "unknown system (wine-8.0), emulated"));
    cr_assert(eq(int, json_is_null(json_object_get(rich, "emulation")), 1));
    cr_assert(eq(str, (char *)text_of(rich, "system"), "unknown system"));
    const json_t *first = json_array_get(json_object_get(data, "summaries"), 0);
    cr_assert(eq(int, json_is_true(json_object_get(first, "emulated")), 1));
    json_decref(data);
    free(page);
    ps_result_free(&results[0]);
    ps_result_free(&results[1]);
}

Test(html, without_vega_says_how_to_get_it_and_writes_nothing)
{
    struct ps_programs programs;
    struct ps_result result;
    struct ps_error err = {0};
    make_poor(&result);
    page_bed_open(&programs, false);
    FILE *file = tmpfile();
    struct ps_report_options options = {.programs = &programs};
    cr_assert(eq(int, ps_format_html.write(&result, 1, &options, file, &err), -1));
    cr_assert(eq(int, err.exit, PS_EXIT_IMPOSSIBLE));
    cr_assert(ne(ptr, strstr(err.hint, "ci/fetch-vega"), NULL));
    cr_assert(eq(i64, ftell(file), 0));
    fclose(file);
    page_bed_close(&programs);
    ps_result_free(&result);
}
