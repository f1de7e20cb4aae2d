/* What the host sees of starts in each Python that is here: runner, host and multiprocessing, end to end over pipes. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/page.h"
#include "support.h"

/* Criterion hands parameters to another process: text only. */
struct path {
    char text[512];
};

static size_t fill_paths(struct path *paths, size_t room)
{
    size_t n = 0;
    while (n < room && test_python((int)n, paths[n].text, sizeof paths[n].text))
        n++;
    return n;
}

#define EACH_PYTHON(suite, name)                                                                                                 \
    ParameterizedTestParameters(suite, name)                                                                                     \
    {                                                                                                                            \
        static struct path paths[32];                                                                                            \
        return cr_make_param_array(struct path, paths, fill_paths(paths, 32));                                                   \
    }                                                                                                                            \
    ParameterizedTest(struct path *path, suite, name, .timeout = 240)

/* Skips those that are too old or have no libpython: tests/python/test_discover.c says what becomes of them. */
static void discover(const char *path, struct ps_python *python, char *folder, size_t room)
{
    struct ps_error err = {0};
    test_make_folder(folder, room);
    int rc = ps_python_discover(python, path, test_programs(), folder, &err);
    test_remove_folder(folder);
    if (rc != 0)
        cr_skip_test("%s", err.what);
}

static void discover_host(const char *path, struct ps_python *python)
{
    char folder[256];
    discover(path, python, folder, sizeof folder);
    if (python->libpython[0] == '\0')
        cr_skip_test("%s", python->why_no_host);
}

static const char *mechanism(const struct runner *runner)
{
    static char text[64];
    json_t *hello = json_loads(runner->reply.text, 0, NULL);
    cr_assert_not_null(hello, "%s", runner->reply.text);
    snprintf(text, sizeof text, "%s", json_string_value(json_object_get(hello, "mechanism")));
    json_decref(hello);
    return text;
}

#define BIT(phase) (1U << PS_##phase)

static unsigned phases_of(const struct ps_sample *sample)
{
    unsigned bits = 0;
    for (int i = 0; i < PS_PHASES; i++)
        bits |= sample->at[i] != PS_MISSING ? 1U << i : 0;
    return bits;
}

/* From `first` on phases that are there come in their order; before, a forkserver's first start has the server's. */
static void expect_order(const struct ps_sample *sample, enum ps_phase first)
{
    int64_t before = sample->asked;
    for (int i = (int)first; i < PS_PHASES; i++) {
        if (i == PS_RETURNED || sample->at[i] == PS_MISSING)
            continue;
        cr_expect_leq(before, sample->at[i], "%s", ps_phase_name((enum ps_phase)i));
        before = sample->at[i];
    }
    cr_expect_leq(sample->asked, sample->at[PS_RETURNED]);
    cr_expect_leq(sample->at[PS_RETURNED], sample->at[PS_REAPED]);
}

static const struct ps_sample *starts(struct runner *runner, uint32_t n, uint32_t expected)
{
    runner_request(runner, PS_OP_START, n, -1);
    cr_assert_eq(runner->reply.head.status, PS_REPLY_OK, "%s", runner->reply.text);
    cr_assert_eq(runner->reply.head.samples, n);
    for (uint32_t i = 0; i < n; i++)
        cr_expect_eq(phases_of(&runner->reply.samples[i]), expected, "phases %x, not %x", phases_of(&runner->reply.samples[i]),
                     expected);
    return runner->reply.samples;
}

static void expect_probe(struct runner *runner)
{
    runner_request(runner, PS_OP_PROBE, 1, -1);
    cr_assert_eq(runner->reply.head.status, PS_REPLY_OK, "%s", runner->reply.text);
    cr_assert_eq(runner->reply.head.samples, 1);
    cr_expect_gt(runner->reply.used.peak_rss_bytes, 1 << 20);
    cr_expect_gt(runner->reply.used.minor_faults, 10);
    cr_expect_geq(runner->reply.used.parent_minor_faults, 0);
    cr_expect_geq(runner->reply.used.user_ns, 0);
    cr_expect_geq(runner->reply.used.system_ns, 0);
}

static int is_at_least(const struct ps_python *python, int minor)
{
    return json_integer_value(json_array_get(json_object_get(python->answers, "version_info"), 1)) >= minor;
}

#define BASIC (BIT(RETURNED) | BIT(READY) | BIT(REAPED))

EACH_PYTHON(phases, host_sees_a_fork)
{
    struct ps_python python;
    discover_host(path->text, &python);
    struct runner runner;
    runner_start(&runner, &python, "fork", "host", NULL);
    cr_assert_eq(runner.reply.head.status, PS_REPLY_OK, "%s", runner.reply.text);
    cr_expect_str_eq(mechanism(&runner), "fork");
    for (int turn = 0; turn < 2; turn++) {
        const struct ps_sample *samples = starts(&runner, 2, BASIC | BIT(RUNNING));
        expect_order(&samples[0], PS_RUNNING);
        expect_order(&samples[1], PS_RUNNING);
    }
    expect_probe(&runner);
    cr_expect_eq(runner_end(&runner), 0);
    ps_python_free(&python);
}

