/* The rules by which events become stamps, on events made up here: what each role stamps, where, and what it leaves alone. */
#include <criterion/criterion.h>
#include <stddef.h>
#include <string.h>

#include "platform/host.h"
#include "python/hook.h"

/* A Python of texts: an object is its text, a tuple one of up to one object, a dict is one value. */
static const char *caller, *mod_name;
static int errors_left;

static ps_object *object(const char *text)
{
    return (ps_object *)text;
}

static ps_object *tuple_get_item(ps_object *tuple, ptrdiff_t index)
{
    cr_assert_eq(index, 0);
    errors_left += tuple == NULL;
    return tuple;
}

static unsigned long as_unsigned_long(ps_object *number)
{
    const char *digit = (const char *)number;
    if (*digit >= '0' && *digit <= '9')
        return (unsigned long)(*digit - '0');
    errors_left++;
    return (unsigned long)-1;
}

static const char *as_utf8(ps_object *text, ptrdiff_t *bytes)
{
    cr_assert_null(bytes);
    return (const char *)text;
}

static ps_object *globals(void)
{
    return object(caller);
}

static ps_object *locals(void)
{
    return object(mod_name);
}

static ps_object *dict_get_item(ps_object *dict, const char *key)
{
    (void)key;
    return dict;
}

static void clear_error(void)
{
    errors_left = 0;
}

static struct ps_hook hook;
static _Atomic int64_t words[PS_PAGE_WORDS];

static void setup(void)
{
    hook = (struct ps_hook){
        .python = {.tuple_get_item = tuple_get_item,
                   .long_as_unsigned_long = as_unsigned_long,
                   .unicode_as_utf8 = as_utf8,
                   .eval_get_globals = globals,
                   .eval_get_locals = locals,
                   .dict_get_item_string = dict_get_item,
                   .err_clear = clear_error},
        .page = {.word = words},
        .running = 1,
    };
    memset((void *)words, 0, sizeof words);
    caller = mod_name = NULL;
}

static void teardown(void)
{
    cr_expect_eq(errors_left, 0, "an error of Python was left set");
}

TestSuite(hook, .init = setup, .fini = teardown);

static void event(const char *name, const char *from, const char *argument)
{
    caller = from;
    cr_expect_eq(ps_hook_event(name, object(argument), &hook), 0);
}

static void become(const char *code)
{
    event("cpython.run_command", NULL, code);
}

#define SPAWNED "from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=7)"
#define SERVER  "from multiprocessing.forkserver import main; main(4, 5, ['__main__'], **{})"
#define TRACKER "from multiprocessing.resource_tracker import main;main(5)"

/* Which stamps of a block are there, as bits. */
static unsigned stamped(int block)
{
    unsigned bits = 0;
    for (int i = 0; i < PS_STAMPS; i++)
        bits |= words[block + i] != 0 ? 1U << i : 0;
    return bits;
}

#define BIT(stamp) (1U << PS_STAMP_##stamp)

/* All that a start can show, in the order in which it does. */
static void start_of_child(void)
{
    event("os.chdir", "multiprocessing.spawn", "/");
    mod_name = "__mp_main__";
    event("exec", "runpy", "code");
    event("pickle.find_class", "multiprocessing.spawn", "multiprocessing.context");
    event("open", "multiprocessing.util", ps_null_device);
    event("procstart.stamp", "__mp_main__", "7");
}

Test(hook, stamps_every_phase_of_a_spawned_child)
{
    become(SPAWNED);
    start_of_child();
    cr_expect_eq(stamped(PS_PAGE_CHILD), (1U << PS_STAMPS) - 1 - BIT(FORKED));
    cr_expect_eq(stamped(PS_PAGE_SERVER), 0);
    cr_expect_eq(words[PS_STAMP_RUNNING], 1, "running is when the host's main was entered");
    for (int i = PS_STAMP_RUNNING + 1; i < PS_STAMPS; i++)
        cr_expect_leq(words[i - 1], words[i]);
    cr_expect_eq(words[PS_PAGE_MAIN_RUNS], 1);
}

Test(hook, stamps_a_servers_phases_apart_from_its_childs)
{
    become(SERVER);
    start_of_child();
    cr_expect_eq(stamped(PS_PAGE_SERVER), BIT(RUNNING) | BIT(INITIALIZED) | BIT(MAIN_BEGIN) | BIT(BOOTSTRAP) | BIT(READY));
    cr_expect_eq(stamped(PS_PAGE_CHILD), 0);
    ps_hook_after_fork(&hook);
    cr_expect_eq(stamped(PS_PAGE_CHILD), BIT(FORKED) | BIT(RUNNING));
    start_of_child();
    cr_expect_eq(stamped(PS_PAGE_CHILD), (1U << PS_STAMPS) - 1 - BIT(INITIALIZED));
}

