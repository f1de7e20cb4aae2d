#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal_run.h"

TestSuite(journal, .init = make_folder, .fini = remove_folder);

Test(journal, of_a_killed_run_becomes_a_result_with_every_sample)
{
    struct ps_result result;
    be_killed(measure);
    finish();
    read_result(&result);
    cr_expect_not(result.complete);
    cr_expect_str_eq(result.finished, "");
    cr_expect_eq(result.seed, INT64_MAX);
    cr_expect_eq(result.argc, 5);
    const struct ps_cell_result *fork_cell = &result.cells[MADE_UP_FORK], *spawn = &result.cells[MADE_UP_SPAWN];
    cr_assert_eq(fork_cell->samples.n, JOURNAL_EPOCHS * JOURNAL_STARTS);
    cr_assert_eq(fork_cell->first.n, JOURNAL_EPOCHS);
    struct ps_sample sample;
    made_up_sample(&sample, MADE_UP_FORK, 1, 0, 3);
    cr_expect_eq(fork_cell->samples.asked[7], sample.asked - MADE_UP_STARTED);
    cr_expect_eq(fork_cell->samples.at[PS_REAPED][7], sample.at[PS_REAPED] - sample.asked);
    cr_expect_eq(fork_cell->samples.at[PS_INITIALIZED][7], PS_MISSING);
    cr_expect_eq(fork_cell->samples.epoch[7], 1);
    cr_expect_eq(fork_cell->samples.turn[7], 3);
    cr_expect_eq(fork_cell->samples.order[7], 2);
    cr_expect_eq(fork_cell->status, PS_INTERRUPTED);
    cr_expect_eq(fork_cell->summary[PS_REAPED].n, JOURNAL_EPOCHS * (JOURNAL_STARTS - PS_COLD_TURNS));
    cr_expect_eq(spawn->status, PS_FAILED);
    cr_expect_str_eq(spawn->reason, "it\ncrashed");
    cr_expect_str_eq(spawn->cell.mechanism, "posix_spawn (vfork)");
    cr_expect_eq(spawn->resources.user_ns, 4);
    cr_expect_eq(spawn->resources.parent_minor_faults, PS_MISSING);
    cr_expect_eq(result.cells[MADE_UP_MISSING].status, PS_UNSUPPORTED);
    ps_result_free(&result);
}

static void measure_and_stop(struct ps_journal *journal)
{
    measure(journal);
    struct ps_cell_result state = {.status = PS_OK, .stopped_by = "precision"};
    cr_assert_eq(ps_journal_status(journal, MADE_UP_FORK, &state, NULL), 0);
    cr_assert_eq(ps_journal_flush(journal, 1, NULL), 0);
}

Test(journal, keeps_a_cell_ok_that_was_done_when_the_run_was_killed)
{
    struct ps_result result;
    be_killed(measure_and_stop);
    finish();
    read_result(&result);
    cr_expect_eq(result.cells[MADE_UP_FORK].status, PS_OK);
    cr_expect_str_eq(result.cells[MADE_UP_FORK].stopped_by, "precision");
    cr_expect_eq(result.cells[MADE_UP_FLOOR].status, PS_INTERRUPTED);
    ps_result_free(&result);
}

static void measure_and_owe(struct ps_journal *journal)
{
    for (uint32_t epoch = 0; epoch < JOURNAL_EPOCHS; epoch++) {
        const struct ps_dirty dirty = {1 << 22, 1000 + (int64_t)epoch, INT64_MAX};
        add_batch(journal, MADE_UP_FORK, epoch, 0);
        cr_assert_eq(ps_journal_debt(journal, MADE_UP_FORK, epoch, &dirty, NULL), 0);
    }
    cr_assert_eq(ps_journal_flush(journal, 1, NULL), 0);
}

