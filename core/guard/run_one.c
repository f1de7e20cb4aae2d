#include "guard/run_one.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/environment.h"
#include "guard/run_result.h"

/* How often counters are looked at; memory is summed at most as often, and takes at most a twentieth of the time. */
enum { TICK_MS = 20, USE_MS = 100, USE_PART = 20 };

/* What holds a pipe open when all that was contained has ended is not waited for. */
static const int64_t drain_ns = INT64_C(1000000000);

#define WATCHED_EVENTS "import multiprocessing.context|import multiprocessing.pool|main again|main again finished"

static int64_t now(void)
{
    return (int64_t)uv_hrtime();
}

/* ---- its end ---- */

static void on_close(uv_handle_t *handle)
{
    struct ps_guard_one *one = handle->data;
    if (--one->handles_open > 0)
        return;
    ps_watch_kill(&one->watch); /* nobody is left, unless the script has killed who contained it */
    ps_guard_output_end(&one->errors);
    ps_guard_run_conclude(one);
    ps_watch_close(&one->watch);
    ps_contain_remove(one->place->contain, one->name);
    ps_contain_remove(one->place->contain, one->watch_name);
    one->done(one, one->data);
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_close);
}

/* Both pipes have ended, and the program has. */
static void close_if_over(struct ps_guard_one *one)
{
    bool read = uv_is_closing((uv_handle_t *)&one->out) && uv_is_closing((uv_handle_t *)&one->err);
    if (one->ended && read)
        close_handle(&one->tick);
}

static void on_end(uv_process_t *process, int64_t exit_status, int term_signal)
{
    struct ps_guard_one *one = process->data;
    one->ended = true;
    one->ended_ns = now();
    one->exit_status = exit_status;
    one->term_signal = term_signal;
    close_handle(process);
    close_if_over(one);
}

/* ---- what it writes ---- */

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    struct ps_guard_one *one = handle->data;
    *buf = uv_buf_init(one->buffer, sizeof one->buffer);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct ps_guard_one *one = stream->data;
    if (n > 0 && stream == (uv_stream_t *)&one->err)
        ps_guard_output_take(&one->errors, buf->base, (size_t)n);
    if (n < 0) {
        close_handle(stream);
        close_if_over(one);
    }
}

/* ---- looking after it ---- */

static void stop(struct ps_guard_one *one, enum ps_guard_stop why)
{
    if (one->stop == PS_GUARD_NOT_STOPPED && !one->ended) {
        one->stop = why;
        ps_guard_one_kill(one);
    }
}

/* The deepest at which there was any. */
static uint64_t deepest(const struct ps_watch *watch, uint64_t (*count_at)(const struct ps_watch *watch, unsigned depth))
{
    unsigned depth = PS_WATCH_DEPTHS - 1;
    while (depth > 0 && count_at(watch, depth) == 0)
        depth--;
    return depth;
}

static bool is_endless(struct ps_guard_one *one, enum ps_guard_stop *why)
{
    struct ps_guard_seen seen;
    ps_guard_run_see(one, &seen);
    return ps_guard_is_endless(&seen, ps_watch_count(&one->watch, PS_WATCH_PEAK), deepest(&one->watch, ps_watch_main_at),
                               deepest(&one->watch, ps_watch_processes_at), why);
}

static void look_at_use(struct ps_guard_one *one, int64_t at)
{
    struct ps_contain_use use;
    ps_watch_sweep(&one->watch);
    bool known = ps_contain_use(one->place->contain, &one->process, one->place->memory_bytes, &use) == 0;
    if (known && use.memory_bytes > one->place->memory_bytes)
        stop(one, PS_GUARD_BY_MEMORY);
    if (known && use.processes > one->place->processes)
        stop(one, PS_GUARD_BY_PROCESSES);
    int64_t took = now() - at;
    one->next_use_ns = at + (took * USE_PART > USE_MS * INT64_C(1000000) ? took * USE_PART : USE_MS * INT64_C(1000000));
}

static void on_tick(uv_timer_t *timer)
{
    struct ps_guard_one *one = timer->data;
    int64_t at = now();
    if (one->ended) {
        if (at - one->ended_ns > drain_ns) {
            close_handle(&one->out);
            close_handle(&one->err);
            close_handle(&one->tick);
        }
        return;
    }
    enum ps_guard_stop why;
    if (ps_watch_count(&one->watch, PS_WATCH_REFUSED) > 0)
        stop(one, PS_GUARD_BY_PROCESSES);
    else if (is_endless(one, &why))
        stop(one, why);
    else if (at - one->started_ns > one->place->time_limit_ns)
        stop(one, PS_GUARD_BY_TIME);
    else if (at >= one->next_use_ns)
        look_at_use(one, at);
}

void ps_guard_one_kill(struct ps_guard_one *one)
{
    if (!one->ended)
        ps_contain_kill(one->place->contain, &one->process);
}

/* ---- its beginning ---- */

enum { PATH_ROOM = 4096 };

