#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "plan/plan.h"
#include "platform/launch.h"

#define BIT(value)   (1u << (value))
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MIB          (UINT64_C(1) << 20)

/* ---- a platform of the test's own: vfork is switched off in its kernel, and it has no native forkserver ---- */

static int not_available(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_IMPOSSIBLE, "vfork is switched off");
}

static const struct ps_launcher test_floor = {.name = "floor", .method = PS_FLOOR, .mechanism = "nothing"};
static const struct ps_launcher test_fork = {.name = "fork", .method = PS_FORK, .mechanism = "fork"};
static const struct ps_launcher test_spawn = {
    .name = "posix_spawn", .method = PS_SPAWN, .mechanism = "posix_spawn", .takes_program = true};
static const struct ps_launcher test_vfork = {
    .name = "vfork+exec", .method = PS_SPAWN, .mechanism = "vfork+exec", .takes_program = true, .available = not_available};
static const struct ps_launcher test_uv = {
    .name = "uv_spawn", .method = PS_SPAWN, .mechanism = "fork+exec", .takes_program = true};

const struct ps_launcher *const ps_launchers[] = {&test_floor, &test_fork, &test_spawn, &test_vfork, &test_uv, NULL};

static const unsigned all_methods = BIT(PS_FORK) | BIT(PS_SPAWN) | BIT(PS_FORKSERVER);
static const struct ps_plan_python whole = {"3.13.5", true, "", all_methods};
static const struct ps_plan_python without_host = {"3.12.1", false, "no libpython", all_methods};
static const struct ps_plan_python spawn_only = {"3.11.3", true, "", BIT(PS_SPAWN)};

/* ---- helpers ---- */

/* Makes the plan and compares its cells, ids in order, with `expected`: one id a line, "!" before what is unsupported. */
static void expect_cells(const struct ps_request_plan *request, const char *expected)
{
    struct ps_plan plan;
    struct ps_error err = {0};
    cr_assert_eq(ps_plan_make(&plan, request, &err), 0, "%s", err.what);
    char text[8192] = "";
    for (size_t i = 0; i < plan.cells_n; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s\n", plan.cells[i].unsupported ? "!" : "", plan.cells[i].id);
    }
    cr_expect_str_eq(text, expected);
    ps_plan_free(&plan);
}

static void expect_error(const struct ps_request_plan *request, enum ps_exit exit, const char *what)
{
    struct ps_plan plan;
    struct ps_error err = {0};
    cr_assert_eq(ps_plan_make(&plan, request, &err), -1, "expected: %s", what);
    cr_expect_eq(err.exit, exit, "%s", err.what);
    cr_expect(strstr(err.what, what) != NULL, "'%s' does not say '%s'", err.what, what);
    cr_expect(exit != PS_EXIT_USAGE || err.hint[0] != '\0', "'%s' does not say what to do", err.what);
    cr_expect_null(plan.cells);
}

static const char *reason_of(const struct ps_request_plan *request, const char *id)
{
    static char reason[256];
    struct ps_plan plan;
    struct ps_error err = {0};
    cr_assert_eq(ps_plan_make(&plan, request, &err), 0, "%s", err.what);
    reason[0] = '\0';
    for (size_t i = 0; i < plan.cells_n; i++) {
        if (strcmp(plan.cells[i].id, id) == 0 && plan.cells[i].unsupported != NULL)
            snprintf(reason, sizeof reason, "%s", plan.cells[i].unsupported);
    }
    ps_plan_free(&plan);
    return reason;
}

/* ---- which cells ---- */

Test(plan, default_is_all_that_is_there)
{
    struct ps_request_plan request = {.pythons = &whole, .pythons_n = 1};
    expect_cells(&request, "native/floor\n"
                           "native/fork\n"
                           "native/spawn/posix_spawn+stub-static\n"
                           "native/spawn/posix_spawn+stub-dynamic\n"
                           "native/spawn/uv_spawn+stub-static\n"
                           "native/spawn/uv_spawn+stub-dynamic\n"
                           "python/floor@3.13.5\n"
                           "python/fork@3.13.5\n"
                           "python/spawn@3.13.5\n"
                           "python/forkserver@3.13.5\n");
}

