#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "made_up.h"

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

TestSuite(read, .init = make_folder, .fini = remove_folder);

static char *committed(size_t *n)
{
    return test_file_read(PS_TEST_DATA "/result/made-up.json", n);
}

/* What is at `path` must be refused, with exit 2, the file's name, and these words. */
static void expect_refused(const char *name, const char *words)
{
    struct ps_result result;
    struct ps_error err = {0};
    cr_expect_eq(ps_result_read(&result, path, &err), -1, "%s was taken", name);
    cr_expect_eq(err.exit, PS_EXIT_USAGE, "%s: %s", name, err.what);
    cr_expect_not_null(strstr(err.what, path), "%s: %s", name, err.what);
    cr_expect_not_null(strstr(err.what, words), "%s: \"%s\" where \"%s\" was expected", name, err.what, words);
    cr_expect_eq(result.cells_n, 0);
    ps_result_free(&result);
}

/* The committed result with one text replaced by another, the first time that it is there. */
struct change {
    const char *from, *to, *words;
};

static const struct change changes[] = {
    {"\"procstart.result/1\"", "\"procstart.result/2\"",
     "schema: is procstart.result/2, and this procstart reads no version after 1"},
    {"\"procstart.result/1\"", "\"procstart.bundle/1\"", "results: is missing"},
    {"\"procstart.result/1\"", "1", "schema: must be a string"},
    {"{\"schema\"", "[{\"schema\"", "is no JSON"},
    {"\"argv\":[\"procstart\"", "\"argv\":[7", "argv[0]: must be a string"},
    {"\"seed\":9223372036854775807", "\"seed\":9223372036854775808", "too big integer"},
    {"\"seed\":9223372036854775807", "\"seed\":-1", "seed: must be from 0"},
    {"\"seed\":9223372036854775807", "\"seed\":1e999", "real number overflow"},
    {"\"seed\":9223372036854775807,", "", "seed: is missing"},
    {"\"seed\":", "\"seed\":1,\"seed\":", "duplicate object key"},
    {"\"pinned\"", "\"nailed\"", "placement: unknown: nailed"},
    {"\"complete\":true", "\"complete\":1", "complete: must be true or false"},
    {"\"host\":{", "\"host\":[],\"x\":{", "host: must be an object"},
    {"\"pythons\":[", "\"pythons\":[{},", "pythons[0]: id: is missing"},
    {"\"id\":\"3.13.5t\"", "\"id\":\"3.11.7\"", "pythons[1]: id: 3.11.7 is there twice"},
    {"\"cells\":[", "\"cells\":[3,", "cells[0]: must be an object"},
    {"\"cells\":[", "\"cells\":{},\"x\":[", "cells: must be an array"},
    {"\"id\":\"native/floor\"", "\"id\":\"\"", "cells[0]: id: must have from 1 to 191 characters"},
    {"\"id\":\"native/forkserver\"", "\"id\":\"native/floor\"", "cells[5]: id: native/floor is there twice"},
    {"\"api\":\"native\"", "\"api\":\"java\"", "cells[0]: api: unknown: java"},
    {"\"method\":\"floor\"", "\"method\":\"thread\"", "cells[0]: method: unknown: thread"},
    {"\"child\":\"none\"", "\"child\":\"some\"", "cells[0]: child: unknown: some"},
    {"\"python\":\"3.13.5t\"", "\"python\":\"2.7.18\"", "cells[4]: python: 2.7.18 is not among pythons"},
    {"\"threads\":0", "\"threads\":4294967296", "cells[0]: factors: threads: must be from 0 to 4294967295"},
    {"\"fds\":0", "\"fds\":0.5", "cells[0]: factors: fds: must be an integer"},
    {"\"status\":\"ok\"", "\"status\":\"fine\"", "cells[0]: status: unknown: fine"},
    {"\"reason\":null", "\"reason\":{}", "cells[0]: reason: must be a string or null"},
    {"\"epoch\":[0", "\"epoch\":[0,0", "cells[0]: samples: round: has 24 entries where epoch has 25"},
    {"\"epoch\":[0", "\"epoch\":[null", "cells[0]: samples: epoch[0]: must be an integer"},
    {"\"turn\":[0", "\"turn\":[-1", "cells[0]: samples: turn[0]: must be an integer from 0"},
    {"\"asked_ns\":[0", "\"asked_ns\":[null", "cells[0]: samples: asked_ns[0]: must be an integer >= 0"},
    {"\"reaped_ns\":[", "\"reaped_ns\":[1,", "cells[0]: samples: reaped_ns: has 25 entries where epoch has 24"},
    {"\"reaped_ns\":[", "\"reaped_ns\":[1],\"x\":[", "cells[0]: samples: reaped_ns: has 1 entries where epoch has 24"},
    {"\"reaped_ns\":[6", "\"reaped_ns\":[-6", "cells[0]: samples: reaped_ns[0]: must be an integer >= 0 or null"},
    {"\"reaped_ns\":[6", "\"reaped_ns\":[6.", "cells[0]: samples: reaped_ns[0]: must be an integer >= 0 or null"},
    {"\"reaped_ns\":[6", "\"reaped_ns\":[NaN,6", "cells[0]: samples: reaped_ns[0]: must be an integer >= 0 or null"},
    {"\"median\":", "\"median\":\"\",\"x\":", "cells[0]: summary: returned_ns: median: must be a number or null"},
    {"\"ci95\":[", "\"ci95\":[1,2,", "ci95: must be two numbers, or null"},
    {"\"ci95\":[", "\"ci95\":[2,1],\"x\":[", "ci95: must be an interval"},
    {"\"minor_faults\":100", "\"minor_faults\":-100", "cells[0]: resources: minor_faults: must be from 0"},
    {"\"against\":\"native/fork,ballast=64M\"", "\"against\":\"native/spoon\"",
     "contrasts[0]: against: native/spoon is not among cells"},
    {"\"ratio\":1.", "\"ratio\":-1.", "contrasts[0]: ratio: must be at least 0"},
    {"\"self_check\":{\"cell\":\"native/fork,ballast=64M,twin=1\"", "\"self_check\":{\"cell\":\"native/floor\"",
     "self_check: is not among contrasts"},
    {"\"code\":\"busy\"", "\"code\":null", "warnings[0]: code: must be a string"},
    {"\"busy\"", "\"bu\\u0000sy\"", "\\u0000 is not allowed"},
    {"\"busy\"", "\"bu\xff\"", "is no JSON: unable to decode byte 0xff"},
};

