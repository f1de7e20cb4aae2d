/* A folder's results as a history: made up, with steps where they are known. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "compare/history.h"
#include "stats/random.h"

enum { RESULTS = 60 };

static struct ps_result results[RESULTS];
static struct ps_error err;

static void add_cell(struct ps_result *result, const char *id, enum ps_method method, double median)
{
    struct ps_cell cell = {.api = PS_NATIVE, .method = method, .mechanism = "made-up", .python = -1};
    snprintf(cell.id, sizeof cell.id, "%s", id);
    cr_assert_eq(ps_result_add_cell(result, &cell, &err), 0);
    result->cells[result->cells_n - 1].summary[PS_READY] = (struct ps_summary){.n = 10, .median = median};
}

/* From the 30th on one cell takes 1.1 times as long, with another kernel; in no order of time. */
static void make_results(void)
{
    struct ps_random random;
    ps_random_seed(&random, 12, 0);
    for (int k = 0; k < RESULTS; k++) {
        int i = k * 7 % RESULTS;
        char started[40], commit[16];
        struct ps_result *result = &results[k];
        ps_result_init(result);
        snprintf(started, sizeof started, "2026-01-%02dT%02d:00:00.000Z", 1 + i / 24, i % 24);
        snprintf(commit, sizeof commit, "c%d", i);
        ps_result_set(&result->started, started, &err);
        result->tool = json_pack("{s:s, s:s}", "version", "0.1.0", "commit", commit);
        result->host = json_pack("{s:s}", "kernel", i < 30 ? "6.1" : "6.2");
        result->pythons = json_array();
        double noise = 1 + 0.01 * (ps_random_unit(&random) - 0.5), other = 1 + 0.01 * (ps_random_unit(&random) - 0.5);
        add_cell(result, "native/fork", PS_FORK, 1e6 * noise * (i < 30 ? 1 : 1.1));
        add_cell(result, "native/forkserver", PS_FORKSERVER, 2e6 * other);
        add_cell(result, "native/floor", PS_FLOOR, 50);
    }
}

static void free_results(void)
{
    for (int k = 0; k < RESULTS; k++)
        ps_result_free(&results[k]);
}

TestSuite(history, .init = make_results, .fini = free_results);

static char *print_as(const struct ps_history *history, const char *format)
{
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n);
    cr_assert_eq(ps_history_print(history, format, &(struct ps_compare_style){.utf8 = true}, to, &err), 0);
    fclose(to);
    return text;
}

Test(history, a_step_is_named_by_commit_and_by_what_changed_with_it)
{
    struct ps_history history;
    cr_assert_eq(ps_history_make(&history, results, RESULTS, PS_READY, &err), 0, "%s", err.what);
    cr_assert_eq(history.cells_n, 2, "floors have no history");
    const struct ps_history_cell *fork = &history.cells[0];
    cr_expect_str_eq(fork->key, "native/fork");
    cr_expect_eq(fork->n, RESULTS);
    cr_assert_eq(fork->changes_n, 1);
    cr_expect_eq(fork->changes[0].at, 30);
    cr_expect_float_eq(fork->changes[0].ratio, 1.1, 0.01);
    cr_expect_float_eq(fork->changes[0].before_ns, 1e6, 1e4);
    cr_expect_str_eq(fork->changes[0].from, "2026-01-02T05:00:00.000Z procstart 0.1.0 c29");
    cr_expect_str_eq(fork->changes[0].to, "2026-01-02T06:00:00.000Z procstart 0.1.0 c30");
    cr_expect_str_eq(fork->changes[0].others, "kernel: 6.1, then 6.2");
    cr_expect_eq(history.cells[1].changes_n, 0);
    ps_history_free(&history);
}

Test(history, formats)
{
    struct ps_history history;
    cr_assert_eq(ps_history_make(&history, results, RESULTS, PS_READY, &err), 0);
    char *text = print_as(&history, "text"), *markdown = print_as(&history, "markdown"), *json = print_as(&history, "json");
    cr_expect(strstr(text, "native/fork  60 results") != NULL && strstr(text, "c30; before it 2026-01-02T05") != NULL, "%s",
              text);
    cr_expect(strstr(text, "- no change") != NULL, "%s", text);
    cr_expect(strstr(markdown, "| native/fork | 60 | ") != NULL && strstr(markdown, "| none |") != NULL, "%s", markdown);
    json_t *document = json_loads(json, 0, NULL);
    cr_assert_not_null(document, "%s", json);
    const json_t *cell = json_array_get(json_object_get(document, "cells"), 0);
    cr_expect_eq(json_array_size(json_object_get(cell, "points")), RESULTS);
    cr_expect_eq(json_array_size(json_object_get(cell, "changes")), 1);
    json_decref(document);
    free(text);
    free(markdown);
    free(json);
    ps_history_free(&history);
}

Test(history, a_commit_that_is_no_text_is_none)
{
    struct ps_history history;
    for (int k = 0; k < RESULTS; k++)
        json_object_set_new(results[k].tool, "commit", k % 2 == 0 ? json_null() : json_integer(7));
    cr_assert_eq(ps_history_make(&history, results, RESULTS, PS_READY, &err), 0);
    char *text = print_as(&history, "json");
    json_t *document = json_loads(text, 0, NULL);
    const json_t *points = json_object_get(json_array_get(json_object_get(document, "cells"), 0), "points");
    for (size_t i = 0; i < RESULTS; i++)
        cr_expect(json_is_null(json_object_get(json_array_get(points, i), "commit")));
    json_decref(document);
    free(text);
    ps_history_free(&history);
}

Test(history, of_a_phase_that_nobody_has_is_an_error)
{
    struct ps_history history;
    cr_assert_eq(ps_history_make(&history, results, RESULTS, PS_UNPICKLED, &err), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
}

Test(history, of_one_result_has_no_change)
{
    struct ps_history history;
    cr_assert_eq(ps_history_make(&history, results, 1, PS_READY, &err), 0);
    cr_expect_eq(history.cells[0].changes_n, 0);
    free(print_as(&history, "text"));
    ps_history_free(&history);
}
