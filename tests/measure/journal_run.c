#include "journal_run.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

char folder[128], path[192], journal_path[256];

void make_folder(void)
{
    test_folder_make(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/result.json", folder);
    snprintf(journal_path, sizeof journal_path, "%s.journal", path);
}

void remove_folder(void)
{
    test_folder_remove(folder);
}

struct ps_journal *open_journal(void)
{
    struct ps_result plan;
    struct ps_error err = {0};
    struct ps_journal *journal;
    made_up_plan(&plan);
    cr_assert_eq(ps_journal_open(&journal, path, &plan, &err), 0, "%s", err.what);
    ps_result_free(&plan);
    return journal;
}

void add_batch(struct ps_journal *journal, int cell, uint32_t epoch, int first)
{
    struct ps_sample samples[JOURNAL_STARTS];
    for (uint32_t turn = 0; turn < JOURNAL_STARTS; turn++)
        made_up_sample(&samples[turn], cell, epoch, 0, turn);
    cr_assert_eq(ps_journal_batch(journal, cell, epoch, 0, 2, first, samples, first ? 1 : JOURNAL_STARTS, MADE_UP_STARTED, NULL),
                 0);
}

void measure(struct ps_journal *journal)
{
    for (uint32_t epoch = 0; epoch < JOURNAL_EPOCHS; epoch++) {
        for (int cell = MADE_UP_FORK; cell <= MADE_UP_SPAWN; cell++) {
            add_batch(journal, cell, epoch, 1);
            add_batch(journal, cell, epoch, 0);
        }
    }
    struct ps_cell_result state = {.status = PS_FAILED,
                                   .reason = "it\ncrashed",
                                   .stopped_by = "failure",
                                   .cell = {.mechanism = "posix_spawn (vfork)"},
                                   .resources = {1, 2, PS_MISSING, 4, 5}};
    cr_assert_eq(ps_journal_status(journal, MADE_UP_SPAWN, &state, NULL), 0);
    cr_assert_eq(ps_journal_flush(journal, 1, NULL), 0);
}

void be_killed(void (*run)(struct ps_journal *))
{
    pid_t run_pid = fork();
    cr_assert_geq(run_pid, 0);
    if (run_pid == 0) {
        run(open_journal());
        kill(getpid(), SIGKILL);
    }
    int status;
    cr_assert_eq(waitpid(run_pid, &status, 0), run_pid);
    cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

void finish(void)
{
    struct ps_error err = {0};
    cr_assert_eq(ps_journal_finish(path, &err), 1, "%s", err.what);
    cr_expect_neq(access(journal_path, F_OK), 0, "the journal is still there");
}

void read_result(struct ps_result *result)
{
    struct ps_error err = {0};
    cr_assert_eq(ps_result_read(result, path, &err), 0, "%s", err.what);
}

size_t count_starts(void)
{
    struct ps_result result;
    size_t starts = 0;
    struct ps_error err = {0};
    if (access(path, F_OK) != 0)
        return 0;
    cr_assert_eq(ps_result_read(&result, path, &err), 0, "%s", err.what);
    for (size_t i = 0; i < result.cells_n; i++)
        starts += result.cells[i].samples.n + result.cells[i].first.n;
    cr_expect_eq(result.warnings_n, 0);
    ps_result_free(&result);
    return starts;
}
