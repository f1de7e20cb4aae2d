#include "guard/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupts.h"
#include "guard/run_one.h"
#include "platform/facts.h"
#include "platform/files.h"

enum { PARALLEL_MOST = 16 };

/* Processes of the machine that each of two pools could keep busy, and some. */
enum { PROCESSES_LEAST = 128, PROCESSES_EACH = 4 };

/* One combination that is run. */
struct job {
    struct ps_guard_file *file;
    size_t run; /* its place among the file's */
    size_t python;
};

struct runs {
    struct ps_guard_report *report;
    struct ps_guard_place place;
    char (*interpreter)[PS_FILES_PATH]; /* of each Python; "": it has no host */
    struct job *jobs;
    size_t jobs_n, next, ended;
    struct slot *slots;
    size_t slots_n, going;
    struct ps_interrupts interrupts;
    bool interrupted;
    struct ps_error err; /* the first of procstart's own */
    bool failed;
};

/* Room for one run at a time. */
struct slot {
    struct runs *runs;
    struct ps_guard_one one;
    struct job *job;
    char script[PS_FILES_PATH];
    bool busy;
};

size_t ps_guard_run_processes(void)
{
    size_t most = PROCESSES_EACH * (size_t)uv_available_parallelism();
    if (most < PROCESSES_LEAST)
        most = PROCESSES_LEAST;
    return most < PS_WATCH_PROCESSES_MAX ? most : PS_WATCH_PROCESSES_MAX;
}

/* ---- jobs ---- */

static bool is_wanted(const struct ps_guard_run_options *options, size_t python, enum ps_method method)
{
    unsigned asked = options->methods != 0 ? options->methods : ~0U;
    return options->pythons[python].libpython[0] != '\0' && (asked & options->pythons[python].methods & 1U << method) != 0;
}

static size_t count_wanted(const struct ps_guard_run_options *options)
{
    size_t n = 0;
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        for (size_t python = 0; python < options->pythons_n; python++)
            n += is_wanted(options, python, (enum ps_method)method);
    }
    return n;
}