Test(hook, stamps_nothing_in_a_runner_and_a_fork_in_its_child)
{
    start_of_child();
    cr_expect_eq(stamped(PS_PAGE_CHILD), 0);
    ps_hook_after_fork(&hook);
    event("open", "multiprocessing.util", ps_null_device);
    event("procstart.stamp", "__main__", "7");
    cr_expect_eq(stamped(PS_PAGE_CHILD), BIT(FORKED) | BIT(RUNNING) | BIT(BOOTSTRAP) | BIT(READY));
}

Test(hook, stamps_nothing_in_a_tracker_or_another_program)
{
    become(TRACKER);
    start_of_child();
    ps_hook_after_fork(&hook);
    start_of_child();
    cr_expect_eq(stamped(PS_PAGE_CHILD), 0);
    cr_expect_eq(words[PS_PAGE_MAIN_RUNS], 0);
}

Test(hook, stamps_nothing_in_a_childs_own_children)
{
    become(SPAWNED);
    start_of_child();
    int64_t before[PS_PAGE_WORDS];
    memcpy(before, (void *)words, sizeof before);
    ps_hook_after_fork(&hook);
    start_of_child();
    cr_expect_arr_eq((void *)words, before, sizeof before);
}

Test(hook, lets_the_exec_count_after_a_fork)
{
    ps_hook_after_fork(&hook);
    int64_t forked = words[PS_STAMP_FORKED];
    hook.role = PS_ROLE_RUNNER; /* as the new image begins */
    hook.running = forked + 5;
    become(SPAWNED);
    cr_expect_eq(words[PS_STAMP_FORKED], forked);
    cr_expect_eq(words[PS_STAMP_RUNNING], forked + 5);
}

Test(hook, takes_the_last_fork_before_ready_and_none_after)
{
    ps_hook_after_fork(&hook);
    words[PS_STAMP_FORKED] = words[PS_STAMP_RUNNING] = 1;
    hook.role = PS_ROLE_RUNNER;
    ps_hook_after_fork(&hook);
    cr_expect_gt(words[PS_STAMP_RUNNING], 1);
    event("procstart.stamp", "__main__", "7");
    words[PS_STAMP_FORKED] = words[PS_STAMP_RUNNING] = 1;
    hook.role = PS_ROLE_RUNNER;
    ps_hook_after_fork(&hook);
    cr_expect_eq(words[PS_STAMP_FORKED], 1);
    cr_expect_eq(words[PS_STAMP_RUNNING], 1);
}

Test(hook, keeps_the_first_of_each_phase)
{
    become(SPAWNED);
    event("os.chdir", "multiprocessing.spawn", "/");
    words[PS_STAMP_UNPICKLED] = 1;
    event("os.chdir", "multiprocessing.spawn", "/");
    cr_expect_eq(words[PS_STAMP_UNPICKLED], 1);
}

Test(hook, is_not_fooled_by_the_same_event_from_elsewhere)
{
    become(SPAWNED);
    event("os.chdir", "users_module", "/");
    event("os.chdir", NULL, "/");
    mod_name = "__main__";
    event("exec", "runpy", "code");
    mod_name = NULL;
    event("exec", "runpy", "code");
    mod_name = "__mp_main__";
    event("exec", "importlib._bootstrap", "code");
    event("pickle.find_class", "multiprocessing.spawn", "multiprocessing.context");
    event("open", "multiprocessing.util", "/etc/hosts");
    event("open", "multiprocessing.util", NULL);
    cr_expect_eq(stamped(PS_PAGE_CHILD), BIT(RUNNING) | BIT(INITIALIZED));
    cr_expect_eq(words[PS_PAGE_MAIN_RUNS], 0);
}

Test(hook, reports_no_main_import_where_main_was_not_run_again)
{
    become(SPAWNED);
    event("os.chdir", "multiprocessing.spawn", "/");
    event("pickle.find_class", "multiprocessing.spawn", "multiprocessing.context");
    cr_expect_eq(words[PS_STAMP_MAIN_IMPORTED], 0);
}

Test(hook, counts_every_execution_of_main)
{
    become(SPAWNED);
    mod_name = "__mp_main__";
    event("exec", "runpy", "code");
    event("exec", "runpy", "code");
    cr_expect_eq(words[PS_PAGE_MAIN_RUNS], 2);
}

Test(hook, ignores_stamps_that_are_none)
{
    become(SPAWNED);
    unsigned before = stamped(PS_PAGE_CHILD);
    event("procstart.stamp", "__main__", "9");
    event("procstart.stamp", "__main__", "x");
    event("procstart.stamp", "__main__", NULL);
    cr_expect_eq(stamped(PS_PAGE_CHILD), before);
    become("print('a second -c is none')");
}

Test(hook, reports_resources_at_ready_if_the_page_asks)
{
    become(SPAWNED);
    event("procstart.stamp", "__main__", "7");
    cr_expect_eq(words[PS_PAGE_RESOURCES], 0);
    words[PS_PAGE_PROBE] = 1;
    event("procstart.stamp", "__main__", "7");
    cr_expect_gt(words[PS_PAGE_RESOURCES], 1 << 16);
}
