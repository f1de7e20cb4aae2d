/* What a watch counts and keeps, without a Python. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

#include "platform/process_id.h"
#include "python/watch_area.h"

static struct ps_watch watch;
static char path[512];

static void make(const struct ps_watch_options *options)
{
    struct ps_error err;
    char folder[400];
    size_t room = sizeof folder;
    uint64_t random;
    cr_assert_eq(uv_os_tmpdir(folder, &room), 0);
    cr_assert_eq(uv_random(NULL, NULL, &random, sizeof random, 0, NULL), 0);
    snprintf(path, sizeof path, "%s/procstart-watch-%llx", folder, (unsigned long long)random);
    cr_assert_eq(ps_watch_create(&watch, path, options, &err), 0, "%s", err.what);
}

static void done(void)
{
    ps_watch_close(&watch);
    remove(path);
}

TestSuite(watch, .fini = done);

Test(watch, is_the_same_for_all_who_open_it)
{
    struct ps_error err;
    struct ps_watch other;
    make(&(struct ps_watch_options){.main = "/a.py", .code = "pass", .code_at = "import x", .setting = "spawn"});
    cr_assert_eq(ps_watch_open(&other, path, &err), 0, "%s", err.what);
    ps_watch_add(&other, PS_WATCH_BOOTSTRAP, 2);
    cr_expect_eq(ps_watch_count(&watch, PS_WATCH_BOOTSTRAP), 2);
    cr_expect_str_eq(other.area->main, "/a.py");
    cr_expect_str_eq(other.area->setting, "spawn");
    ps_watch_close(&other);
}

Test(watch, refuses_texts_that_have_no_room)
{
    static char code[PS_WATCH_CODE_MAX + 1];
    struct ps_error err;
    memset(code, '\n', PS_WATCH_CODE_MAX);
    make(&(struct ps_watch_options){0});
    done();
    cr_expect_eq(ps_watch_create(&watch, path, &(struct ps_watch_options){.code = code}, &err), -1);
    cr_expect_not_null(strstr(err.what, "too long"), "%s", err.what);
}

Test(watch, counts_a_process_once_though_it_forked_and_then_ran_exec)
{
    make(&(struct ps_watch_options){0});
    cr_expect(ps_watch_enter(&watch, 1, true));
    cr_expect(ps_watch_enter(&watch, 1, false));
    cr_expect_eq(ps_watch_count(&watch, PS_WATCH_PROCESSES), 1);
    cr_expect_eq(ps_watch_count(&watch, PS_WATCH_ALIVE), 1);
    cr_expect_eq(ps_watch_processes_at(&watch, 1), 1);
}

Test(watch, refuses_a_process_over_the_limit_and_lets_it_in_when_another_has_ended)
{
    make(&(struct ps_watch_options){.max_processes = 2});
    cr_expect(ps_watch_enter(&watch, 0, false));
    cr_expect(ps_watch_enter(&watch, PS_WATCH_DEPTHS + 5, false));
    cr_expect_not(ps_watch_enter(&watch, 1, false));
    cr_expect_eq(ps_watch_count(&watch, PS_WATCH_REFUSED), 1);
    cr_expect_eq(ps_watch_count(&watch, PS_WATCH_PROCESSES), 2);
    cr_expect_eq(ps_watch_processes_at(&watch, PS_WATCH_DEPTHS - 1), 1);
    for (size_t i = 0; i < PS_WATCH_SLOTS; i++) {
        if (atomic_load(&watch.area->process[i]) == 0)
            continue;
        atomic_store(&watch.area->process[i], INT32_MAX); /* no process has this number */
        break;
    }
    cr_expect(ps_watch_enter(&watch, 1, false));
    cr_expect_eq(ps_watch_count(&watch, PS_WATCH_ALIVE), 2);
    cr_expect_eq(ps_watch_count(&watch, PS_WATCH_PEAK), 2);
}

