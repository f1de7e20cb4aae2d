#include <criterion/criterion.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "made_up.h"
#include "result/emit.h"

static const struct made_up_size size = {.epochs = 3, .rounds = 2, .starts = 4};

static char folder[128], path[192];

static void make_folder(void)
{
    test_folder_make(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/result.json", folder);
}

static void remove_folder(void)
{
    test_folder_remove(folder);
}

TestSuite(write, .init = make_folder, .fini = remove_folder);

static void make_result(struct ps_result *result)
{
    struct ps_error err;
    made_up_result(result, size);
    cr_assert_eq(ps_result_summarise(result, &err), 0, "%s", err.what);
}

static void write_result(const char *to)
{
    struct ps_result result;
    struct ps_error err = {0};
    make_result(&result);
    cr_assert_eq(ps_result_write(&result, to, &err), 0, "%s", err.what);
    ps_result_free(&result);
}

/* Writes it elsewhere than where it was read. */
static void copy_result(const char *from, const char *to)
{
    struct ps_result result;
    struct ps_error err = {0};
    cr_assert_eq(ps_result_read(&result, from, &err), 0, "%s", err.what);
    cr_assert_eq(ps_result_write(&result, to, &err), 0, "%s", err.what);
    ps_result_free(&result);
}

static void expect_same(const char *a, const char *b)
{
    size_t of_a, of_b;
    char *text_a = test_file_read(a, &of_a), *text_b = test_file_read(b, &of_b);
    cr_expect(of_a == of_b && memcmp(text_a, text_b, of_a) == 0, "%s and %s differ", a, b);
    free(text_a);
    free(text_b);
}

static void expect_whole(const char *file)
{
    struct ps_result result;
    struct ps_error err = {0};
    cr_assert_eq(ps_result_read(&result, file, &err), 0, "%s", err.what);
    cr_expect_eq(result.cells_n, MADE_UP_CELLS);
    ps_result_free(&result);
}

/* That the format is what it was. To accept a change: look at the difference, copy the new file over the old one (write-bench
 * makes it), and say so in docs/format.md. */
Test(write, of_the_committed_document_changes_nothing)
{
    copy_result(PS_TEST_DATA "/result/made-up.json", path);
    expect_same(path, PS_TEST_DATA "/result/made-up.json");
}

Test(write, what_is_read_and_written_again_is_identical)
{
    char again[192];
    snprintf(again, sizeof again, "%s/again.json", folder);
    write_result(path);
    copy_result(path, again);
    expect_same(path, again);
    copy_result(PS_TEST_DATA "/result/figures.json", path);
    copy_result(path, again);
    expect_same(path, again);
}

Test(write, everything_that_was_measured_comes_back)
{
    struct ps_result made, read;
    struct ps_error err;
    make_result(&made);
    cr_assert_eq(ps_result_write(&made, path, &err), 0);
    cr_assert_eq(ps_result_read(&read, path, &err), 0, "%s", err.what);
    cr_assert_eq(read.cells_n, made.cells_n);
    cr_expect_eq(read.contrasts_n, made.contrasts_n);
    cr_expect_eq(read.self_check, made.self_check);
    cr_expect_eq(read.seed, made.seed);
    for (size_t i = 0; i < read.cells_n; i++) {
        const struct ps_samples *a = &made.cells[i].samples, *b = &read.cells[i].samples;
        cr_assert_eq(a->n, b->n);
        cr_expect_str_eq(made.cells[i].cell.id, read.cells[i].cell.id);
        cr_expect_eq(made.cells[i].cell.twin, read.cells[i].cell.twin);
        cr_expect_eq(made.cells[i].cell.python, read.cells[i].cell.python);
        if (a->n == 0)
            continue;
        cr_expect_arr_eq(a->turn, b->turn, a->n * sizeof *a->turn);
        cr_expect_arr_eq(a->asked, b->asked, a->n * sizeof *a->asked);
        for (int phase = 0; phase < PS_PHASES; phase++) {
            cr_expect_arr_eq(a->at[phase], b->at[phase], a->n * sizeof *a->at[phase]);
            cr_expect_eq(made.cells[i].first_summary[phase].n, read.cells[i].first_summary[phase].n);
        }
    }
    ps_result_free(&made);
    ps_result_free(&read);
}

Test(write, replaces_a_file_and_keeps_its_permissions_and_the_link_to_it)
{
    char target[192];
    struct stat st;
    snprintf(target, sizeof target, "%s/target.json", folder);
    test_file_write(target, "old", 3);
    cr_assert_eq(chmod(target, 0640), 0);
    cr_assert_eq(symlink("target.json", path), 0);
    write_result(path);
    cr_assert_eq(lstat(path, &st), 0);
    cr_expect(S_ISLNK(st.st_mode));
    cr_assert_eq(stat(target, &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0640);
    expect_whole(path);
    cr_expect_eq(test_folder_entries(folder), 2);
}

Test(write, goes_through_a_link_to_a_file_that_is_not_there_yet)
{
    char target[192];
    snprintf(target, sizeof target, "%s/target.json", folder);
    cr_assert_eq(symlink(target, path), 0);
    write_result(path);
    expect_whole(target);
}

Test(write, takes_over_what_a_killed_writer_left)
{
    char left[sizeof path + 32];
    snprintf(left, sizeof left, "%s.procstart-tmp", path);
    test_file_write(left, "half a docu", 11);
    write_result(path);
    expect_whole(path);
    cr_expect_eq(test_folder_entries(folder), 1);
}

/* A full disk, as far as writing can tell: the file may not grow beyond this. */
static void limit_files(rlim_t bytes)
{
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){bytes, bytes}), 0);
}

