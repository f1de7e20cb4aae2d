#include "reimport/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/environment.h"
#include "base/interrupts.h"
#include "platform/clock.h"
#include "platform/files.h"
#include "platform/page.h"

enum { LOOK_MS = 25, USE_PART = 50, USE_LEAST_NS = 250000000, ENVIRONMENT_MOST = 12, PATH_ROOM = PS_FILES_PATH };

struct pipe {
    uv_pipe_t handle;
    struct ps_reimport_output *output;
    char buffer[65536];
};

struct running {
    const struct ps_reimport_job *job;
    struct ps_reimport_outcome *outcome;
    struct ps_contain *contain;
    char folder[PATH_ROOM - 64]; /* of this job alone */
    struct ps_page page;
    struct ps_watch watch;
    uv_process_t process;
    uv_pipe_t in;
    struct pipe out[2];
    uv_timer_t look;
    struct ps_interrupts interrupts;
    unsigned open; /* handles that are not closed yet */
    int64_t progress, progress_ns, next_use_ns;
    int64_t exit_status;
    int term_signal;
    bool ended, late, refused, too_large, interrupted;
};

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "out of memory");
}

/* ---- what it prints ---- */

static void on_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    (void)suggested;
    struct pipe *pipe = (struct pipe *)handle;
    *buffer = uv_buf_init(pipe->buffer, sizeof pipe->buffer);
}

static void on_close(uv_handle_t *handle)
{
    struct running *running = handle->data;
    running->open--;
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_close);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct pipe *pipe = (struct pipe *)stream;
    if (n >= 0)
        ps_reimport_output_take(pipe->output, buffer->base, (size_t)n);
    else
        close_handle(stream);
}

/* ---- how it goes ---- */

static void on_end(uv_process_t *process, int64_t exit_status, int term_signal)
{
    struct running *running = process->data;
    running->ended = true;
    running->exit_status = exit_status;
    running->term_signal = term_signal;
    close_handle(process);
    close_handle(&running->look);
}

/* Seldom, and for a small part of the time only, so that what is measured does not feel it. */
static void look_at_memory(struct running *running, int64_t now)
{
    struct ps_contain_use use;
    if (now < running->next_use_ns)
        return;
    bool known = ps_contain_use(running->contain, &running->process, running->job->max_memory, &use) == 0;
    running->too_large = running->too_large || (known && use.memory_bytes > running->job->max_memory);
    int64_t took = ps_clock_ns() - now;
    running->next_use_ns = now + (took * USE_PART > USE_LEAST_NS ? took * USE_PART : USE_LEAST_NS);
}

/* The parent counts up whenever it goes on; what stands still for too long is given up, as is what starts too many processes. */
static void on_look(uv_timer_t *timer)
{
    struct running *running = timer->data;
    int64_t now = ps_clock_ns(), progress = atomic_load(&running->page.word[PS_REIMPORT_PROGRESS]);
    if (progress != running->progress) {
        running->progress = progress;
        running->progress_ns = now;
    }
    if (running->job->main != NULL) {
        ps_watch_sweep(&running->watch); /* those that ended make room for others */
        running->refused = running->refused || ps_watch_count(&running->watch, PS_WATCH_REFUSED) > 0;
    }
    running->late = running->late || now - running->progress_ns > running->job->timeout_ns;
    look_at_memory(running, now);
    if (running->late || running->refused || running->too_large)
        ps_contain_kill(running->contain, &running->process);
}

static void on_interrupt(void *data)
{
    struct running *running = data;
    running->interrupted = true;
    ps_contain_kill(running->contain, &running->process);
}

/* ---- starting it ---- */

static void path_of(const struct running *running, const char *name, char *path)
{
    snprintf(path, PATH_ROOM, "%s/%s", running->folder, name);
}

/* Pages are named by their path's last two names where they are no files (platform/page.h). */
static void beside(const struct running *running, const char *name, char *path)
{
    snprintf(path, PATH_ROOM, "%s-%s", running->folder, name);
}

static int make_folder(const char *path, struct ps_error *err)
{
    uv_fs_t request;
    int rc = uv_fs_mkdir(NULL, &request, path, 0700, NULL);
    uv_fs_req_cleanup(&request);
    return rc == 0 ? 0 : ps_fail(err, PS_EXIT_FAILED, "cannot make %s: %s", path, uv_strerror(rc));
}

/* Each job has its own, so that nothing of one is there for the next. */
static int make_place(struct running *running, const struct ps_reimport_place *place, struct ps_error *err)
{
    char path[PATH_ROOM];
    for (unsigned i = 0;; i++) {
        uv_fs_t request;
        snprintf(running->folder, sizeof running->folder, "%s/j%u", ps_contain_dir(place->contain), i);
        int rc = uv_fs_mkdir(NULL, &request, running->folder, 0700, NULL);
        uv_fs_req_cleanup(&request);
        if (rc == 0)
            break;
        if (rc != UV_EEXIST)
            return ps_fail(err, PS_EXIT_FAILED, "cannot make %s: %s", running->folder, uv_strerror(rc));
    }
    path_of(running, "records", path);
    if (running->job->records &&
        (make_folder(path, err) != 0 || json_object_set_new(running->job->what, "records", json_string(path)) != 0))
        return -1;
    path_of(running, "setting", path);
    if (running->job->changes_main && json_object_set_new(running->job->what, "setting", json_string(path)) != 0)
        return no_memory(err);
    beside(running, "page", path);
    return ps_page_create(&running->page, path, err);
}