Test(journal, keeps_what_a_parent_paid_beside_a_child)
{
    struct ps_result result;
    be_killed(measure_and_owe);
    finish();
    read_result(&result);
    const struct ps_debts *debts = &result.cells[MADE_UP_FORK].debts;
    cr_expect_eq(result.warnings_n, 0);
    cr_expect_eq(result.cells[MADE_UP_FORK].samples.n, JOURNAL_EPOCHS * JOURNAL_STARTS);
    cr_assert_eq(debts->n, JOURNAL_EPOCHS);
    cr_expect_eq(debts->bytes, 1 << 22);
    for (uint32_t epoch = 0; epoch < JOURNAL_EPOCHS; epoch++) {
        cr_expect_eq(debts->epoch[epoch], epoch);
        cr_expect_eq(debts->alone[epoch], 1000 + (int64_t)epoch);
        cr_expect_eq(debts->written[epoch], INT64_MAX);
    }
    cr_expect_eq(result.cells[MADE_UP_SPAWN].debts.n, 0);
    ps_result_free(&result);
}

Test(journal, without_a_sample_leaves_what_was_there)
{
    size_t n;
    test_file_write(path, "old", 3);
    struct ps_journal *journal = open_journal();
    char *text = test_file_read(journal_path, &n);
    cr_assert_eq(ps_journal_close(journal, 0, NULL), 0);
    cr_expect_eq(test_folder_entries(folder), 1, "a journal without samples is of no use");
    test_file_write(journal_path, text, n);
    finish();
    free(text);
    text = test_file_read(path, &n);
    cr_expect_str_eq(text, "old");
    free(text);
}

Test(journal, is_only_removed_if_its_run_has_written_the_result)
{
    size_t before_n, after_n;
    struct ps_result result;
    struct ps_error err;
    be_killed(measure);
    made_up_result(&result, (struct made_up_size){3, 2, 4});
    cr_assert_eq(ps_result_write(&result, path, &err), 0);
    char *before = test_file_read(path, &before_n);
    finish();
    char *after = test_file_read(path, &after_n);
    cr_expect(before_n == after_n && memcmp(before, after, after_n) == 0);
    free(before);
    free(after);
    ps_result_free(&result);
}

Test(journal, of_a_later_run_replaces_the_result_of_an_earlier_one)
{
    struct ps_result earlier, result;
    struct ps_error err;
    be_killed(measure);
    made_up_result(&earlier, (struct made_up_size){3, 2, 4});
    cr_assert_eq(ps_result_set(&earlier.started, "2026-11-23T06:00:00Z", &err), 0);
    cr_assert_eq(ps_result_write(&earlier, path, &err), 0);
    finish();
    read_result(&result);
    cr_expect_not(result.complete);
    ps_result_free(&earlier);
    ps_result_free(&result);
}

/* The other run: ready when it owns the journal, then it waits to be killed. */
static pid_t start_living_run(void)
{
    int ready[2];
    char byte;
    cr_assert_eq(pipe(ready), 0);
    pid_t run_pid = fork();
    cr_assert_geq(run_pid, 0);
    if (run_pid == 0) {
        measure(open_journal());
        if (write(ready[1], "", 1) == 1)
            pause();
        _exit(1);
    }
    cr_assert_eq(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return run_pid;
}

Test(journal, of_a_living_run_is_left_to_it)
{
    struct ps_result plan;
    struct ps_error err;
    struct ps_journal *journal;
    pid_t run_pid = start_living_run();
    made_up_plan(&plan);
    cr_expect_eq(ps_journal_finish(path, &err), 0);
    cr_expect_eq(ps_journal_open(&journal, path, &plan, &err), -1);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_not_null(strstr(err.what, "another procstart"), "%s", err.what);
    kill(run_pid, SIGKILL);
    waitpid(run_pid, NULL, 0);
    cr_assert_eq(ps_journal_open(&journal, path, &plan, &err), 0, "%s", err.what);
    cr_expect_eq(count_starts(), JOURNAL_ALL_STARTS, "what the killed run measured is saved first");
    cr_expect_eq(ps_journal_close(journal, 1, &err), 0);
    ps_result_free(&plan);
}

static void measure_and_open_files(struct ps_journal *journal)
{
    measure(journal);
    struct ps_error err;
    cr_assert_eq(ps_journal_finish(path, &err), 0, "its own run must not finish it either");
}

Test(journal, is_not_given_up_by_looking_at_it)
{
    be_killed(measure_and_open_files);
    finish();
}

Test(journal, is_removed_once_the_result_is_written)
{
    struct ps_journal *journal = open_journal();
    measure(journal);
    cr_expect_eq(ps_journal_close(journal, 1, NULL), 0);
    cr_expect_eq(test_folder_entries(folder), 0);
    cr_expect_eq(ps_journal_finish(path, NULL), 0);
}

Test(journal, stays_if_the_result_could_not_be_written)
{
    struct ps_journal *journal = open_journal();
    add_batch(journal, MADE_UP_FORK, 0, 0);
    cr_expect_eq(ps_journal_close(journal, 0, NULL), 0);
    finish();
    cr_expect_eq(count_starts(), JOURNAL_STARTS);
}

Test(journal, writes_nothing_until_it_is_flushed)
{
    size_t before, after;
    struct ps_journal *journal = open_journal();
    free(test_file_read(journal_path, &before));
    add_batch(journal, MADE_UP_FORK, 0, 0);
    free(test_file_read(journal_path, &after));
    cr_expect_eq(before, after);
    cr_expect_eq(ps_journal_flush(journal, 1, NULL), 0);
    free(test_file_read(journal_path, &after));
    cr_expect_gt(after, before);
    cr_expect_eq(ps_journal_close(journal, 1, NULL), 0);
}

static void limit_files(rlim_t bytes)
{
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){bytes, RLIM_INFINITY}), 0);
}