Test(plan, default_without_python_and_static_stub)
{
    struct ps_request_plan request = {.absent_children = BIT(PS_CHILD_STUB_STATIC)};
    expect_cells(&request, "native/floor\nnative/fork\n"
                           "native/spawn/posix_spawn+stub-dynamic\nnative/spawn/uv_spawn+stub-dynamic\n");
}

Test(plan, python_without_host_is_measured_as_stock)
{
    struct ps_request_plan request = {.apis = BIT(PS_PYTHON), .pythons = &without_host, .pythons_n = 1};
    expect_cells(&request, "python/floor@3.12.1+stock\npython/fork@3.12.1+stock\n"
                           "python/spawn@3.12.1+stock\npython/forkserver@3.12.1+stock\n");
}

Test(plan, python_has_the_methods_that_it_says)
{
    struct ps_request_plan request = {.apis = BIT(PS_PYTHON), .pythons = &spawn_only, .pythons_n = 1};
    expect_cells(&request, "python/floor@3.11.3\n!python/fork@3.11.3\npython/spawn@3.11.3\n"
                           "!python/forkserver@3.11.3\n");
    request.methods = BIT(PS_FORK) | BIT(PS_SPAWN);
    expect_cells(&request, "!python/fork@3.11.3\npython/spawn@3.11.3\n");
    cr_expect_str_eq(reason_of(&request, "python/fork@3.11.3"), "Python 3.11.3 has no fork here");
}

Test(plan, several_pythons_in_one_run)
{
    static const struct ps_plan_python pythons[] = {{"3.11.7", true, "", BIT(PS_SPAWN)},
                                                    {"3.11.7#2", false, "static", BIT(PS_SPAWN)}};
    struct ps_request_plan request = {.apis = BIT(PS_PYTHON), .methods = BIT(PS_SPAWN), .pythons = pythons, .pythons_n = 2};
    expect_cells(&request, "python/spawn@3.11.7\npython/spawn@3.11.7#2+stock\n");
    request.children = BIT(PS_CHILD_HOST);
    expect_cells(&request, "python/spawn@3.11.7\n!python/spawn@3.11.7#2\n");
    cr_expect_str_eq(reason_of(&request, "python/spawn@3.11.7#2"), "static");
}

Test(plan, stock_for_all_methods_when_asked)
{
    struct ps_request_plan request = {.children = BIT(PS_CHILD_STOCK), .pythons = &whole, .pythons_n = 1};
    expect_cells(&request, "python/floor@3.13.5+stock\npython/fork@3.13.5+stock\n"
                           "python/spawn@3.13.5+stock\npython/forkserver@3.13.5+stock\n");
}

Test(plan, method_asked_for_has_no_floor)
{
    struct ps_request_plan request = {.apis = BIT(PS_NATIVE), .methods = BIT(PS_FORK)};
    expect_cells(&request, "native/fork\n");
}

Test(plan, mechanism_alone_is_itself_alone)
{
    static const char *const names[] = {"posix_spawn", NULL};
    struct ps_request_plan request = {.mechanisms = names, .pythons = &whole, .pythons_n = 1};
    expect_cells(&request, "native/spawn/posix_spawn+stub-static\nnative/spawn/posix_spawn+stub-dynamic\n");
}

Test(plan, mechanism_restricts_only_its_method)
{
    static const char *const names[] = {"posix_spawn", NULL};
    struct ps_request_plan request = {.methods = BIT(PS_FORK) | BIT(PS_SPAWN), .mechanisms = names};
    expect_cells(&request, "native/fork\nnative/spawn/posix_spawn+stub-static\nnative/spawn/posix_spawn+stub-dynamic\n");
    request.apis = BIT(PS_NATIVE) | BIT(PS_PYTHON);
    request.methods = BIT(PS_SPAWN);
    request.children = BIT(PS_CHILD_STUB_STATIC) | BIT(PS_CHILD_HOST);
    request.pythons = &whole;
    request.pythons_n = 1;
    expect_cells(&request, "native/spawn/posix_spawn+stub-static\npython/spawn@3.13.5\n");
}