static int add_runs(struct runs *runs, struct ps_guard_file *file, size_t n, struct ps_error *err)
{
    const struct ps_guard_run_options *options = runs->place.options;
    file->runs = n > 0 ? calloc(n, sizeof *file->runs) : NULL;
    if (n > 0 && file->runs == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for the runs of %s", file->path);
    for (int method = PS_FORK; method < PS_METHODS; method++) {
        for (size_t python = 0; python < options->pythons_n; python++) {
            if (!is_wanted(options, python, (enum ps_method)method))
                continue;
            struct ps_guard_run *run = &file->runs[file->runs_n];
            run->method = run->effective = (enum ps_method)method;
            run->python = options->pythons[python].id;
            runs->jobs[runs->jobs_n++] = (struct job){.file = file, .run = file->runs_n++, .python = python};
        }
    }
    return 0;
}

/* What could not be looked at is run all the same if it is there: one Python may take what another does not, and says best itself
 * what is wrong with it. */
static bool can_be_run(const struct ps_guard_file *file)
{
    if (file->error == NULL || file->error[0] == '\0')
        return true;
    uv_fs_t request;
    int rc = uv_fs_stat(NULL, &request, file->path, NULL);
    bool is_file = rc == 0 && (request.statbuf.st_mode & S_IFMT) == S_IFREG;
    uv_fs_req_cleanup(&request);
    return is_file;
}

static int list_jobs(struct runs *runs, struct ps_error *err)
{
    size_t each = count_wanted(runs->place.options);
    runs->jobs = calloc(runs->report->files_n * each + 1, sizeof *runs->jobs);
    if (runs->jobs == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for a list of runs");
    for (size_t i = 0; i < runs->report->files_n; i++) {
        if (can_be_run(&runs->report->files[i]) && add_runs(runs, &runs->report->files[i], each, err) != 0)
            return -1;
    }
    return 0;
}

/* Those that were run, if not all were. */
static void drop_unfinished(struct runs *runs)
{
    for (size_t i = 0; i < runs->report->files_n; i++) {
        struct ps_guard_file *file = &runs->report->files[i];
        size_t kept = 0;
        for (size_t k = 0; file->runs != NULL && k < file->runs_n; k++) {
            if (file->runs[k].reason != NULL)
                file->runs[kept++] = file->runs[k];
        }
        file->runs_n = kept;
    }
}

/* ---- what they need ---- */

/* The script's absolute path, with no link in its folder's, by its own name: as Python writes it into the code (watch.h). */
static int find_script(const char *path, char *absolute, size_t room, struct ps_error *err)
{
    uv_fs_t request;
    char folder[PS_FILES_PATH], here[PS_FILES_PATH];
    size_t here_room = sizeof here;
    bool backslashes = uv_cwd(here, &here_room) == 0 && here[0] != '/';
    size_t cut = 0;
    for (size_t i = 0; path[i] != '\0'; i++) {
        if (path[i] == '/' || (backslashes && (path[i] == '\\' || path[i] == ':')))
            cut = i + 1;
    }
    if ((size_t)snprintf(folder, sizeof folder, "%.*s", (int)cut, cut > 0 ? path : "") >= sizeof folder)
        return ps_fail(err, PS_EXIT_USAGE, "the path is too long: %.60s...", path);
    int rc = uv_fs_realpath(NULL, &request, cut > 0 ? folder : ".", NULL);
    const char *real = rc == 0 ? request.ptr : "", *separator = backslashes ? "\\" : "/";
    size_t length = strlen(real);
    bool ends = length > 0 && real[length - 1] == separator[0];
    bool fits = (size_t)snprintf(absolute, room, "%s%s%s", real, ends ? "" : separator, path + cut) < room;
    uv_fs_req_cleanup(&request);
    if (rc != 0)
        return ps_fail(err, PS_EXIT_USAGE, "%s: %s", path, uv_strerror(rc));
    return fits ? 0 : ps_fail(err, PS_EXIT_USAGE, "the path is too long: %.60s...", path);
}

static int read_code(struct runs *runs, struct ps_error *err)
{
    runs->place.code = ps_programs_python(runs->place.options->programs, "procstart_guard.py", PS_WATCH_CODE_MAX, err);
    return runs->place.code != NULL ? 0 : -1;
}

static int make_interpreters(struct runs *runs, struct ps_error *err)
{
    const struct ps_guard_run_options *options = runs->place.options;
    runs->interpreter = calloc(options->pythons_n + 1, sizeof *runs->interpreter);
    if (runs->interpreter == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for the Pythons");
    for (size_t i = 0; i < options->pythons_n; i++) {
        char folder[PS_FILES_PATH];
        snprintf(folder, sizeof folder, "%.3900s/python-%zu", ps_contain_dir(runs->place.contain), i);
        if (options->pythons[i].libpython[0] != '\0' &&
            ps_python_shadow(&options->pythons[i], options->programs, folder, runs->interpreter[i], PS_FILES_PATH, err) != 0)
            return -1;
    }
    return 0;
}

static void set_limits(struct runs *runs)
{
    const struct ps_guard_run_options *options = runs->place.options;
    size_t parallel = options->parallel > 0 ? options->parallel : uv_available_parallelism() > 1 ? 2 : 1;
    runs->slots_n = parallel < PARALLEL_MOST ? parallel : PARALLEL_MOST;
    if (runs->slots_n > runs->jobs_n)
        runs->slots_n = runs->jobs_n;
    uint64_t available = ps_facts_available_memory();
    runs->place.processes = options->processes > 0 ? options->processes : ps_guard_run_processes();
    if (runs->place.processes > PS_WATCH_PROCESSES_MAX)
        runs->place.processes = PS_WATCH_PROCESSES_MAX;
    runs->place.memory_bytes = options->memory_bytes;
    if (runs->place.memory_bytes == 0)
        runs->place.memory_bytes = available > 0 && parallel > 0 ? available / 2 / parallel : UINT64_MAX;
    runs->place.time_limit_ns = options->time_limit_ns > 0 ? options->time_limit_ns : PS_GUARD_RUN_TIME_LIMIT_NS;
}

/* ---- running them ---- */

static void start_next(struct slot *slot);

static void fail(struct runs *runs, const struct ps_error *err)
{
    if (!runs->failed)
        runs->err = *err;
    runs->failed = true;
}

static void on_done(struct ps_guard_one *one, void *data)
{
    struct slot *slot = data;
    struct runs *runs = slot->runs;
    const struct ps_guard_run_options *options = runs->place.options;
    slot->busy = false;
    runs->going--;
    if (one->run->reason == NULL && !runs->failed) {
        struct ps_error err;
        ps_fail(&err, PS_EXIT_FAILED, "no memory for the runs of %s", slot->job->file->path);
        fail(runs, &err);
    }
    if (runs->interrupted) /* it was killed, which says nothing of the script */
        ps_guard_run_clear(one->run);
    else if (options->progress != NULL)
        options->progress(slot->job->file, one->run, ++runs->ended, runs->jobs_n, options->data);
    start_next(slot);
}

static int start(struct slot *slot, struct ps_error *err)
{
    struct runs *runs = slot->runs;
    struct job *job = &runs->jobs[runs->next++];
    slot->job = job;
    if (find_script(job->file->path, slot->script, sizeof slot->script, err) != 0)
        return -1;
    slot->one = (struct ps_guard_one){.place = &runs->place,
                                      .python = &runs->place.options->pythons[job->python],
                                      .interpreter = runs->interpreter[job->python],
                                      .script = slot->script,
                                      .run = &job->file->runs[job->run],
                                      .number = (unsigned)runs->next,
                                      .done = on_done,
                                      .data = slot};
    return ps_guard_one_start(&slot->one, err);
}

static void start_next(struct slot *slot)
{
    struct runs *runs = slot->runs;
    if (runs->interrupted || runs->failed || runs->next == runs->jobs_n)
        return;
    struct ps_error err;
    slot->busy = start(slot, &err) == 0;
    runs->going += slot->busy;
    if (!slot->busy)
        fail(runs, &err);
}

static void on_interrupt(void *data)
{
    struct runs *runs = data;
    runs->interrupted = true;
    for (size_t i = 0; i < runs->slots_n; i++) {
        if (runs->slots[i].busy)
            ps_guard_one_kill(&runs->slots[i].one);
    }
}

static int run_all(struct runs *runs, struct ps_error *err)
{
    runs->slots = calloc(runs->slots_n + 1, sizeof *runs->slots);
    if (runs->slots == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory for runs");
    int caught = ps_interrupts_catch(&runs->interrupts, runs->place.loop, on_interrupt, runs, err);
    for (size_t i = 0; caught == 0 && i < runs->slots_n; i++) {
        runs->slots[i].runs = runs;
        start_next(&runs->slots[i]);
    }
    while (runs->going > 0)
        uv_run(runs->place.loop, UV_RUN_ONCE);
    ps_interrupts_release(&runs->interrupts);
    if (runs->failed && err != NULL)
        *err = runs->err;
    if (runs->failed || caught != 0)
        return -1;
    return runs->interrupted ? ps_fail(err, PS_EXIT_INTERRUPTED, "interrupted") : 0;
}

int ps_guard_run_files(struct ps_guard_report *report, const struct ps_guard_run_options *options, struct ps_error *err)
{
    struct runs runs = {.report = report, .place = {.options = options, .loop = options->loop, .contain = options->contain}};
    int rc = list_jobs(&runs, err);
    if (rc == 0 && runs.jobs_n > 0 && (rc = read_code(&runs, err)) == 0 && (rc = make_interpreters(&runs, err)) == 0) {
        set_limits(&runs);
        rc = run_all(&runs, err);
    }
    drop_unfinished(&runs);
    uv_run(options->loop, UV_RUN_DEFAULT); /* what was closed leaves the loop */
    free(runs.slots);
    free(runs.jobs);
    free(runs.interpreter);
    free(runs.place.code);
    return rc;
}