Test(watch, takes_none_that_is_there_for_ended)
{
    make(&(struct ps_watch_options){0});
    cr_expect(ps_process_exists(ps_process_self()));
    cr_expect(ps_watch_enter(&watch, 0, false));
    cr_expect_eq(ps_watch_sweep(&watch), 1);
}

static struct ps_watch_effect effects[PS_WATCH_EFFECTS + 1];

Test(watch, adds_the_same_effect_to_itself_by_whom)
{
    make(&(struct ps_watch_options){0});
    ps_watch_note(&watch, PS_WATCH_BY_FIRST, "open", "/a");
    ps_watch_note(&watch, PS_WATCH_BY_AGAIN, "open", "/a");
    ps_watch_note(&watch, PS_WATCH_BY_AGAIN, "open", "/a");
    ps_watch_note(&watch, PS_WATCH_BY_CHILD, "open", "/b");
    cr_assert_eq(ps_watch_effects(&watch, effects, PS_WATCH_EFFECTS), 2);
    cr_expect_str_eq(effects[0].detail, "/a");
    cr_expect_eq(effects[0].count[PS_WATCH_BY_FIRST], 1);
    cr_expect_eq(effects[0].count[PS_WATCH_BY_AGAIN], 2);
    cr_expect_eq(effects[1].count[PS_WATCH_BY_CHILD], 1);
}

Test(watch, puts_together_what_two_processes_noted_at_once)
{
    make(&(struct ps_watch_options){0});
    ps_watch_note(&watch, PS_WATCH_BY_CHILD, "open", "/a");
    watch.area->entry[1] = watch.area->entry[0];
    atomic_store(&watch.area->entries, 2);
    cr_assert_eq(ps_watch_effects(&watch, effects, PS_WATCH_EFFECTS), 1);
    cr_expect_eq(effects[0].count[PS_WATCH_BY_CHILD], 2);
}

Test(watch, leaves_out_an_effect_whose_process_died_writing_it)
{
    make(&(struct ps_watch_options){0});
    atomic_store(&watch.area->entries, 1);
    ps_watch_note(&watch, PS_WATCH_BY_CHILD, "open", "/a");
    cr_assert_eq(ps_watch_effects(&watch, effects, PS_WATCH_EFFECTS), 1);
    cr_expect_str_eq(effects[0].detail, "/a");
}

Test(watch, counts_effects_that_have_no_room)
{
    char detail[32];
    make(&(struct ps_watch_options){0});
    for (int i = 0; i < PS_WATCH_EFFECTS + 3; i++) {
        snprintf(detail, sizeof detail, "/%d", i);
        ps_watch_note(&watch, PS_WATCH_BY_FIRST, "open", detail);
    }
    cr_expect_eq(ps_watch_effects(&watch, effects, PS_WATCH_EFFECTS + 1), PS_WATCH_EFFECTS);
    cr_expect_eq(ps_watch_count(&watch, PS_WATCH_LOST_EFFECTS), 3);
}

Test(watch, cuts_texts_between_characters)
{
    char detail[1024];
    make(&(struct ps_watch_options){0});
    for (size_t i = 0; i + 2 < sizeof detail; i += 2)
        memcpy(detail + i, "\xc3\xa9", 3);
    ps_watch_note(&watch, PS_WATCH_BY_FIRST, "open", detail);
    cr_assert_eq(ps_watch_effects(&watch, effects, 1), 1);
    cr_expect_eq(strlen(effects[0].detail), sizeof effects[0].detail - 2);
}

Test(watch, keeps_the_first_error_only)
{
    char text[64];
    make(&(struct ps_watch_options){0});
    ps_watch_first_error(&watch, text, sizeof text);
    cr_expect_str_eq(text, "");
    ps_watch_note_error(&watch, "RuntimeError: first");
    ps_watch_note_error(&watch, "RuntimeError: second");
    ps_watch_first_error(&watch, text, sizeof text);
    cr_expect_str_eq(text, "RuntimeError: first");
}