Test(plan, child_restricts_only_what_can_have_it)
{
    struct ps_request_plan request = {.children = BIT(PS_CHILD_STUB_DYNAMIC), .pythons = &whole, .pythons_n = 1};
    expect_cells(&request, "native/spawn/posix_spawn+stub-dynamic\nnative/spawn/uv_spawn+stub-dynamic\n");
    request.methods = BIT(PS_FORK) | BIT(PS_SPAWN);
    expect_cells(&request, "native/fork\nnative/spawn/posix_spawn+stub-dynamic\nnative/spawn/uv_spawn+stub-dynamic\n");
    request.methods = 0;
    request.apis = BIT(PS_NATIVE) | BIT(PS_PYTHON);
    request.pythons = &spawn_only;
    expect_cells(&request, "native/spawn/posix_spawn+stub-dynamic\nnative/spawn/uv_spawn+stub-dynamic\n"
                           "python/floor@3.11.3\n!python/fork@3.11.3\npython/spawn@3.11.3\n"
                           "!python/forkserver@3.11.3\n");
}

Test(plan, what_is_named_and_cannot_be_had_is_a_row_with_its_reason)
{
    static const char *const names[] = {"vfork+exec", NULL};
    struct ps_request_plan request = {.mechanisms = names, .children = BIT(PS_CHILD_STUB_STATIC)};
    expect_cells(&request, "!native/spawn/vfork+exec+stub-static\n");
    cr_expect_str_eq(reason_of(&request, "native/spawn/vfork+exec+stub-static"), "vfork is switched off");

    struct ps_request_plan method = {.apis = BIT(PS_NATIVE), .methods = BIT(PS_FORK) | BIT(PS_FORKSERVER)};
    expect_cells(&method, "native/fork\n!native/forkserver\n");
    cr_expect_str_eq(reason_of(&method, "native/forkserver"), "this platform has no forkserver");

    struct ps_request_plan child = {
        .apis = BIT(PS_NATIVE), .children = BIT(PS_CHILD_STUB_STATIC), .absent_children = BIT(PS_CHILD_STUB_STATIC)};
    expect_cells(&child, "!native/spawn/posix_spawn+stub-static\n!native/spawn/uv_spawn+stub-static\n");
    cr_expect_str_eq(reason_of(&child, "native/spawn/uv_spawn+stub-static"), "this build has no stub-static");
}

Test(plan, factors_are_crossed_and_a_floor_has_none)
{
    static const uint64_t ballast[] = {0, 64 * MIB};
    static const uint32_t threads[] = {0, 2}, fds[] = {7};
    struct ps_request_plan request = {.apis = BIT(PS_NATIVE),
                                      .methods = BIT(PS_FLOOR) | BIT(PS_FORK),
                                      .ballast = ballast,
                                      .ballast_n = 2,
                                      .threads = threads,
                                      .threads_n = 2,
                                      .fds = fds,
                                      .fds_n = 1};
    expect_cells(&request, "native/floor\n"
                           "native/fork,fds=7\n"
                           "native/fork,threads=2,fds=7\n"
                           "native/fork,ballast=64M,fds=7\n"
                           "native/fork,ballast=64M,threads=2,fds=7\n");
}

Test(plan, main_is_a_factor_of_python_cells_only)
{
    struct ps_request_plan request = {.methods = BIT(PS_FORK), .main = "a/b.py", .pythons = &whole, .pythons_n = 1};
    expect_cells(&request, "native/fork\npython/fork@3.13.5,main=b.py\n");
}

/* ---- self-check ---- */

Test(plan, self_check_enters_the_first_measured_cell_again)
{
    struct ps_request_plan request = {.self_check = true};
    struct ps_plan plan;
    struct ps_error err;
    cr_assert_eq(ps_plan_make(&plan, &request, &err), 0);
    cr_assert_eq(plan.cells_n, 7);
    cr_expect_str_eq(plan.cells[1].id, "native/fork");
    cr_expect_str_eq(plan.cells[2].id, "native/fork,twin=1");
    cr_expect_eq(plan.cells[1].twin, 0);
    cr_expect_eq(plan.cells[2].twin, 1);
    cr_expect_eq(plan.cells[2].group, plan.cells[1].group);
    cr_expect_str_eq(plan.cells[3].id, "native/spawn/posix_spawn+stub-static");
    ps_plan_free(&plan);
}

