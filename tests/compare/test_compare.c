/* Which cells are the same, what differs, and what is said of it: on results that are made up, so that the truth is known. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pairs.h"

static struct ps_compare_options options;
static struct ps_result old, new_;
static struct ps_error err;
static struct ps_comparison comparison;
static struct ps_random random_;

static void set_up(void)
{
    options = (struct ps_compare_options){.phase = PS_READY, .threshold = 0.05, .drift = PS_COMPARE_DRIFT};
    err = (struct ps_error){0};
    ps_random_seed(&random_, 17, 0);
}

static void tear_down(void)
{
    ps_comparison_free(&comparison);
    ps_result_free(&old);
    ps_result_free(&new_);
}

TestSuite(compare, .init = set_up, .fini = tear_down);

static void make_pair(double slowdown)
{
    struct pair_model model = pair_usual;
    model.cells = 3;
    model.common_sd = model.cell_sd = 0;
    model.slowdown = slowdown;
    pair_run(&old, &model, false, &random_);
    pair_run(&new_, &model, true, &random_);
}

static int compare(void)
{
    const struct ps_compare_side a = {"old.json", &old, 1}, b = {"new.json", &new_, 1};
    return ps_compare(&comparison, &a, &b, &options, &err);
}

static char *print_as(const char *format)
{
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n);
    cr_assert_not_null(to);
    cr_assert_eq(ps_compare_format_find(format)->write(&comparison, &(struct ps_compare_style){0}, to, &err), 0);
    fclose(to);
    return text;
}

static void rename_cell(struct ps_result *result, size_t cell, const char *id)
{
    snprintf(result->cells[cell].cell.id, sizeof result->cells[cell].cell.id, "%s", id);
}

static void make_python_cell(struct ps_result *result, size_t cell, const char *python, const char *id)
{
    json_array_append_new(result->pythons, json_pack("{s:s, s:s}", "id", python, "version", python));
    result->cells[cell].cell.api = PS_PYTHON;
    result->cells[cell].cell.python = (int)json_array_size(result->pythons) - 1;
    rename_cell(result, cell, id);
}

/* ---- verdicts ---- */

Test(compare, a_slower_cell_is_a_finding)
{
    make_pair(0.15);
    cr_assert_eq(compare(), 0, "%s", err.what);
    cr_expect_eq(comparison.cells_n, 3);
    cr_expect_eq(comparison.slower, 1);
    cr_expect_eq(comparison.cells[0].phase[PS_READY].verdict, PS_COMPARE_SLOWER);
    cr_expect_eq(comparison.cells[1].phase[PS_READY].verdict, PS_COMPARE_SAME);
    const struct ps_estimate *ratio = &comparison.cells[0].phase[PS_READY].ratio.ratio;
    cr_expect(ratio->lo < 1.15 && ratio->hi > 1.15, "%g [%g, %g]", ratio->value, ratio->lo, ratio->hi);
    cr_expect(isnan(comparison.cells[0].phase[PS_INITIALIZED].ratio.ratio.value));
    char *text = print_as("text");
    cr_expect(strstr(text, "1 of 3 cells is significantly slower by 5 % or more (ready)") != NULL, "%s", text);
    cr_expect(strstr(text, "by phase: returned 1.1") != NULL, "%s", text);
    cr_expect(strstr(text, "needs") != NULL && strstr(text, "epochs in each of") != NULL, "%s", text);
    free(text);
}

Test(compare, one_below_the_threshold_is_none)
{
    make_pair(0.15);
    options.threshold = 0.3;
    cr_assert_eq(compare(), 0);
    cr_expect_eq(comparison.slower, 0);
    cr_expect_eq(comparison.cells[0].phase[PS_READY].verdict, PS_COMPARE_SLIGHTLY_SLOWER);
}