static int write_job(const struct running *running, const char *path, struct ps_error *err)
{
    FILE *file = ps_file_open(path, "wb");
    if (file == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "cannot write %s", path);
    int failed = json_dumpf(running->job->what, file, JSON_COMPACT);
    if (fclose(file) != 0 || failed != 0)
        return ps_fail(err, PS_EXIT_FAILED, "cannot write %s", path);
    return 0;
}

static int make_watch(struct running *running, const struct ps_programs *programs, struct ps_error *err)
{
    char path[PATH_ROOM], setting[PATH_ROOM];
    beside(running, "watch", path);
    path_of(running, "setting", setting);
    char *code = NULL;
    if (running->job->changes_main && (code = ps_programs_python(programs, PS_REIMPORT_CHILD, PS_WATCH_CODE_MAX, err)) == NULL)
        return -1;
    const struct ps_watch_options options = {
        .main = running->job->main,
        .max_processes = running->job->max_processes,
        .code = code,
        .code_at = "cpython.run_command",
        .setting = setting,
    };
    int rc = ps_watch_create(&running->watch, path, &options, err);
    free(code);
    return rc;
}

/* Its pipes: nothing to read, and what it prints. */
static int open_pipes(struct running *running, uv_loop_t *loop, struct ps_error *err)
{
    uv_pipe_t *pipes[] = {&running->in, &running->out[0].handle, &running->out[1].handle};
    for (size_t i = 0; i < sizeof pipes / sizeof *pipes; i++) {
        int rc = uv_pipe_init(loop, pipes[i], 0);
        if (rc != 0)
            return ps_fail(err, PS_EXIT_FAILED, "cannot make a pipe: %s", uv_strerror(rc));
        pipes[i]->data = running;
        running->open++;
    }
    int rc = uv_timer_init(loop, &running->look);
    if (rc != 0)
        return ps_fail(err, PS_EXIT_FAILED, "cannot make a timer: %s", uv_strerror(rc));
    running->look.data = running->process.data = running;
    running->open++;
    for (size_t i = 0; i < 2; i++)
        running->out[i].output = &running->outcome->output[i];
    return 0;
}

static int spawn(struct running *running, const struct ps_reimport_place *place, char **env, struct ps_error *err)
{
    char script[PATH_ROOM], job[PATH_ROOM], answers[PATH_ROOM];
    snprintf(script, sizeof script, "%.4000s/" PS_REIMPORT_PARENT, place->programs->python);
    path_of(running, "job", job);
    path_of(running, "answers", answers);
    if (write_job(running, job, err) != 0)
        return -1;
    const char *args[] = {running->job->interpreter, script, job, answers, NULL};
    uv_stdio_container_t stdio[3] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&running->in},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&running->out[0].handle},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&running->out[1].handle},
    };
    uv_process_options_t options = {
        .file = args[0], .args = (char **)args, .env = env, .exit_cb = on_end, .stdio = stdio, .stdio_count = 3};
    int rc = ps_contain_spawn(place->contain, &running->process, &options, err);
    running->open += running->process.loop != NULL;
    if (rc != 0)
        return -1;
    close_handle(&running->in); /* a script that asks for input finds its end */
    for (size_t i = 0; i < 2; i++)
        uv_read_start((uv_stream_t *)&running->out[i].handle, on_allocate, on_read);
    running->progress_ns = ps_clock_ns();
    uv_timer_start(&running->look, on_look, LOOK_MS, LOOK_MS);
    return 0;
}

static int start(struct running *running, const struct ps_reimport_place *place, struct ps_error *err)
{
    char page[PATH_ROOM + 32], watch[PATH_ROOM + 32], tmpdir[PATH_ROOM + 32];
    const char *additions[ENVIRONMENT_MOST] = {page, tmpdir, watch};
    snprintf(page, sizeof page, "PROCSTART_PAGE=%s-page", running->folder);
    snprintf(tmpdir, sizeof tmpdir, "TMPDIR=%s", running->folder);
    snprintf(watch, sizeof watch, PS_WATCH_VARIABLE "=%s%s", running->job->main != NULL ? running->folder : "",
             running->job->main != NULL ? "-watch" : "");
    if (ps_python_environment(running->job->python, true, additions + 3, ENVIRONMENT_MOST - 3) < 0)
        return ps_fail(err, PS_EXIT_FAILED, "the environment of %s is too large", running->job->python->id);
    char **env = ps_environment_make(additions, true);
    if (env == NULL)
        return no_memory(err);
    int rc = spawn(running, place, env, err);
    ps_environment_free(env);
    return rc;
}