Test(write, that_does_not_fit_leaves_the_old_file_and_nothing_else)
{
    struct ps_result result;
    struct ps_error err;
    make_result(&result);
    test_file_write(path, "old", 3);
    limit_files(4096);
    cr_expect_eq(ps_result_write(&result, path, &err), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_eq(err.os, EFBIG);
    cr_expect_not_null(strstr(err.what, path), "%s", err.what);
    size_t n;
    char *text = test_file_read(path, &n);
    cr_expect_str_eq(text, "old");
    cr_expect_eq(test_folder_entries(folder), 1);
    free(text);
    ps_result_free(&result);
}

static void expect_refused(const char *where, const char *because)
{
    struct ps_result result;
    struct ps_error err;
    make_result(&result);
    cr_expect_eq(ps_result_write(&result, where, &err), -1, "%s", where);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_not_null(strstr(err.what, because), "%s", err.what);
    ps_result_free(&result);
}

Test(write, is_refused_where_no_file_can_be_put)
{
    char inside[512];
    expect_refused(folder, "is a folder");
    expect_refused("", "is empty");
    expect_refused("/dev/null", "no regular file");
    snprintf(inside, sizeof inside, "%s/missing/result.json", folder);
    expect_refused(inside, "No such file");
    snprintf(inside, sizeof inside, "%s/", folder);
    expect_refused(inside, "is a folder's name");
    snprintf(inside, sizeof inside, "%s/%0250d", folder, 1);
    expect_refused(inside, "too long");
    cr_assert_eq(symlink("result.json", path), 0);
    expect_refused(path, "symbolic links");
    cr_expect_eq(test_folder_entries(folder), 1);
}

Test(print, says_that_a_stream_is_full)
{
    struct ps_result result;
    struct ps_error err;
    make_result(&result);
    FILE *full = fopen("/dev/full", "w");
    cr_assert_not_null(full);
    cr_expect_eq(ps_result_print(&result, full, &err), -1);
    cr_expect_eq(err.os, ENOSPC);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    fclose(full);
    ps_result_free(&result);
}

/* ---- the emitter ---- */

struct text {
    char at[100000];
    size_t used;
};

static int collect(const char *piece, size_t n, void *data)
{
    struct text *text = data;
    memcpy(text->at + text->used, piece, n);
    text->used += n;
    return 0;
}

static struct text text;

static void expect_text(const char *in, const char *out)
{
    struct ps_emitter e;
    text.used = 0;
    ps_emit_begin(&e, collect, &text, false);
    ps_emit_text(&e, in);
    cr_expect_eq(ps_emit_end(&e), 0);
    text.at[text.used] = '\0';
    cr_expect_str_eq(text.at, out);
}

Test(emit, text_is_data_whatever_is_in_it)
{
    expect_text("", "\"\"");
    expect_text("a\"b\\c", "\"a\\\"b\\\\c\"");
    expect_text("\x1b[2J\n\x7f", "\"\\u001b[2J\\u000a\\u007f\"");
    expect_text("\xc2\x9b\xc2\xa0", "\"\\u009b\xc2\xa0\"");
    expect_text("\xf0\x9f\x90\x8d \xe2\x82\xac", "\"\xf0\x9f\x90\x8d \xe2\x82\xac\"");
    expect_text("\xff\xfe", "\"\xef\xbf\xbd\xef\xbf\xbd\"");
    expect_text("\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\"");                 /* cut off */
    expect_text("\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\"");                 /* overlong */
    expect_text("\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""); /* a surrogate */
    expect_text("\xf4\x90\x80\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

Test(emit, numbers_come_back_from_a_reader_of_json)
{
    static const int64_t integers[] = {0, 9, 10, -1, 1234567890123456789, INT64_MAX, INT64_MIN};
    struct ps_emitter e;
    text.used = 0;
    ps_emit_begin(&e, collect, &text, false);
    ps_emit_open(&e, '[');
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
        ps_emit_integer(&e, integers[i]);
    ps_emit_real(&e, 1.0123456789012345);
    ps_emit_real(&e, NAN);
    ps_emit_time(&e, PS_MISSING);
    ps_emit_rounded(&e, 2.5);
    ps_emit_close(&e, ']');
    cr_assert_eq(ps_emit_end(&e), 0);
    json_t *list = json_loadb(text.at, text.used, 0, NULL);
    cr_assert_eq(json_array_size(list), 11);
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
        cr_expect_eq(json_integer_value(json_array_get(list, i)), integers[i]);
    cr_expect_float_eq(json_real_value(json_array_get(list, 7)), 1.0123456789012345, 1e-11);
    cr_expect(json_is_null(json_array_get(list, 8)));
    cr_expect(json_is_null(json_array_get(list, 9)));
    cr_expect_eq(json_integer_value(json_array_get(list, 10)), 3);
    json_decref(list);
}

Test(emit, long_text_crosses_the_buffer_unharmed)
{
    struct ps_emitter e;
    static char in[50000], out[sizeof in + 3];
    memset(in, 'x', sizeof in - 1);
    snprintf(out, sizeof out, "\"%s\"", in);
    text.used = 0;
    ps_emit_begin(&e, collect, &text, false);
    ps_emit_text(&e, in);
    cr_assert_eq(ps_emit_end(&e), 0);
    cr_expect_eq(text.used, strlen(out));
    cr_expect_arr_eq(text.at, out, text.used);
}

static int refuse(const char *piece, size_t n, void *data)
{
    (void)piece;
    (void)n;
    ++*(int *)data;
    return -1;
}

Test(emit, stops_at_the_first_failure_of_its_sink)
{
    struct ps_emitter e;
    int calls = 0;
    ps_emit_begin(&e, refuse, &calls, true);
    for (int i = 0; i < 100000; i++)
        ps_emit_integer(&e, i);
    cr_expect_eq(ps_emit_end(&e), -1);
    cr_expect_eq(calls, 1);
}
