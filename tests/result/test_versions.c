/* Every version of a result file that was ever written can be read, and what comes after is said to be newer. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "result/sample_rows.h"
#include "result/source.h"

#define DATA PS_TEST_DATA "/results/"

static struct ps_result *results;
static size_t n;
static char folder[128], path[192];

static void begin(void)
{
    results = NULL;
    n = 0;
    test_folder_make(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/result.json", folder);
}

static void end(void)
{
    while (n > 0)
        ps_result_free(&results[--n]);
    free(results);
    test_folder_remove(folder);
}

TestSuite(versions, .init = begin, .fini = end);

static void must_read(const char *file, enum ps_keep keep)
{
    struct ps_error err = {0};
    cr_assert_eq(ps_results_read(&results, &n, file, NULL, keep, &err), 0, "%s", err.what);
}

static void expect_refused(const char *file, const char *words)
{
    struct ps_error err = {0};
    size_t before = n;
    cr_expect_eq(ps_results_read(&results, &n, file, NULL, PS_KEEP_ALL, &err), -1, "%s was taken", words);
    cr_expect_eq(n, before);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_not_null(strstr(err.what, file), "%s", err.what);
    cr_expect_not_null(strstr(err.what, words), "\"%s\" where \"%s\" was expected", err.what, words);
}

Test(versions, each_that_was_written_is_read)
{
    static const char *const written[] = {DATA "windows-wine.json", DATA "failed.json", DATA "interrupted.json",
                                          DATA "empty.json", DATA "sweep.json"}; /* procstart.result/1 */
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        must_read(written[i], PS_KEEP_ALL);
    cr_assert_eq(n, 5);
    for (size_t i = 0; i < n; i++)
        cr_expect_null(results[i].newer_schema);
    must_read(DATA "bundle.json", PS_KEEP_ALL); /* procstart.bundle/1 */
    cr_expect_eq(n, 7);
}

Test(versions, a_newer_minor_one_is_read_and_known_as_newer)
{
    must_read(DATA "interrupted.json", PS_KEEP_ALL);
    must_read(DATA "newer.json", PS_KEEP_ALL);
    cr_assert_not_null(results[1].newer_schema);
    cr_expect_str_eq(results[1].newer_schema, "procstart.result/1.999");
    cr_expect_eq(results[1].cells[1].samples.n, results[0].cells[1].samples.n);
}

Test(versions, a_newer_major_one_is_refused_with_what_to_do)
{
    struct ps_error err = {0};
    expect_refused(DATA "newest.json", "schema: is procstart.result/2, and this procstart reads no version after 1");
    cr_expect_neq(ps_results_read(&results, &n, DATA "newest.json", NULL, PS_KEEP_NONE, &err), 0);
    cr_expect_str_eq(err.hint, "a newer procstart wrote it: use that one");
}

static void expect_schema(const char *schema, const char *words)
{
    char text[256];
    snprintf(text, sizeof text, "{\"schema\":\"%s\"}", schema);
    test_file_write(path, text, strlen(text));
    expect_refused(path, words);
}

Test(versions, what_is_no_version_is_refused)
{
    expect_schema("procstart.result/0", "reads no version before 1");
    expect_schema("procstart.result/", "is procstart.result/ where procstart.result/1 is needed");
    expect_schema("procstart.result/1.", "where procstart.result/1 is needed");
    expect_schema("procstart.result/1x", "where procstart.result/1 is needed");
    expect_schema("procstart.result/-1", "where procstart.result/1 is needed");
    expect_schema("procstart.results/1", "where procstart.result/1 is needed");
    expect_schema("procstart.result/99999999999999999999", "reads no version after 1");
    expect_schema("procstart.bundle/2", "reads no version after 1");
    expect_schema("procstart.result/1.0", "argv: is missing");
    expect_schema("procstart.bundle/1.5", "results: is missing");
}

/* ---- bundles ---- */

Test(versions, a_bundle_says_which_of_its_results_is_wrong)
{
    static const char nothing[] = "{\"schema\":\"procstart.bundle/1\",\"results\":[]}";
    static const char second[] = "{\"schema\":\"procstart.bundle/1\",\"results\":[{\"schema\":\"procstart.result/1\",\"cells\":["
                                 "{\"samples\":{\"epoch\":[0,0.5]}}]}]}";
    static const char no_object[] = "{\"schema\":\"procstart.bundle/1\",\"results\":[3]}";
    test_file_write(path, nothing, sizeof nothing - 1);
    expect_refused(path, "results: is empty");
    test_file_write(path, second, sizeof second - 1);
    expect_refused(path, "results[0]: cells[0]: samples: epoch[1]: must be an integer");
    test_file_write(path, no_object, sizeof no_object - 1);
    expect_refused(path, "results[0]: schema: is missing");
}

Test(versions, a_bundle_is_no_single_result)
{
    struct ps_result result;
    struct ps_error err = {0};
    cr_expect_eq(ps_result_read(&result, DATA "bundle.json", &err), -1);
    cr_expect_not_null(strstr(err.what, "is a bundle of 2 results"), "%s", err.what);
}

Test(versions, the_result_of_one_run_is_known_again)
{
    must_read(DATA "bundle.json", PS_KEEP_NONE);
    must_read(DATA "windows-wine.json", PS_KEEP_ALL);
    must_read(DATA "interrupted.json", PS_KEEP_FIRST);
    cr_expect(ps_result_same(&results[0], &results[2]));
    cr_expect_not(ps_result_same(&results[1], &results[3]));
}

