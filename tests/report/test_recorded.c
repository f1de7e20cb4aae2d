/* What each format makes of results that were recorded (Wine, failed cells, interrupted, without a sample), and of one that means
 * mischief with every text in it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "page_bed.h"
#include "report/formats.h"
#include "samples.h"

#define DATA PS_TEST_DATA "/results/"

static char *const recorded[] = {DATA "windows-wine.json", DATA "failed.json", DATA "interrupted.json", DATA "empty.json"};
static char *const hostile[] = {DATA "hostile.json"};
static char *const sweep[] = {DATA "sweep.json"}; /* bench --ballast 0..64M --dirty */

enum { RECORDED = sizeof recorded / sizeof *recorded };

static void check(const char *format, const char *golden, struct ps_report_options options)
{
    options.utf8 = true;
    char *text = write_report_of(format, recorded, RECORDED, &options);
    check_golden(golden, text);
    free(text);
}

Test(recorded, is_the_same_in_each_format)
{
    const struct ps_report_options plain = {0};
    check("table", "recorded.txt", plain);
    check("markdown", "recorded.md", plain);
    check("csv", "recorded.csv", plain);
    check("csv", "recorded-summary.csv", (struct ps_report_options){.summary = true});
    check("latex", "recorded.tex", plain);
    check("pyperf", "recorded.pyperf.json", plain);
    check("github-action-benchmark", "recorded.action.json", plain);
    check("bmf", "recorded.bmf.json", plain);
}

static void check_sweep(const char *format, const char *golden, const struct ps_report_options *options)
{
    char *text = write_report_of(format, sweep, 1, options);
    check_golden(golden, text);
    free(text);
}

Test(recorded, sweep_says_in_each_format_where_fork_gets_slower_and_what_its_parent_pays)
{
    check_sweep("table", "sweep.txt", &(struct ps_report_options){.utf8 = true});
    check_sweep("markdown", "sweep.md", &(struct ps_report_options){0});
    check_sweep("latex", "sweep.tex", &(struct ps_report_options){0});
    check_sweep("csv", "sweep-summary.csv", &(struct ps_report_options){.summary = true});
}

Test(recorded, sweep_is_whole_in_json)
{
    char *text = write_report_of("json", sweep, 1, &(struct ps_report_options){0});
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *file = json_load_file(sweep[0], 0, NULL);
    cr_assert(eq(int, json_equal(file, document), 1));
    cr_assert(gt(sz, json_array_size(json_object_get(document, "crossovers")), 1));
    json_decref(file);
    json_decref(document);
    free(text);
}

Test(recorded, is_one_table_across_systems_pythons_machines_and_methods)
{
    check("table", "across-os.txt", (struct ps_report_options){.across = PS_ACROSS_OS});
    check("table", "across-python-60.txt", (struct ps_report_options){.across = PS_ACROSS_PYTHON, .columns = 60});
    check("markdown", "across-machine.md", (struct ps_report_options){.across = PS_ACROSS_MACHINE});
    check("latex", "across-method.tex",
          (struct ps_report_options){.across = PS_ACROSS_METHOD, .has_phase = true, .phase = PS_READY});
}

Test(recorded, is_held_against_a_cell_and_at_a_phase)
{
    const struct ps_report_options ready = {.has_phase = true, .phase = PS_READY, .relative_to = "native/fork"};
    check("table", "relative.txt", ready);
    check("markdown", "relative.md", ready);
    check("csv", "relative.csv", (struct ps_report_options){.summary = true, .relative_to = "native/fork"});
}

Test(recorded, json_is_what_the_files_hold)
{
    char *text = write_report_of("json", recorded, RECORDED, &(struct ps_report_options){0});
    json_t *bundle = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *results = json_object_get(bundle, "results");
    cr_assert(eq(sz, json_array_size(results), RECORDED));
    for (size_t i = 0; i < RECORDED; i++) {
        json_t *file = json_load_file(recorded[i], 0, NULL);
        cr_assert(json_equal(file, json_array_get(results, i)), "%s", recorded[i]);
        json_decref(file);
    }
    json_decref(bundle);
    free(text);
}

