#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "report/formats.h"
#include "samples.h"

static const struct ps_report_options narrow = {.columns = 20};

Test(markdown, table_with_everything_escaped)
{
    struct ps_result result;
    make_rich(&result);
    char *text = write_report(&ps_format_markdown, &result, 1, &narrow);
    check_golden("rich.md", text);
    free(text);
    ps_result_free(&result);
}

Test(markdown, says_emulated_and_incomplete)
{
    struct ps_result result;
    make_poor(&result);
    char *text = write_report(&ps_format_markdown, &result, 1, &narrow);
    cr_assert(ne(ptr, strstr(text, "**Emulated:** wine-8.0"), NULL));
    cr_assert(ne(ptr, strstr(text, "**Incomplete:**"), NULL));
    cr_assert(ne(ptr, strstr(text, "±?"), NULL));
    free(text);
    ps_result_free(&result);
}

Test(markdown, every_row_has_as_many_cells_as_the_head)
{
    struct ps_result result;
    make_rich(&result);
    char *text = write_report(&ps_format_markdown, &result, 1, &narrow);
    int head = 0, rows = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        int pipes = 0;
        if (line[0] != '|')
            continue;
        for (const char *c = line; *c != '\0'; c++)
            pipes += *c == '|' && c > line && c[-1] != '\\';
        head = head == 0 ? pipes : head;
        cr_assert(eq(int, pipes, head), "%s", line);
        rows++;
    }
    cr_assert(eq(int, rows, 2 + (int)result.cells_n));
    free(text);
    ps_result_free(&result);
}

Test(json, one_result_is_the_document_itself)
{
    struct ps_result result;
    make_poor(&result);
    char *text = write_report(&ps_format_json, &result, 1, &narrow);
    json_t *document = json_loads(text, 0, NULL);
    cr_assert(eq(str, (char *)json_string_value(json_object_get(document, "schema")), "procstart.result/1"));
    json_decref(document);
    free(text);
    ps_result_free(&result);
}

Test(json, several_results_are_a_bundle)
{
    struct ps_result results[2];
    make_poor(&results[0]);
    make_poor(&results[1]);
    char *text = write_report(&ps_format_json, results, 2, &narrow);
    json_t *document = json_loads(text, 0, NULL);
    cr_assert(eq(str, (char *)json_string_value(json_object_get(document, "schema")), "procstart.bundle/1"));
    cr_assert(eq(sz, json_array_size(json_object_get(document, "results")), 2));
    json_decref(document);
    free(text);
    ps_result_free(&results[0]);
    ps_result_free(&results[1]);
}

Test(formats, are_found_by_name)
{
    const char *names[PS_FORMATS_MAX + 1];
    ps_format_names(names);
    for (size_t i = 0; names[i] != NULL; i++)
        cr_assert(eq(ptr, (void *)ps_format_find(names[i]), (void *)ps_formats[i]));
    cr_assert(eq(ptr, (void *)ps_format_find("nonsense"), NULL));
}