/* ---- samples that are not kept ---- */

static void compare_rows(size_t a, size_t b, size_t cell, enum ps_sample_set set)
{
    struct ps_error err;
    struct ps_sample_row one = {0}, other = {0};
    struct ps_sample_rows *rows[] = {ps_sample_rows_open(&results[a], &err), ps_sample_rows_open(&results[b], &err)};
    int more;
    ps_sample_rows_begin(rows[0], cell, set);
    ps_sample_rows_begin(rows[1], cell, set);
    do {
        more = ps_sample_rows_next(rows[0], &one, &err);
        cr_assert_eq(more, ps_sample_rows_next(rows[1], &other, &err));
        cr_assert_eq(memcmp(&one, &other, sizeof one), 0);
    } while (more > 0);
    cr_assert_eq(more, 0);
    ps_sample_rows_close(rows[0]);
    ps_sample_rows_close(rows[1]);
}

Test(versions, samples_in_the_file_are_those_in_memory)
{
    must_read(DATA "failed.json", PS_KEEP_ALL);
    must_read(DATA "failed.json", PS_KEEP_NONE);
    for (size_t cell = 0; cell < results[0].cells_n; cell++) {
        cr_expect_eq(results[1].cells[cell].samples.n, 0);
        cr_expect_eq(results[1].cells[cell].place[PS_SET_SAMPLES].n, results[0].cells[cell].samples.n);
        compare_rows(0, 1, cell, PS_SET_SAMPLES);
        compare_rows(0, 1, cell, PS_SET_FIRST);
    }
}

Test(versions, a_file_that_changed_under_the_reader_is_no_figure)
{
    size_t length;
    struct ps_error err = {0};
    struct ps_sample_row row;
    char *text = test_file_read(DATA "failed.json", &length);
    test_file_write(path, text, length);
    must_read(path, PS_KEEP_NONE);
    test_file_write(path, text, length / 8);
    struct ps_sample_rows *rows = ps_sample_rows_open(&results[0], &err);
    int more;
    ps_sample_rows_begin(rows, 0, PS_SET_SAMPLES);
    while ((more = ps_sample_rows_next(rows, &row, &err)) > 0)
        ;
    cr_expect_eq(more, -1);
    cr_expect_not_null(strstr(err.what, "was changed while it was read"), "%s", err.what);
    ps_sample_rows_close(rows);
    FILE *to = tmpfile();
    cr_expect_eq(ps_source_copy(&results[0], to, &err), -1);
    fclose(to);
    free(text);
}

Test(versions, contrasts_with_a_cell_are_paired_where_they_can_be)
{
    struct ps_error err;
    must_read(DATA "failed.json", PS_KEEP_ALL);
    cr_assert_eq(ps_result_contrast_against(&results[0], 1, PS_REAPED, &err), 0);
    const struct ps_contrast *fork = NULL;
    for (size_t i = 0; i < results[0].contrasts_n; i++) {
        const struct ps_contrast *contrast = &results[0].contrasts[i];
        cr_expect(contrast->phase != PS_REAPED || contrast->against == 1);
        fork = contrast->phase == PS_REAPED && contrast->cell == 0 ? contrast : fork;
    }
    cr_assert_not_null(fork);
    cr_expect(fork->ratio > 0 && fork->lo <= fork->ratio && fork->ratio <= fork->hi);
    cr_assert_eq(ps_result_contrast_against(&results[0], -1, PS_REAPED, &err), 0);
    for (size_t i = 0; i < results[0].contrasts_n; i++)
        cr_expect_neq(results[0].contrasts[i].phase, PS_REAPED);
}

/* The third cell of the file ran in rounds of its own. */
Test(versions, contrasts_with_a_cell_of_another_group_have_an_interval_of_their_own)
{
    struct ps_error err;
    must_read(DATA "failed.json", PS_KEEP_ALL);
    cr_assert_neq(results[0].cells[2].cell.group, results[0].cells[0].cell.group);
    cr_assert_eq(ps_result_contrast_against(&results[0], 0, PS_READY, &err), 0);
    const struct ps_contrast *apart = NULL;
    for (size_t i = 0; i < results[0].contrasts_n; i++) {
        if (results[0].contrasts[i].cell == 2 && results[0].contrasts[i].phase == PS_READY)
            apart = &results[0].contrasts[i];
    }
    cr_assert_not_null(apart);
    double medians = results[0].cells[2].summary[PS_READY].median / results[0].cells[0].summary[PS_READY].median;
    cr_expect(apart->lo < apart->ratio && apart->ratio < apart->hi && apart->lo < medians && medians < apart->hi,
              "%g [%g, %g], medians %g", apart->ratio, apart->lo, apart->hi, medians);
}

Test(versions, cells_match_by_major_and_minor_of_their_python)
{
    char match[192];
    must_read(DATA "windows-wine.json", PS_KEEP_NONE);
    ps_result_match_id(&results[0], &results[0].cells[0].cell, match);
    cr_expect_str_eq(match, "native/floor");
    ps_result_match_id(&results[0], &results[0].cells[7].cell, match);
    cr_expect_str_eq(match, "python/spawn@3.11");
}