/* A bundle in a bundle: what nobody knows yet is there afterwards. */
Test(recorded, keys_that_are_not_known_survive_a_merge)
{
    char *const paths[] = {DATA "bundle.json", DATA "failed.json"};
    char *text = write_report_of("json", paths, 2, &(struct ps_report_options){0});
    json_t *bundle = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *results = json_object_get(bundle, "results");
    cr_assert(eq(sz, json_array_size(results), 3));
    cr_assert(eq(str, (char *)json_string_value(json_array_get(json_object_get(bundle, "note"), 0)), "kept"));
    const json_t *newer = json_array_get(results, 1), *cell = json_array_get(json_object_get(newer, "cells"), 0);
    cr_assert(ne(ptr, json_object_get(newer, "tomorrow"), NULL));
    cr_assert(eq(str, (char *)json_string_value(json_object_get(newer, "schema")), "procstart.result/1.999"));
    cr_assert(ne(ptr, json_object_get(json_object_get(cell, "samples"), "weather_ns"), NULL));
    cr_assert(eq(str, (char *)json_string_value(json_object_get(cell, "mood")), "\x7f\xc2\x9b fine"));
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        bool steers = *c == 0x7f || (c[0] == 0xc2 && c[1] < 0xa0);
        cr_assert(not(steers), "a terminal would obey byte %zu", (size_t)((const char *)c - text));
    }
    json_decref(bundle);
    free(text);
}

/* ---- mischief ---- */

static char *hostile_in(const char *format, const struct ps_report_options *options)
{
    char *text = write_report_of(format, hostile, 1, options);
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        bool control = (*c < 0x20 && *c != '\n') || *c == 0x7f || (c[0] == 0xc2 && c[1] < 0xa0);
        cr_assert(not(control), "%s: a control character at byte %zu", format, (size_t)((const char *)c - text));
    }
    cr_assert(eq(ptr, strstr(text, "\xe2\x80\xae"), NULL), "%s: text that runs backwards", format);
    return text;
}