Test(compare, a_faster_cell_is_none)
{
    make_pair(-0.15);
    cr_assert_eq(compare(), 0);
    cr_expect_eq(comparison.slower, 0);
    cr_expect_eq(comparison.cells[0].phase[PS_READY].verdict, PS_COMPARE_FASTER);
}

Test(compare, more_drift_hides_it)
{
    make_pair(0.15);
    options.drift = 0.1;
    cr_assert_eq(compare(), 0);
    cr_expect_eq(comparison.slower, 0);
    cr_expect_eq(comparison.cells[0].phase[PS_READY].verdict, PS_COMPARE_SAME);
}

Test(compare, a_floor_is_shown_and_never_a_finding)
{
    make_pair(0.5);
    old.cells[0].cell.method = new_.cells[0].cell.method = PS_FLOOR;
    cr_assert_eq(compare(), 0);
    cr_expect_eq(comparison.slower, 0);
    char *text = print_as("text");
    cr_expect(strstr(text, "native/spawn/made-up-0, which starts nothing: 1.") != NULL, "%s", text);
    free(text);
}

Test(compare, one_epoch_has_no_verdict)
{
    struct pair_model model = pair_usual;
    model.cells = model.epochs = 1;
    pair_run(&old, &model, false, &random_);
    pair_run(&new_, &model, true, &random_);
    cr_assert_eq(compare(), 0);
    cr_expect_eq(comparison.cells[0].phase[PS_READY].verdict, PS_COMPARE_UNKNOWN);
    free(print_as("json"));
}

/* ---- partners ---- */

Test(compare, pythons_match_by_major_and_minor)
{
    make_pair(0);
    make_python_cell(&old, 0, "3.13.4", "python/spawn@3.13.4,ballast=64M");
    make_python_cell(&new_, 0, "3.13.11", "python/spawn@3.13.11,ballast=64M");
    make_python_cell(&old, 1, "3.13.4t", "python/spawn@3.13.4t,ballast=64M");
    make_python_cell(&new_, 1, "3.13.11t", "python/spawn@3.13.11t,ballast=64M");
    make_python_cell(&old, 2, "3.11.1", "python/spawn@3.11.1,ballast=64M");
    make_python_cell(&new_, 2, "3.12.1", "python/spawn@3.12.1,ballast=64M");
    cr_assert_eq(compare(), 0, "%s", err.what);
    cr_assert_eq(comparison.cells_n, 2);
    cr_expect_str_eq(comparison.cells[0].key, "python/spawn@3.13,ballast=64M");
    cr_expect_str_eq(comparison.cells[1].key, "python/spawn@3.13t,ballast=64M");
    cr_assert_eq(comparison.lone_n, 2);
    cr_expect(comparison.lone[0].is_old && strstr(comparison.lone[0].cell->id, "@3.11.1") != NULL);
    cr_expect(!comparison.lone[1].is_old && strstr(comparison.lone[1].cell->id, "@3.12.1") != NULL);
    char *text = print_as("text");
    cr_expect(strstr(text, "Python 3.13 version: 3.13.4 -> 3.13.11") != NULL, "%s", text);
    cr_expect(strstr(text, "not compared: python/spawn@3.11.1,ballast=64M of the old side has no partner") != NULL, "%s", text);
    free(text);
}

Test(compare, the_same_version_comes_before_another_of_its_minor)
{
    make_pair(0);
    make_python_cell(&old, 0, "3.13.4", "python/spawn@3.13.4");
    make_python_cell(&old, 1, "3.13.5", "python/spawn@3.13.5");
    make_python_cell(&new_, 0, "3.13.5", "python/spawn@3.13.5");
    rename_cell(&new_, 1, "native/fork");
    cr_assert_eq(compare(), 0, "%s", err.what);
    cr_assert_eq(comparison.cells_n, 2);
    cr_expect_str_eq(comparison.cells[0].old->id, "python/spawn@3.13.5");
    cr_expect_eq(comparison.lone_n, 2);
}