Test(plan, self_check_of_the_one_cell_that_was_asked_for)
{
    static const char *const names[] = {"vfork+exec", "uv_spawn", NULL};
    struct ps_request_plan request = {.mechanisms = names, .children = BIT(PS_CHILD_STUB_DYNAMIC), .self_check = true};
    expect_cells(&request, "!native/spawn/vfork+exec+stub-dynamic\n"
                           "native/spawn/uv_spawn+stub-dynamic\nnative/spawn/uv_spawn+stub-dynamic,twin=1\n");
    struct ps_request_plan python = {
        .apis = BIT(PS_PYTHON), .methods = BIT(PS_FORK), .pythons = &whole, .pythons_n = 1, .self_check = true};
    expect_cells(&python, "python/fork@3.13.5\npython/fork@3.13.5,twin=1\n");
    struct ps_request_plan floor = {.apis = BIT(PS_NATIVE), .methods = BIT(PS_FLOOR), .self_check = true};
    expect_cells(&floor, "native/floor\nnative/floor,twin=1\n");
}

/* ---- groups ---- */

/* Groups in the order of cells, as "0 0 1 -". */
static void expect_groups(const struct ps_request_plan *request, const char *expected, int groups)
{
    struct ps_plan plan;
    struct ps_error err = {0};
    cr_assert_eq(ps_plan_make(&plan, request, &err), 0, "%s", err.what);
    char text[512] = "";
    for (size_t i = 0; i < plan.cells_n; i++) {
        size_t used = strlen(text);
        if (plan.cells[i].group < 0)
            snprintf(text + used, sizeof text - used, "- ");
        else
            snprintf(text + used, sizeof text - used, "%d ", plan.cells[i].group);
    }
    cr_expect_str_eq(text, expected);
    cr_expect_eq(plan.groups, groups);
    ps_plan_free(&plan);
}

Test(plan, apis_are_groups_of_their_own)
{
    struct ps_request_plan request = {.pythons = &whole, .pythons_n = 1};
    expect_groups(&request, "0 0 0 0 0 0 1 1 1 1 ", 2);
}

Test(plan, unsupported_cells_have_no_group)
{
    struct ps_request_plan request = {.apis = BIT(PS_NATIVE), .methods = BIT(PS_FORK) | BIT(PS_FORKSERVER)};
    expect_groups(&request, "0 - ", 1);
    request.methods = BIT(PS_FORKSERVER);
    expect_groups(&request, "- ", 0);
}

Test(plan, groups_fit_in_memory_and_keep_equal_ballast_together)
{
    static const uint64_t ballast[] = {1024 * MIB, 0, 256 * MIB};
    static const char *const names[] = {"fork", "posix_spawn", NULL};
    struct ps_request_plan request = {.mechanisms = names,
                                      .children = BIT(PS_CHILD_STUB_DYNAMIC),
                                      .methods = BIT(PS_FORK) | BIT(PS_SPAWN),
                                      .ballast = ballast,
                                      .ballast_n = 3,
                                      .memory = 1028 * MIB};
    /* fork and posix_spawn with 0 and 256M in one group, each with 1G in its own. */
    expect_groups(&request, "1 0 0 2 0 0 ", 3);
    request.memory = 0;
    expect_groups(&request, "0 0 0 0 0 0 ", 1);
}

Test(plan, python_runners_need_more_than_their_ballast)
{
    struct ps_request_plan request = {
        .apis = BIT(PS_PYTHON), .methods = all_methods, .pythons = &whole, .pythons_n = 1, .memory = 130 * MIB};
    expect_groups(&request, "0 0 1 ", 2);
}

Test(plan, twins_share_a_group_even_where_that_leaves_room)
{
    struct ps_request_plan request = {.apis = BIT(PS_PYTHON),
                                      .methods = all_methods,
                                      .pythons = &whole,
                                      .pythons_n = 1,
                                      .memory = 200 * MIB,
                                      .self_check = true};
    expect_groups(&request, "0 0 0 1 ", 2);
    request.memory = 100 * MIB;
    expect_error(&request, PS_EXIT_USAGE, "python/fork@3.13.5 needs 128 MiB");
}

/* ---- what contradicts itself ---- */

Test(plan, mechanism_of_another_method)
{
    static const char *const names[] = {"posix_spawn", NULL};
    struct ps_request_plan request = {.methods = BIT(PS_FORK), .mechanisms = names};
    expect_error(&request, PS_EXIT_USAGE, "--mechanism posix_spawn: it is one of spawn, which was not asked for");
}