Test(mischief, does_not_get_through)
{
    struct ps_programs programs;
    page_bed_open(&programs, true);
    static const char *const formats[] = {"table", "markdown", "csv", "latex", "pyperf", "github-action-benchmark", "bmf"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        free(hostile_in(formats[i], &(struct ps_report_options){.utf8 = true}));
    for (enum ps_report_across across = PS_ACROSS_OS; across < PS_ACROSS_WORDS; across++) {
        free(hostile_in("table", &(struct ps_report_options){.across = across}));
        free(hostile_in("markdown", &(struct ps_report_options){.across = across}));
        free(hostile_in("latex", &(struct ps_report_options){.across = across}));
    }
}

Test(mischief, is_plain_json_in_those_made_of_it)
{
    static const char *const formats[] = {"json", "pyperf", "github-action-benchmark", "bmf"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char *text = write_report_of(formats[i], hostile, 1, &(struct ps_report_options){0});
        json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
        cr_assert(ne(ptr, document, NULL), "%s", formats[i]);
        json_decref(document);
        free(text);
    }
}

/* The next field of RFC 4180, unquoted, into `to`; what ended it. */
static char next_field(const char **at, char *to)
{
    bool quoted = **at == '"';
    *at += quoted;
    for (;;) {
        char c = *(*at)++;
        if (quoted && c == '"' && **at == '"')
            (*at)++;
        else if (quoted && c == '"')
            quoted = false;
        else if (!quoted && (c == ',' || c == '\n'))
            return *to = '\0', c;
        if (quoted || c != '"')
            *to++ = c;
    }
}

static void expect_no_formula(const char *text)
{
    size_t fields = 0, of_head = 0, rows = 0;
    static char field[4096];
    while (*text != '\0') {
        char end = next_field(&text, field);
        cr_assert(field[0] == '\0' || strchr("=+-@\t\r", field[0]) == NULL, "a formula: %s", field);
        fields++;
        if (end != '\n')
            continue;
        of_head = of_head == 0 ? fields : of_head;
        cr_assert(eq(sz, fields, of_head), "row %zu", rows);
        fields = 0;
        rows++;
    }
    cr_assert(gt(sz, rows, 6));
}

Test(mischief, is_no_formula)
{
    char *samples = hostile_in("csv", &(struct ps_report_options){0});
    char *summary = hostile_in("csv", &(struct ps_report_options){.summary = true});
    expect_no_formula(samples);
    expect_no_formula(summary);
    cr_assert(ne(ptr, strstr(samples, "\"'==1+1,\"\"x\"\""), NULL)); /* a reason */
    free(samples);
    free(summary);
}

/* A line of a table has as many cells as its head, as cmark-gfm reads it: a backslash takes what follows. */
static void expect_straight_tables(const char *text)
{
    size_t head = 0;
    for (const char *line = text; *line != '\0'; line += *line == '\n') {
        size_t pipes = 0, length = strcspn(line, "\n");
        for (size_t i = 0; i < length && line[0] == '|'; i++) {
            if (line[i] == '\\')
                i++;
            else
                pipes += line[i] == '|';
        }
        head = pipes == 0 ? 0 : head == 0 ? pipes : head;
        cr_assert(eq(sz, pipes, head), "%.*s", (int)length, line);
        line += length;
    }
}

Test(mischief, is_no_markup)
{
    struct ps_report_options options = {0};
    for (; options.across < PS_ACROSS_WORDS; options.across++) {
        char *text = hostile_in("markdown", &options);
        expect_straight_tables(text);
        free(text);
    }
}

/* Outside of what the format itself writes there is no backslash but of the escapes. */
Test(mischief, is_no_instruction_to_tex)
{
    char *text = hostile_in("latex", &(struct ps_report_options){0});
    static const char *const never[] = {"\\input{", "^^", "${{", "\\end{document}", " %=", "~{}$x"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        cr_assert(eq(ptr, strstr(text, never[i]), NULL), "%s", never[i]);
    cr_assert(ne(ptr, strstr(text, "\\textbackslash{}input\\{/etc/passwd\\}"), NULL));
    cr_assert(ne(ptr, strstr(text, "\\textbackslash{}u2713\\textbackslash{}U0001f600"), NULL));
    free(text);
}

/* ---- how much ---- */

Test(markdown, stays_under_a_mebibyte_and_says_what_it_cut)
{
    enum { MANY = 600 };
    static struct ps_result results[MANY];
    for (size_t i = 0; i < MANY; i++)
        make_rich(&results[i]);
    char *text = write_report(&ps_format_markdown, results, MANY, &(struct ps_report_options){0});
    cr_assert(lt(sz, strlen(text), 1 << 20));
    cr_assert(gt(sz, strlen(text), 1000 * 1000));
    const char *cut = strstr(text, "\n**Cut:** ");
    cr_assert(ne(ptr, (void *)cut, NULL));
    cr_assert(ne(ptr, strstr(cut, " of 600 results as a whole"), NULL), "%s", cut);
    cr_assert(eq(ptr, strchr(cut + 1, '\n'), (void *)(text + strlen(text) - 1)));
    free(text);
    for (size_t i = 0; i < MANY; i++)
        ps_result_free(&results[i]);
}

Test(csv, is_the_same_from_the_file_and_from_memory)
{
    struct ps_result *results[2] = {NULL, NULL};
    char *text[2];
    const struct ps_report_options plain = {0};
    const enum ps_keep keep[] = {PS_KEEP_NONE, PS_KEEP_ALL};
    for (size_t i = 0; i < 2; i++) {
        size_t n = 0;
        struct ps_error err = {0};
        cr_assert(eq(int, ps_results_read(&results[i], &n, recorded[1], NULL, keep[i], &err), 0), "%s", err.what);
        cr_assert(eq(sz, n, 1));
        text[i] = write_report(&ps_format_csv, results[i], 1, &plain);
    }
    cr_assert(eq(sz, results[0]->cells[0].samples.n, 0));
    cr_assert(gt(sz, results[1]->cells[0].samples.n, 0));
    cr_assert(eq(str, text[0], text[1]));
    for (size_t i = 0; i < 2; i++) {
        ps_result_free(results[i]);
        free(results[i]);
        free(text[i]);
    }
}