EACH_PYTHON(phases, host_sees_every_phase_of_a_spawn)
{
    struct ps_python python;
    discover_host(path->text, &python);
    struct runner runner;
    runner_start(&runner, &python, "spawn", "host", NULL);
    cr_assert_eq(runner.reply.head.status, PS_REPLY_OK, "%s", runner.reply.text);
    const char *how = mechanism(&runner);
    cr_expect(strcmp(how, "vfork+exec") == 0 || strcmp(how, "fork+exec") == 0, "%s", how);
    bool forks = strcmp(how, "fork+exec") == 0;
    const struct ps_sample *samples = starts(&runner, 3, (1U << PS_PHASES) - 1);
    for (int i = 0; i < 3; i++)
        expect_order(&samples[i], PS_RUNNING);
    cr_expect_eq(runner.page.word[PS_PAGE_CHILD + PS_STAMP_FORKED] != 0, forks);
    cr_expect_eq(runner.page.word[PS_PAGE_MAIN_RUNS], 3);
    expect_probe(&runner);
    cr_expect_eq(runner_end(&runner), 0);
    ps_python_free(&python);
}

EACH_PYTHON(phases, host_sees_a_forkserver_and_its_children)
{
    struct ps_python python;
    discover_host(path->text, &python);
    struct runner runner;
    runner_start(&runner, &python, "forkserver", "host", NULL);
    cr_assert_eq(runner.reply.head.status, PS_REPLY_OK, "%s", runner.reply.text);
    cr_expect_str_eq(mechanism(&runner), "fork");
    /* Whether the server runs main, and so the child does not, differs even between micro releases. */
    runner_request(&runner, PS_OP_START, 1, -1);
    cr_assert_eq(runner.reply.head.status, PS_REPLY_OK, "%s", runner.reply.text);
    const struct ps_sample *first = runner.reply.samples;
    bool preloads = runner.page.word[PS_PAGE_SERVER + PS_STAMP_MAIN_BEGIN] != 0;
    unsigned steady = BASIC | BIT(RUNNING) | BIT(UNPICKLED) | (preloads ? 0 : BIT(MAIN_IMPORTED));
    if (is_at_least(&python, 14))
        cr_expect(preloads);
    cr_expect_eq(phases_of(first), steady | BIT(INITIALIZED));
    cr_expect_leq(first->asked, first->at[PS_INITIALIZED]);
    cr_expect_leq(first->at[PS_INITIALIZED], first->at[PS_RUNNING]);
    const struct ps_sample *later = starts(&runner, 2, steady);
    expect_order(&later[0], PS_RUNNING);
    cr_expect_eq(runner.page.word[PS_PAGE_MAIN_RUNS], preloads ? 1 : 3);
    expect_probe(&runner);
    runner_request(&runner, PS_OP_START, 1, 0);
    cr_expect_eq(runner.reply.head.status, PS_REPLY_OK, "pinned: %s", runner.reply.text);
    cr_expect_eq(runner_end(&runner), 0);
    ps_python_free(&python);
}

EACH_PYTHON(phases, stock_children_stamp_what_python_code_can)
{
    struct ps_python python;
    char folder[256];
    discover(path->text, &python, folder, sizeof folder);
    static const struct {
        const char *method;
        unsigned phases;
    } expected[] = {{"spawn", BASIC | BIT(MAIN_IMPORTED)}, {"fork", BASIC}};
    for (size_t i = 0; i < 2; i++) {
        struct runner runner;
        runner_start(&runner, &python, expected[i].method, "stock", NULL);
        cr_assert_eq(runner.reply.head.status, PS_REPLY_OK, "%s", runner.reply.text);
        const struct ps_sample *samples = starts(&runner, 2, expected[i].phases);
        expect_order(&samples[1], PS_RUNNING);
        expect_probe(&runner);
        cr_expect_eq(runner_end(&runner), 0);
    }
    ps_python_free(&python);
}

EACH_PYTHON(phases, a_users_main_is_imported_by_children_and_not_run_as_main)
{
    struct ps_python python;
    discover_host(path->text, &python);
    char folder[256], file[300];
    test_make_folder(folder, sizeof folder);
    snprintf(file, sizeof file, "%s/users.py", folder);
    test_write(file,
               "import os, sys\n"
               "print('noise')\n"
               "os.write(1, b'more noise\\n')\n"
               "assert __name__ == '__mp_main__', __name__\n"
               "if __name__ == '__main__':\n    sys.exit('the guarded part was run')\n",
               0644);
    struct runner runner;
    runner_start(&runner, &python, "spawn", "host", file);
    cr_assert_eq(runner.reply.head.status, PS_REPLY_OK, "%s", runner.reply.text);
    starts(&runner, 2, (1U << PS_PHASES) - 1);
    cr_expect_eq(runner.page.word[PS_PAGE_MAIN_RUNS], 2);
    cr_expect_eq(runner_end(&runner), 0);
    test_remove_folder(folder);
    ps_python_free(&python);
}
