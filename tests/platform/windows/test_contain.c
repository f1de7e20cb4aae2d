/* Nothing that was contained is left: not what a program started before it ended or was killed, and no folder. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "contain_child.h"
#include "platform/contain.h"
#include "platform/windows/text.h"

static uv_loop_t loop;
static struct ps_contain *contain;
static struct ps_error err;

/* Set by a child that sleeps by now. */
static HANDLE sleeping;
static char event_name[64];

struct run {
    uv_process_t process;
    bool closed;
    int64_t status;
    unsigned left; /* children alive when exit_cb was called */
};

static void setup(void)
{
    cr_assert_eq(uv_loop_init(&loop), 0);
    const struct ps_contain_options options = {.programs = PS_TEST_PROGRAMS, .program = PS_TEST_PROGRAMS "/procstart.exe"};
    cr_assert_eq(ps_contain_open(&contain, &loop, &options, &err), 0, "%s", err.what);
    snprintf(event_name, sizeof event_name, "procstart-test-%lu", GetCurrentProcessId());
    wchar_t wide[64];
    ps_to_wide(event_name, wide, 64);
    sleeping = CreateEventW(NULL, TRUE, FALSE, wide);
    cr_assert_not_null(sleeping);
}

static bool exists(const char *path)
{
    wchar_t wide[PS_WINDOWS_PATH];
    ps_wide_path(path, wide, PS_WINDOWS_PATH, NULL);
    return GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
}

static void teardown(void)
{
    char dir[1024];
    snprintf(dir, sizeof dir, "%s", ps_contain_dir(contain));
    cr_expect(exists(dir));
    cr_expect_eq(ps_contain_close(contain, &err), 0, "%s", err.what);
    cr_expect_not(exists(dir));
    uv_run(&loop, UV_RUN_DEFAULT);
    CloseHandle(sleeping);
}

/* The children that hold a name. */
static unsigned count_alive(void)
{
    unsigned n = 0;
    for (int i = 0; i < CONTAIN_CHILD_MOST; i++) {
        char name[80];
        wchar_t wide[80];
        snprintf(name, sizeof name, "%s.%d", event_name, i);
        ps_to_wide(name, wide, 80);
        HANDLE held = OpenEventW(SYNCHRONIZE, FALSE, wide);
        n += held != NULL;
        CloseHandle(held);
    }
    return n;
}

static void on_close(uv_handle_t *handle)
{
    struct run *run = handle->data;
    run->closed = true;
}

static void on_exit(uv_process_t *process, int64_t status, int signal)
{
    struct run *run = process->data;
    cr_expect_eq(signal, 0);
    run->status = status;
    run->left = count_alive();
    uv_close((uv_handle_t *)process, on_close);
}

static void start(struct run *run, const char *const *args)
{
    *run = (struct run){.closed = false};
    run->process.data = run;
    const uv_process_options_t options = {.file = args[0], .args = (char **)args, .exit_cb = on_exit};
    cr_assert_eq(ps_contain_spawn(contain, &run->process, &options, &err), 0, "%s", err.what);
}

static void start_child(struct run *run, const char *what)
{
    start(run, (const char *[]){PS_TEST_PROGRAMS "/test-contain-child.exe", what, event_name, NULL});
}

static void await(struct run *run)
{
    while (!run->closed)
        uv_run(&loop, UV_RUN_ONCE);
}

TestSuite(contain, .init = setup, .fini = teardown);

Test(contain, an_exit_code_and_odd_arguments_arrive)
{
    const char *const odd[] = CONTAIN_CHILD_ARGS(u8);
    const char *args[8] = {PS_TEST_PROGRAMS "/test-contain-child.exe", "args"};
    memcpy(args + 2, odd, sizeof odd);
    struct run run;
    start(&run, args);
    await(&run);
    cr_expect_eq(run.status, 0, "%d", (int)run.status);
}

Test(contain, what_a_program_left_behind_is_gone_when_its_end_is_reported)
{
    struct run run;
    start_child(&run, "leave");
    await(&run);
    cr_expect_eq(WaitForSingleObject(sleeping, 0), WAIT_OBJECT_0);
    cr_expect_eq(run.status, 7);
    cr_expect_eq(run.left, 0);
}

Test(contain, killing_kills_what_is_below)
{
    struct run run;
    start_child(&run, "keep");
    cr_assert_eq(WaitForSingleObject(sleeping, INFINITE), WAIT_OBJECT_0);
    cr_expect_eq(count_alive(), 2);
    ps_contain_kill(contain, &run.process);
    await(&run);
    cr_expect_eq(run.left, 0);
    cr_expect_neq(run.status, 0);
}

Test(contain, killing_one_leaves_the_other)
{
    struct run one, other;
    start_child(&one, "sleep");
    cr_assert_eq(WaitForSingleObject(sleeping, INFINITE), WAIT_OBJECT_0);
    ResetEvent(sleeping);
    start_child(&other, "sleep");
    cr_assert_eq(WaitForSingleObject(sleeping, INFINITE), WAIT_OBJECT_0);
    ps_contain_kill(contain, &one.process);
    await(&one);
    cr_expect_eq(one.left, 1);
    ps_contain_kill(contain, &other.process);
    await(&other);
    cr_expect_eq(other.left, 0);
}

Test(contain, no_program_leaves_its_job)
{
    struct run run;
    start_child(&run, "escape");
    await(&run);
    cr_expect_eq(run.status, ERROR_ACCESS_DENIED, "%d", (int)run.status);
    cr_expect_eq(run.left, 0);
}

Test(contain, one_can_be_opened_within_another)
{
    const struct ps_contain_options options = {.programs = PS_TEST_PROGRAMS, .program = PS_TEST_PROGRAMS "/procstart.exe"};
    struct ps_contain *inner;
    cr_assert_eq(ps_contain_open(&inner, &loop, &options, &err), 0, "%s", err.what);
    char dir[1024];
    snprintf(dir, sizeof dir, "%s", ps_contain_dir(inner));
    cr_expect_str_neq(dir, ps_contain_dir(contain));
    cr_expect(exists(dir));
    cr_expect_eq(ps_contain_close(inner, &err), 0, "%s", err.what);
    cr_expect_not(exists(dir));
}

Test(contain, a_program_that_is_missing_is_named)
{
    struct run run = {.closed = false};
    char *args[] = {(char *)"Z:/nowhere.exe", NULL};
    const uv_process_options_t options = {.file = args[0], .args = args, .exit_cb = on_exit};
    cr_expect_eq(ps_contain_spawn(contain, &run.process, &options, &err), -1);
    cr_expect_not_null(strstr(err.what, "nowhere.exe"), "%s", err.what);
    run.process.data = &run;
    uv_close((uv_handle_t *)&run.process, on_close);
    await(&run);
}

Test(contain, ends_are_described)
{
    char text[96];
    ps_contain_describe(3, 0, text, sizeof text);
    cr_expect_str_eq(text, "exited with 3");
    ps_contain_describe(0xC0000005, 0, text, sizeof text);
    cr_expect_str_eq(text, "died of exception 0xC0000005 (access violation)");
}