Test(compare, failed_cells_are_not_compared)
{
    make_pair(0);
    new_.cells[1].status = PS_FAILED;
    ps_result_set(&new_.cells[1].reason, "the child ended with exit status 3", &err);
    cr_assert_eq(compare(), 0);
    cr_expect_eq(comparison.cells_n, 2);
    cr_assert_eq(comparison.lone_n, 1);
    cr_expect_str_eq(comparison.lone[0].why, "is failed: the child ended with exit status 3");
}

Test(compare, nothing_in_common_is_an_error)
{
    make_pair(0);
    for (size_t i = 0; i < 3; i++)
        new_.cells[i].cell.id[0] = 'x';
    cr_assert_eq(compare(), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect(strstr(err.what, "no cell of old.json has a partner") != NULL, "%s", err.what);
}

Test(compare, a_phase_that_no_side_has_is_an_error)
{
    make_pair(0);
    options.phase = PS_UNPICKLED;
    cr_assert_eq(compare(), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect(strstr(err.what, "unpickled") != NULL, "%s", err.what);
}

/* ---- machines ---- */

Test(compare, another_machine_needs_to_be_asked_for)
{
    static const char *const keys[] = {"cpu_model", "os", "machine", "emulation", "virtualization"};
    make_pair(0);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_object_clear(new_.host);
        json_object_set_new(new_.host, keys[i], json_string("another"));
        options.across_machines = false;
        cr_assert_eq(compare(), -1, "%s", keys[i]);
        cr_expect(err.exit == PS_EXIT_USAGE && strstr(err.what, keys[i]) != NULL, "%s", err.what);
        cr_expect(strstr(err.hint, "--across-machines") != NULL);
        options.across_machines = true;
        cr_assert_eq(compare(), 0, "%s", err.what);
        cr_expect(comparison.differences_n == 1 && comparison.differences[0].bars);
        cr_expect_eq(comparison.emulated, strcmp(keys[i], "emulation") == 0);
        ps_comparison_free(&comparison);
    }
}

Test(compare, another_kernel_is_only_told)
{
    make_pair(0);
    json_object_set_new(old.host, "kernel", json_string("6.1"));
    json_object_set_new(new_.host, "kernel", json_string("6.2\33[31m"));
    cr_assert_eq(compare(), 0, "%s", err.what);
    char *text = print_as("text");
    char *told = strstr(text, "kernel: 6.1 -> 6.2\\x1b[31m"), *table = strstr(text, "\nready ");
    cr_expect(told != NULL && table != NULL && told < table, "%s", text);
    free(text);
}

Test(compare, settings_that_shape_figures_are_told)
{
    char *a[] = {"bench", "--ballast", "64M", "-o", "a.json", "--seed", "1"}, *b[] = {"bench", "-o", "b.json", "--seed=2"};
    make_pair(0);
    ps_result_set_argv(&old, 7, a, &err);
    ps_result_set_argv(&new_, 4, b, &err);
    cr_assert_eq(compare(), 0);
    cr_assert_eq(comparison.differences_n, 1);
    cr_expect_str_eq(comparison.differences[0].what, "settings");
    cr_expect_str_eq(comparison.differences[0].old, "--ballast 64M");
    cr_expect_str_eq(comparison.differences[0].new_, "none");
}

/* ---- several runs, and one ---- */

Test(compare, further_files_are_further_epochs)
{
    struct ps_result runs[3];
    struct pair_model model = pair_usual;
    model.cells = 1;
    for (size_t i = 0; i < 3; i++)
        pair_run(&runs[i], &model, false, &random_);
    const struct ps_compare_side a = {"old.json", runs, 2}, b = {"new.json", runs + 2, 1};
    cr_assert_eq(ps_compare(&comparison, &a, &b, &options, &err), 0);
    const struct ps_ratio *ratio = &comparison.cells[0].phase[PS_READY].ratio;
    cr_expect(ratio->epochs[0] == 24 && ratio->epochs[1] == 12 && ratio->runs[0] == 2 && ratio->runs[1] == 1);
    for (size_t i = 0; i < 3; i++)
        ps_result_free(&runs[i]);
}

Test(compare, within_one_run_is_paired)
{
    make_pair(0.15);
    rename_cell(&old, 0, "native/fork");
    rename_cell(&old, 1, "native/fork,build=B");
    old.cells[1].cell.build = 1;
    cr_assert_eq(ps_compare_within(&comparison, "r.json", &old, &options, &err), 0, "%s", err.what);
    cr_expect(comparison.paired && comparison.cells_n == 1 && comparison.slower == 0);
    cr_expect_str_eq(comparison.cells[0].old->id, "native/fork,build=B");
    free(print_as("json"));
    ps_comparison_free(&comparison);
    for (size_t i = 0; i < old.cells[0].samples.n; i++)
        old.cells[0].samples.at[PS_READY][i] += 200000;
    cr_assert_eq(ps_compare_within(&comparison, "r.json", &old, &options, &err), 0, "%s", err.what);
    cr_expect_eq(comparison.slower, 1);
}

Test(compare, within_one_run_without_a_second_side_is_an_error)
{
    make_pair(0);
    cr_assert_eq(ps_compare_within(&comparison, "r.json", &old, &options, &err), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect(strstr(err.hint, "--against") != NULL, "%s", err.hint);
}

/* ---- formats ---- */

static const char hostile[] = "native/fork`|<b>@x\n::error::\33[2J";

Test(compare, hostile_names_are_escaped)
{
    make_pair(0.3);
    rename_cell(&old, 0, hostile);
    rename_cell(&new_, 0, hostile);
    cr_assert_eq(compare(), 0);
    cr_assert_eq(comparison.slower, 1);
    for (size_t i = 0; ps_compare_formats[i] != NULL; i++) {
        char *text = print_as(ps_compare_formats[i]->name);
        cr_expect(strchr(text, '\33') == NULL, "%s", ps_compare_formats[i]->name);
        cr_expect(strstr(text, "\n::error::") == NULL, "%s: %s", ps_compare_formats[i]->name, text);
        free(text);
    }
    char *markdown = print_as("markdown");
    cr_expect(strstr(markdown, "<b>") == NULL && strstr(markdown, "fork`") == NULL && strstr(markdown, "fork|") == NULL, "%s",
              markdown);
    free(markdown);
}

Test(compare, github_has_a_line_a_finding)
{
    make_pair(0.3);
    cr_assert_eq(compare(), 0);
    unsetenv("GITHUB_STEP_SUMMARY");
    char *text = print_as("github");
    cr_expect(strncmp(text, "::error title=slower start::native/spawn/made-up-0: ready 1.", 59) == 0, "%s", text);
    cr_expect(strstr(text + 1, "::error") == NULL, "%s", text);
    free(text);
}

Test(compare, json_can_be_read_back)
{
    make_pair(0.3);
    cr_assert_eq(compare(), 0);
    char *text = print_as("json");
    json_t *document = json_loads(text, 0, NULL);
    cr_assert_not_null(document);
    cr_expect_str_eq(json_string_value(json_object_get(document, "schema")), "procstart.compare/1");
    json_t *cell = json_array_get(json_object_get(document, "cells"), 0);
    json_t *ready = json_object_get(json_object_get(cell, "phases"), "ready");
    double ratio = json_number_value(json_object_get(ready, "ratio"));
    cr_expect_float_eq(ratio, comparison.cells[0].phase[PS_READY].ratio.ratio.value, 1e-9);
    cr_expect_str_eq(json_string_value(json_object_get(ready, "verdict")), "slower");
    cr_expect_eq(json_integer_value(json_object_get(document, "slower")), 1);
    json_decref(document);
    free(text);
}