Test(plan, mechanism_of_python)
{
    static const char *const names[] = {"posix_spawn", NULL};
    struct ps_request_plan request = {.apis = BIT(PS_PYTHON), .mechanisms = names, .pythons = &whole, .pythons_n = 1};
    expect_error(&request, PS_EXIT_USAGE, "--mechanism posix_spawn");
}

Test(plan, mechanism_that_does_not_exist)
{
    static const char *const names[] = {"fork", "vfork", NULL};
    struct ps_request_plan request = {.mechanisms = names};
    struct ps_plan plan;
    struct ps_error err = {0};
    expect_error(&request, PS_EXIT_USAGE, "--mechanism vfork: there is no such mechanism");
    ps_plan_make(&plan, &request, &err);
    cr_expect_str_eq(err.hint, "there are floor, fork, posix_spawn, vfork+exec, uv_spawn");
}

Test(plan, child_that_no_cell_has)
{
    struct ps_request_plan request = {.methods = BIT(PS_FORK), .children = BIT(PS_CHILD_STUB_STATIC)};
    expect_error(&request, PS_EXIT_USAGE, "--child stub-static");
    struct ps_request_plan none = {.methods = BIT(PS_SPAWN), .children = BIT(PS_CHILD_NONE)};
    expect_error(&none, PS_EXIT_USAGE, "--child none");
    struct ps_request_plan host = {.apis = BIT(PS_NATIVE), .children = BIT(PS_CHILD_HOST), .pythons = &whole, .pythons_n = 1};
    expect_error(&host, PS_EXIT_USAGE, "--child host");
}

Test(plan, value_named_twice)
{
    static const uint64_t ballast[] = {64 * MIB, 0, 64 * MIB};
    struct ps_request_plan request = {.methods = BIT(PS_FORK), .ballast = ballast, .ballast_n = 3};
    expect_error(&request, PS_EXIT_USAGE, "native/fork,ballast=64M was asked for twice");
    static const char *const names[] = {"fork", "fork", NULL};
    struct ps_request_plan again = {.mechanisms = names};
    expect_cells(&again, "native/fork\n");
}

Test(plan, more_than_fits_in_memory)
{
    static const uint64_t ballast[] = {0, 1024 * MIB};
    struct ps_request_plan request = {.methods = BIT(PS_FORK), .ballast = ballast, .ballast_n = 2, .memory = 1000 * MIB};
    expect_error(&request, PS_EXIT_USAGE,
                 "native/fork,ballast=1G needs 1028 MiB; the runners of a measurement may have 1000 MiB");
    static const uint64_t most[] = {UINT64_MAX};
    request.ballast = most;
    request.ballast_n = 1;
    expect_error(&request, PS_EXIT_USAGE, "needs");
}

Test(plan, python_without_any)
{
    struct ps_request_plan request = {.apis = BIT(PS_PYTHON)};
    expect_error(&request, PS_EXIT_USAGE, "no Python to measure was found");
}

Test(plan, main_without_python)
{
    struct ps_request_plan request = {.apis = BIT(PS_NATIVE), .main = "x.py", .pythons = &whole, .pythons_n = 1};
    expect_error(&request, PS_EXIT_USAGE, "--main x.py");
}

Test(plan, nothing_left)
{
    struct ps_request_plan request = {.apis = BIT(PS_PYTHON), .methods = 0, .children = BIT(PS_CHILD_STOCK)};
    static const struct ps_plan_python nothing = {"3.10.0", true, "", 0};
    request.pythons = &nothing;
    request.pythons_n = 1;
    expect_cells(&request, "python/floor@3.10.0+stock\n!python/fork@3.10.0+stock\n!python/spawn@3.10.0+stock\n"
                           "!python/forkserver@3.10.0+stock\n");
    struct ps_request_plan absent = {.apis = BIT(PS_NATIVE),
                                     .methods = BIT(PS_SPAWN),
                                     .absent_children = BIT(PS_CHILD_STUB_STATIC) | BIT(PS_CHILD_STUB_DYNAMIC)};
    expect_error(&absent, PS_EXIT_IMPOSSIBLE, "nothing that was asked for");
}