/* ---- what came of it ---- */

static int read_watch(struct running *running, struct ps_error *err)
{
    struct ps_reimport_outcome *outcome = running->outcome;
    if (running->job->main == NULL)
        return 0;
    for (unsigned depth = 1; depth < PS_WATCH_DEPTHS; depth++)
        outcome->executions += ps_watch_main_at(&running->watch, depth);
    ps_watch_first_error(&running->watch, outcome->first_error, sizeof outcome->first_error);
    outcome->effects = calloc(PS_WATCH_EFFECTS, sizeof *outcome->effects);
    if (outcome->effects == NULL)
        return no_memory(err);
    outcome->effects_n = ps_watch_effects(&running->watch, outcome->effects, PS_WATCH_EFFECTS);
    return 0;
}

static const char *what_it_did(const struct running *running)
{
    switch (atomic_load(&running->page.word[PS_REIMPORT_DOING])) {
    case PS_REIMPORT_IN_PARENT:
        return "while the parent imported the main module";
    case PS_REIMPORT_STARTING:
        return "while a child was started";
    case PS_REIMPORT_ENDING:
        return "after the last start";
    default:
        return "before the main module was imported";
    }
}

static void judge(const struct running *running)
{
    struct ps_reimport_outcome *outcome = running->outcome;
    const char *during = what_it_did(running);
    char *reason = outcome->reason, how[128], said[256];
    const size_t room = sizeof outcome->reason;
    if (running->interrupted) {
        outcome->status = PS_INTERRUPTED;
        snprintf(reason, room, "interrupted");
    } else if (running->refused) {
        outcome->status = PS_FAILED;
        snprintf(reason, room, "more than %u processes were alive at once, %s", (unsigned)running->job->max_processes, during);
    } else if (running->too_large) {
        outcome->status = PS_FAILED;
        ps_bytes_text(how, running->job->max_memory);
        snprintf(reason, room, "more than %s of memory were used %s", how, during);
    } else if (running->late) {
        outcome->status = PS_TIMED_OUT;
        snprintf(reason, room, "given up after %.3g s %s", (double)running->job->timeout_ns / 1e9, during);
    } else if (ps_reimport_answer(outcome, "done") == NULL && ps_reimport_answer(outcome, "failed") == NULL) {
        outcome->status = PS_FAILED;
        ps_contain_describe(running->exit_status, running->term_signal, how, sizeof how);
        ps_reimport_last_words(outcome, said, sizeof said);
        snprintf(reason, room, "the parent %s %s%s%s", how, during, said[0] != '\0' ? ": " : "", said);
    }
}

/* ---- all of it ---- */

static void close_all(struct running *running, uv_loop_t *loop)
{
    void *handles[] = {&running->in, &running->out[0].handle, &running->out[1].handle, &running->look, &running->process};
    for (size_t i = 0; i < sizeof handles / sizeof *handles; i++) {
        if (((uv_handle_t *)handles[i])->loop != NULL)
            close_handle(handles[i]);
    }
    while (running->open > 0)
        uv_run(loop, UV_RUN_ONCE);
    ps_interrupts_release(&running->interrupts);
}

static int run(struct running *running, const struct ps_reimport_place *place, struct ps_error *err)
{
    if (make_place(running, place, err) != 0 || (running->job->main != NULL && make_watch(running, place->programs, err) != 0) ||
        ps_interrupts_catch(&running->interrupts, place->loop, on_interrupt, running, err) != 0 ||
        open_pipes(running, place->loop, err) != 0 || start(running, place, err) != 0)
        return -1;
    while (!running->ended || !uv_is_closing((uv_handle_t *)&running->out[0].handle) ||
           !uv_is_closing((uv_handle_t *)&running->out[1].handle))
        uv_run(place->loop, UV_RUN_ONCE);
    char answers[PATH_ROOM];
    path_of(running, "answers", answers);
    if (ps_reimport_read_answers(running->outcome, answers, err) != 0 || read_watch(running, err) != 0)
        return -1;
    judge(running);
    return running->interrupted ? ps_fail(err, PS_EXIT_INTERRUPTED, "interrupted") : 0;
}

int ps_reimport_job_run(const struct ps_reimport_place *place, const struct ps_reimport_job *job,
                        struct ps_reimport_outcome *outcome, struct ps_error *err)
{
    struct running *running = calloc(1, sizeof *running);
    *outcome = (struct ps_reimport_outcome){.status = PS_OK};
    if (running == NULL)
        return no_memory(err);
    running->job = job;
    running->outcome = outcome;
    running->contain = place->contain;
    int rc = run(running, place, err);
    close_all(running, place->loop);
    ps_page_close(&running->page);
    ps_watch_close(&running->watch);
    free(running);
    return rc;
}
