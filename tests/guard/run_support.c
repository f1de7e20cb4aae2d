#include "run_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/libpython.h"
#include "platform/process_id.h"

static bool discover(struct ps_python *python, const char *path, const char *scratch)
{
    struct ps_error err;
    if (ps_python_discover(python, path, test_programs(), scratch, &err) != 0)
        return false;
    if (python->libpython[0] != '\0')
        return true;
    ps_python_free(python);
    return false;
}

void run_pythons_find(struct run_pythons *pythons)
{
    char scratch[256], path[4096];
    *pythons = (struct run_pythons){0};
    test_make_folder(scratch, sizeof scratch);
    if (ps_libpython_on_path(ps_libpython_exe, path, sizeof path))
        pythons->n += discover(&pythons->list[0], path, scratch);
    for (int k = 0; pythons->n < 2 && ps_libpython_installed(k, path, sizeof path); k++) {
        struct ps_python *python = &pythons->list[pythons->n];
        if (!discover(python, path, scratch))
            continue;
        if (pythons->n == 1 && strcmp(python->id, pythons->list[0].id) == 0)
            ps_python_free(python);
        else
            pythons->n++;
    }
    test_remove_folder(scratch);
    cr_assert_gt(pythons->n, 0, "no Python with a loadable libpython: ci/pythons fetches some");
}

void run_pythons_free(struct run_pythons *pythons)
{
    for (size_t i = 0; i < pythons->n; i++)
        ps_python_free(&pythons->list[i]);
}

void run_bed_make(struct run_bed *bed, const struct run_pythons *pythons, const char *name, const char *text)
{
    memset(bed, 0, sizeof *bed);
    test_make_folder(bed->folder, sizeof bed->folder);
    snprintf(bed->script, sizeof bed->script, "%s/%s", bed->folder, name);
    test_write(bed->script, text, 0600);
    bed->file.path = bed->script;
    bed->report = (struct ps_guard_report){.files = &bed->file, .files_n = 1};
    bed->options = (struct ps_guard_run_options){.programs = test_programs(), .pythons = pythons->list, .pythons_n = pythons->n};
}

/* Whoever is killed takes a while to go, and where its parent is gone, to be waited for by init. */
static bool is_left(int64_t id)
{
    enum { PATIENCE_MS = 10000, STEP_MS = 10 };
    for (int waited = 0; waited < PATIENCE_MS && ps_process_exists(id); waited += STEP_MS)
        uv_sleep(STEP_MS);
    return ps_process_exists(id);
}

static void expect_none_left(const struct run_bed *bed)
{
    char path[512], line[64];
    snprintf(path, sizeof path, "%s/pids", bed->folder);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        cr_expect_not(is_left(atoll(line)), "left running: %s", line);
    if (file != NULL)
        fclose(file);
}

int run_files(struct ps_guard_report *report, const struct ps_guard_run_options *options, struct ps_error *err)
{
    const struct ps_programs *programs = test_programs();
    const struct ps_contain_options where = {.programs = programs->folder, .program = programs->self};
    struct ps_guard_run_options how = *options;
    uv_loop_t loop;
    cr_assert_eq(uv_loop_init(&loop), 0);
    how.loop = &loop;
    cr_assert_eq(ps_contain_open(&how.contain, &loop, &where, err), 0, "%s", err->what);
    int rc = ps_guard_run_files(report, &how, err);
    cr_expect_eq(ps_contain_close(how.contain, NULL), 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_expect_eq(uv_loop_close(&loop), 0, "a handle is left");
    return rc;
}

void run_bed_run(struct run_bed *bed)
{
    struct ps_error err;
    cr_assert_eq(run_files(&bed->report, &bed->options, &err), 0, "%s", err.what);
    expect_none_left(bed);
    for (size_t i = 0; i < bed->file.runs_n; i++) {
        const struct ps_guard_run *run = &bed->file.runs[i];
        cr_expect(run->reason != NULL && run->first_error != NULL && run->change != NULL && run->stderr_tail != NULL);
    }
}

void run_bed_remove(struct run_bed *bed)
{
    for (size_t i = 0; i < bed->file.runs_n; i++)
        ps_guard_run_clear(&bed->file.runs[i]);
    free(bed->file.runs);
    test_remove_folder(bed->folder);
}

void run_expect(const char *name, const char *text, enum ps_method method, enum ps_verdict verdict)
{
    struct run_pythons pythons;
    struct run_bed bed;
    run_pythons_find(&pythons);
    run_bed_make(&bed, &pythons, name, text);
    bed.options.pythons += pythons.n - 1;
    bed.options.pythons_n = 1;
    bed.options.methods = 1U << method;
    bed.options.time_limit_ns = verdict == PS_VERDICT_HANGS ? 3000000000 : 0;
    bed.options.memory_bytes = 300 << 20;
    bed.options.processes = 24;
    run_bed_run(&bed);
    cr_assert_eq(bed.file.runs_n, 1);
    const struct ps_guard_run *run = bed.file.runs;
    cr_expect_eq(run->verdict, verdict, "%s: %s\n%s", ps_verdict_name(run->verdict), run->reason, run->stderr_tail);
    run_bed_remove(&bed);
    run_pythons_free(&pythons);
}
