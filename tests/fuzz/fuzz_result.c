/* fuzz-result: libFuzzer's target for what reads result files and bundles. ci/fuzz builds and runs it, from
 * tests/data/fuzz/result on.
 *
 * Each input is read in every way of keeping samples, which must agree on whether it is a result and on each sample; what is
 * taken is copied and written again, and what was written must be taken. */
#include <stdlib.h>
#include <string.h>

#include "result/sample_rows.h"
#include "result/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static size_t read_all(FILE *from, enum ps_keep keep, struct ps_result **results)
{
    size_t n = 0;
    struct ps_error err = {0};
    *results = NULL;
    if (ps_results_read(results, &n, "input", from, keep, &err) != 0) {
        must(err.exit == PS_EXIT_USAGE && n == 0);
        must(strncmp(err.what, "input", 5) == 0 && strlen(err.what) > 7);
    }
    return n;
}

static void free_all(struct ps_result *results, size_t n)
{
    while (n > 0)
        ps_result_free(&results[--n]);
    free(results);
}

static void compare_cell(struct ps_sample_rows *a, struct ps_sample_rows *b, size_t cell, enum ps_sample_set set)
{
    struct ps_sample_row one, other;
    struct ps_error err;
    int more;
    ps_sample_rows_begin(a, cell, set);
    ps_sample_rows_begin(b, cell, set);
    do {
        memset(&one, 0, sizeof one);
        memset(&other, 0, sizeof other);
        more = ps_sample_rows_next(a, &one, &err);
        must(more >= 0 && more == ps_sample_rows_next(b, &other, &err));
        must(memcmp(&one, &other, sizeof one) == 0);
    } while (more > 0);
}

/* kept: with all samples in memory; lean: with none. One stream serves both, so that one is done after the other. */
static void compare(const struct ps_result *kept, const struct ps_result *lean)
{
    struct ps_error err;
    must(kept->cells_n == lean->cells_n && ps_result_same(kept, lean));
    struct ps_sample_rows *a = ps_sample_rows_open(kept, &err), *b = ps_sample_rows_open(lean, &err);
    must(a != NULL && b != NULL);
    for (size_t cell = 0; cell < kept->cells_n; cell++) {
        compare_cell(a, b, cell, PS_SET_SAMPLES);
        compare_cell(a, b, cell, PS_SET_FIRST);
    }
    ps_sample_rows_close(a);
    ps_sample_rows_close(b);
}

/* print(): the document as a file, which must be read as one result. */
static void print_again(const struct ps_result *result, int (*print)(const struct ps_result *, FILE *, struct ps_error *))
{
    char *text = NULL;
    size_t n = 0;
    struct ps_error err;
    FILE *to = open_memstream(&text, &n);
    must(to != NULL && print(result, to, &err) == 0);
    fclose(to);
    FILE *from = fmemopen(text, n, "rb");
    struct ps_result *again = NULL;
    must(from != NULL && read_all(from, PS_KEEP_ALL, &again) == 1);
    free_all(again, 1);
    fclose(from);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ps_result *kept, *lean, *tabled;
    if (size == 0)
        return 0;
    FILE *from = fmemopen((void *)(uintptr_t)data, size, "rb");
    must(from != NULL);
    size_t n = read_all(from, PS_KEEP_ALL, &kept);
    if (n > 0) {
        must(read_all(from, PS_KEEP_NONE, &lean) == n && read_all(from, PS_KEEP_FIRST, &tabled) == n);
        for (size_t i = 0; i < n; i++) {
            compare(&kept[i], &lean[i]);
            print_again(&kept[i], ps_result_print);
            print_again(&lean[i], ps_source_copy);
        }
        free_all(lean, n);
        free_all(tabled, n);
    }
    free_all(kept, n);
    fclose(from);
    return 0;
}
