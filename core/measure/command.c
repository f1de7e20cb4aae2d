#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/environment.h"
#include "measure/run.h"
#include "platform/launch.h"
#include "platform/page.h"
#include "python/runner.h"

enum { PATH_ROOM = 4096, ARGS_MOST = 10, ADDITIONS_MOST = 16 };

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "no memory for a runner's command");
}

/* ---- command line ---- */

static char **copy_list(const char *const *list)
{
    size_t n = 0;
    while (list[n] != NULL)
        n++;
    char **copy = calloc(n + 1, sizeof *copy);
    for (size_t i = 0; copy != NULL && i < n; i++) {
        copy[i] = strdup(list[i]);
        if (copy[i] == NULL) {
            ps_environment_free(copy);
            return NULL;
        }
    }
    return copy;
}

/* The three numbers that end every runner's command line. */
struct numbers {
    char ballast[24], threads[12], fds[12];
};

static struct numbers numbers_of(const struct ps_factors *factors)
{
    struct numbers numbers;
    snprintf(numbers.ballast, sizeof numbers.ballast, "%" PRIu64, factors->ballast_bytes);
    snprintf(numbers.threads, sizeof numbers.threads, "%" PRIu32, factors->threads);
    snprintf(numbers.fds, sizeof numbers.fds, "%" PRIu32, factors->fds);
    return numbers;
}

static int page_path(struct ps_run *run, const struct ps_run_cell *cell, char *path, struct ps_error *err)
{
    int n = snprintf(path, PATH_ROOM, "%s/page-%d", ps_contain_dir(run->place->contain), cell->index);
    return n > 0 && n < PATH_ROOM ? 0 : ps_fail(err, PS_EXIT_USAGE, "the path of the private folder is too long");
}

static int set_command(struct ps_run_cell *cell, const char *const *args, const char *const *additions, struct ps_error *err)
{
    cell->file = strdup(args[0]);
    cell->args = copy_list(args);
    cell->env = ps_environment_make(additions, cell->state->cell.factors.main != NULL);
    return cell->file != NULL && cell->args != NULL && cell->env != NULL ? 0 : no_memory(err);
}

static int native_command(struct ps_run *run, struct ps_run_cell *cell, const char *page, const char *tmpdir,
                          struct ps_error *err)
{
    const struct ps_cell *what = &cell->state->cell;
    const struct ps_launcher *launcher = ps_launcher_find(what->mechanism);
    if (launcher == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "%s is no mechanism of this platform", what->mechanism);
    struct ps_programs programs = *run->place->programs;
    if (what->build > 0)
        snprintf(programs.folder, sizeof programs.folder, "%s", run->options->against);
    char runner[PATH_ROOM];
    if (ps_programs_path(&programs, launcher->runner, runner, sizeof runner, err) != 0)
        return -1;
    struct numbers numbers = numbers_of(&what->factors);
    const char *args[ARGS_MOST] = {
        runner, launcher->name, ps_child_name(what->child), page, programs.folder, numbers.ballast, numbers.threads, numbers.fds};
    const char *additions[] = {tmpdir, NULL};
    return set_command(cell, args, additions, err);
}

/* One shadow venv for all cells of a Python. */
static int interpreter(struct ps_run *run, const struct ps_cell *what, char *path, struct ps_error *err)
{
    const struct ps_python *python = &run->place->pythons[what->python];
    if (what->child == PS_CHILD_STOCK) {
        snprintf(path, PATH_ROOM, "%s", python->path);
        return 0;
    }
    for (const struct ps_run_cell *other = run->cells; &other->state->cell != what; other++) {
        const struct ps_cell *cell = &other->state->cell;
        if (cell->api == PS_PYTHON && cell->python == what->python && cell->child == what->child && other->file != NULL) {
            snprintf(path, PATH_ROOM, "%s", other->file);
            return 0;
        }
    }
    char folder[PATH_ROOM];
    snprintf(folder, sizeof folder, "%s/python-%d", ps_contain_dir(run->place->contain), what->python);
    return ps_python_shadow(python, run->place->programs, folder, path, PATH_ROOM, err);
}

static int python_command(struct ps_run *run, struct ps_run_cell *cell, const char *page, const char *tmpdir,
                          struct ps_error *err)
{
    const struct ps_cell *what = &cell->state->cell;
    char program[PATH_ROOM], script[PATH_ROOM + sizeof PS_PYTHON_MAIN], page_variable[PATH_ROOM + 32];
    if (interpreter(run, what, program, err) != 0)
        return -1;
    snprintf(script, sizeof script, "%s/" PS_PYTHON_MAIN, run->place->programs->python);
    snprintf(page_variable, sizeof page_variable, "PROCSTART_PAGE=%s", page);
    struct numbers numbers = numbers_of(&what->factors);
    const char *args[ARGS_MOST] = {program,
                                   script,
                                   ps_method_name(what->method),
                                   ps_child_name(what->child),
                                   numbers.ballast,
                                   numbers.threads,
                                   numbers.fds,
                                   what->factors.main};
    const char *additions[ADDITIONS_MOST] = {tmpdir, page_variable};
    if (ps_python_environment(&run->place->pythons[what->python], what->child == PS_CHILD_HOST, additions + 2,
                              ADDITIONS_MOST - 2) < 0)
        return ps_fail(err, PS_EXIT_FAILED, "the environment of %s is too large", run->place->pythons[what->python].id);
    return set_command(cell, args, additions, err);
}

static int make_command(struct ps_run *run, struct ps_run_cell *cell, struct ps_error *err)
{
    char path[PATH_ROOM], tmpdir[PATH_ROOM];
    if (page_path(run, cell, path, err) != 0 || ps_page_create(&cell->page, path, err) != 0)
        return -1;
    snprintf(tmpdir, sizeof tmpdir, "TMPDIR=%.4000s", ps_contain_dir(run->place->contain));
    bool native = cell->state->cell.api == PS_NATIVE;
    return native ? native_command(run, cell, path, tmpdir, err) : python_command(run, cell, path, tmpdir, err);
}

int ps_run_make_commands(struct ps_run *run, struct ps_error *err)
{
    for (size_t i = 0; i < run->cells_n; i++) {
        struct ps_error why;
        if (make_command(run, &run->cells[i], &why) != 0 && ps_run_fail(run, &run->cells[i], PS_FAILED, &why, err) != 0)
            return -1;
    }
    return 0;
}

void ps_run_free_command(struct ps_run_cell *cell)
{
    ps_page_close(&cell->page);
    free(cell->file);
    ps_environment_free(cell->args);
    ps_environment_free(cell->env);
    cell->file = NULL;
    cell->args = cell->env = NULL;
}