Test(read, says_what_is_wrong_and_where)
{
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const struct change *change = &changes[i];
        size_t n;
        char *text = committed(&n), *at = strstr(text, change->from);
        cr_assert_not_null(at, "%s", change->from);
        char *changed = calloc(n + strlen(change->to) + 1, 1);
        sprintf(changed, "%.*s%s%s", (int)(at - text), text, change->to, at + strlen(change->from));
        test_file_write(path, changed, strlen(changed));
        expect_refused(change->to, change->words);
        free(text);
        free(changed);
    }
}

Test(read, refuses_a_file_cut_off_anywhere)
{
    size_t n;
    char *text = committed(&n);
    for (size_t cut = 1; cut < n - 1; cut += 97) {
        test_file_write(path, text, cut);
        expect_refused("cut", "is no JSON");
    }
    test_file_write(path, text, n - 2); /* without the last bracket */
    expect_refused("cut", "is no JSON");
    free(text);
}

Test(read, refuses_what_is_no_result_at_all)
{
    test_file_write(path, "", 0);
    expect_refused("empty", "is empty");
    static const char binary[] = "\x7f"
                                 "ELF\x02\x01\x01\0\0\0\x1b[2J";
    test_file_write(path, binary, sizeof binary - 1);
    expect_refused("binary", "line 1: is no JSON");
    test_file_write(path, "[]", 2);
    expect_refused("array", "schema: is missing");
    test_file_write(path, "{}", 2);
    expect_refused("object", "schema: is missing");
    static char nested[200000];
    memset(nested, '[', sizeof nested);
    test_file_write(path, nested, sizeof nested);
    expect_refused("nested", "maximum parsing depth");
}

#ifdef _WIN32
#define IS_A_FOLDER "Permission denied" /* Windows has no word for it */
#else
#define IS_A_FOLDER "Is a directory"
#endif

Test(read, refuses_a_folder_and_a_file_that_is_not_there)
{
    expect_refused("absent", "No such file");
    snprintf(path, sizeof path, "%s", folder);
    expect_refused("folder", IS_A_FOLDER);
}

Test(read, passes_over_keys_that_it_does_not_know)
{
    size_t n;
    char *text = committed(&n);
    char *more = calloc(n + 100, 1);
    sprintf(more, "{\"new\":[{\"deep\":1}],\"x\":null,%s", text + 1);
    test_file_write(path, more, strlen(more));
    struct ps_result result;
    struct ps_error err;
    cr_assert_eq(ps_result_read(&result, path, &err), 0, "%s", err.what);
    cr_expect_eq(result.cells_n, MADE_UP_CELLS);
    ps_result_free(&result);
    free(text);
    free(more);
}

Test(read, gives_missing_for_phases_that_have_no_column_or_are_null)
{
    struct ps_result result;
    struct ps_error err;
    cr_assert_eq(ps_result_read(&result, PS_TEST_DATA "/result/made-up.json", &err), 0, "%s", err.what);
    const struct ps_samples *floor = &result.cells[MADE_UP_FLOOR].samples, *python = &result.cells[MADE_UP_PYTHON].samples;
    cr_expect_eq(floor->at[PS_READY][0], PS_MISSING);
    cr_expect_eq(python->turn[3], 3);
    cr_expect_eq(python->at[PS_UNPICKLED][3], PS_MISSING);
    cr_expect_neq(python->at[PS_UNPICKLED][2], PS_MISSING);
    cr_expect_eq(result.cells[MADE_UP_FLOOR].summary[PS_READY].n, 0);
    cr_expect(isnan(result.cells[MADE_UP_FLOOR].summary[PS_READY].median));
    ps_result_free(&result);
}

Test(read, knows_twins_and_cells_of_another_build_by_their_ids)
{
    size_t n;
    struct ps_result result;
    struct ps_error err;
    char *text = committed(&n), *changed = calloc(n + 100, 1);
    static const char id[] = "\"id\":\"native/forkserver";
    char *at = strstr(text, id) + sizeof id - 1;
    sprintf(changed, "%.*s,twin=1,build=B%s", (int)(at - text), text, at);
    test_file_write(path, changed, strlen(changed));
    cr_assert_eq(ps_result_read(&result, path, &err), 0, "%s", err.what);
    const struct ps_cell *fork = &result.cells[MADE_UP_FORK].cell, *twin = &result.cells[MADE_UP_TWIN].cell;
    cr_expect(fork->twin == 0 && fork->build == 0);
    cr_expect(twin->twin == 1 && twin->build == 0);
    cr_expect(result.cells[MADE_UP_MISSING].cell.twin == 1 && result.cells[MADE_UP_MISSING].cell.build == 1);
    ps_result_free(&result);
    free(text);
    free(changed);
}