Test(journal, of_a_full_disk_fails_once_and_keeps_what_was_written)
{
    size_t n;
    struct ps_error err;
    struct ps_journal *journal = open_journal();
    add_batch(journal, MADE_UP_FORK, 0, 0);
    cr_assert_eq(ps_journal_flush(journal, 1, &err), 0);
    free(test_file_read(journal_path, &n));
    limit_files(n + 100);
    for (uint32_t epoch = 1; epoch < 5; epoch++) {
        add_batch(journal, MADE_UP_FORK, epoch, 0);
        cr_expect_eq(ps_journal_flush(journal, 1, &err), epoch == 1 ? -1 : 0);
        limit_files(RLIM_INFINITY); /* space again: a line after a torn one would still be lost */
    }
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_eq(err.os, EFBIG);
    cr_expect_not_null(strstr(err.what, journal_path), "%s", err.what);
    cr_expect_eq(ps_journal_close(journal, 0, &err), 0);
    finish();
    cr_expect_eq(count_starts(), JOURNAL_STARTS);
}

static void expect_refused(const char *result_path, const char *words)
{
    struct ps_result plan;
    struct ps_error err = {0};
    struct ps_journal *journal;
    made_up_plan(&plan);
    cr_expect_eq(ps_journal_open(&journal, result_path, &plan, &err), -1, "%s", result_path);
    cr_expect_null(journal);
    cr_expect_eq(err.exit, PS_EXIT_USAGE);
    cr_expect_not_null(strstr(err.what, words), "\"%s\" where \"%s\" was expected", err.what, words);
    ps_result_free(&plan);
}

Test(journal, is_refused_before_measuring_where_no_result_could_be_put)
{
    char inside[256];
    snprintf(inside, sizeof inside, "%s/missing/result.json", folder);
    expect_refused(folder, "is a folder");
    expect_refused("/dev/full", "no regular file");
    expect_refused(inside, "No such file");
    limit_files(100);
    expect_refused(path, "File too large");
    cr_expect_eq(test_folder_entries(folder), 0);
}

/* Reports look for a journal first, and read from pipes too. */
Test(journal, is_not_expected_where_no_result_could_be_put)
{
    cr_expect_eq(ps_journal_finish("/dev/stdin", NULL), 0);
    cr_expect_eq(ps_journal_finish(folder, NULL), 0);
    cr_expect_eq(ps_journal_finish("", NULL), 0);
}

Test(journal, that_is_none_is_not_touched)
{
    size_t n;
    static const char mine[] = "{\"schema\":\"mine\"}\n";
    test_file_write(journal_path, mine, sizeof mine - 1);
    expect_refused(path, "is no journal");
    struct ps_error err;
    cr_expect_eq(ps_journal_finish(path, &err), -1);
    char *text = test_file_read(journal_path, &n);
    cr_expect_str_eq(text, mine);
    free(text);
}