/* Its TMPDIR, and the watch where it does not clean up. */
static int make_folder(struct ps_guard_one *one, char *folder, char *watch, struct ps_error *err)
{
    uv_fs_t request;
    snprintf(one->name, sizeof one->name, "run-%u", one->number);
    snprintf(folder, PATH_ROOM, "%.3900s/%s", ps_contain_dir(one->place->contain), one->name);
    int rc = uv_fs_mkdir(NULL, &request, folder, 0700, NULL);
    uv_fs_req_cleanup(&request);
    if (rc != 0)
        return ps_fail(err, PS_EXIT_FAILED, "cannot make %s: %s", folder, uv_strerror(rc));
    snprintf(one->watch_name, sizeof one->watch_name, "watch-%u", one->number);
    snprintf(watch, PATH_ROOM, "%.3900s/%s", ps_contain_dir(one->place->contain), one->watch_name);
    struct ps_watch_options options = {.main = one->script,
                                       .max_processes = one->place->processes,
                                       .stop_starter = true,
                                       .code = one->place->code,
                                       .code_at = WATCHED_EVENTS,
                                       .setting = ps_method_name(one->run->method)};
    return ps_watch_create(&one->watch, watch, &options, err);
}

static char **make_environment(const struct ps_guard_one *one, const char *folder, const char *watch)
{
    static const char *const names[] = {"TMPDIR", "TEMP", "TMP", PS_WATCH_VARIABLE};
    char pairs[4][PATH_ROOM + 32];
    const char *additions[16];
    size_t n = 0;
    for (; n < 4; n++) {
        snprintf(pairs[n], sizeof pairs[n], "%s=%s", names[n], n < 3 ? folder : watch);
        additions[n] = pairs[n];
    }
    additions[n++] = "PROCSTART_PAGE=";
    additions[n++] = "PROCSTART_WATCH_DEPTH=";
    if (ps_python_environment(one->python, true, additions + n, sizeof additions / sizeof *additions - n) < 0)
        return NULL;
    return ps_environment_make(additions, true);
}

static char **make_command(const struct ps_guard_one *one)
{
    const char *const *arguments = one->place->options->arguments;
    size_t n = 0;
    while (arguments != NULL && arguments[n] != NULL)
        n++;
    char **command = calloc(n + 3, sizeof *command);
    if (command == NULL)
        return NULL;
    command[0] = (char *)one->interpreter;
    command[1] = (char *)one->script;
    for (size_t i = 0; i < n; i++)
        command[2 + i] = (char *)arguments[i];
    return command;
}

static void add_handle(struct ps_guard_one *one, void *handle)
{
    ((uv_handle_t *)handle)->data = one;
    one->handles_open++;
}

static int spawn(struct ps_guard_one *one, char **command, char **env, struct ps_error *err)
{
    uv_pipe_init(one->place->loop, &one->out, 0); /* cannot fail */
    uv_pipe_init(one->place->loop, &one->err, 0);
    uv_stdio_container_t stdio[] = {
        {.flags = UV_IGNORE},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&one->out},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&one->err},
    };
    uv_process_options_t options = {
        .file = one->interpreter, .args = command, .env = env, .stdio = stdio, .stdio_count = 3, .exit_cb = on_end};
    add_handle(one, &one->out);
    add_handle(one, &one->err);
    one->process.data = one;
    one->started_ns = now();
    return ps_contain_spawn(one->place->contain, &one->process, &options, err);
}

static void ignore_close(uv_handle_t *handle)
{
    (void)handle;
}

/* The caller runs the loop until they are closed. */
static void give_up(struct ps_guard_one *one)
{
    /* uv_spawn makes a handle that must be closed, also when it fails. */
    uv_close((uv_handle_t *)&one->out, ignore_close);
    uv_close((uv_handle_t *)&one->err, ignore_close);
    if (one->process.loop != NULL && !uv_is_closing((uv_handle_t *)&one->process))
        uv_close((uv_handle_t *)&one->process, ignore_close);
}

static void look_after(struct ps_guard_one *one)
{
    add_handle(one, &one->process);
    uv_timer_init(one->place->loop, &one->tick);
    add_handle(one, &one->tick);
    one->next_use_ns = one->started_ns + USE_MS * INT64_C(1000000);
    uv_update_time(one->place->loop);
    uv_timer_start(&one->tick, on_tick, TICK_MS, TICK_MS);
    uv_read_start((uv_stream_t *)&one->out, on_room, on_read);
    uv_read_start((uv_stream_t *)&one->err, on_room, on_read);
}

int ps_guard_one_start(struct ps_guard_one *one, struct ps_error *err)
{
    char folder[PATH_ROOM], watch[PATH_ROOM];
    if (make_folder(one, folder, watch, err) != 0)
        return -1;
    char **command = make_command(one), **env = make_environment(one, folder, watch);
    int rc = -1;
    if (command == NULL || env == NULL)
        ps_fail(err, PS_EXIT_FAILED, "no memory to run %s", one->script);
    else if ((rc = spawn(one, command, env, err)) == 0)
        look_after(one);
    else
        give_up(one);
    free(command);
    ps_environment_free(env);
    if (rc != 0)
        ps_watch_close(&one->watch);
    return rc;
}
