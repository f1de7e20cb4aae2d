#include "claims/workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/environment.h"

enum { READ_ROOM = 65536, LOOK_MS = 100 };

struct running {
    const struct ps_workload *work;
    struct ps_workload_end *end;
    uv_process_t process;
    uv_pipe_t in, out, errors;
    uv_timer_t timer;
    int64_t looks;
    char chunk[READ_ROOM];
    char *held; /* a line as far as it has come */
    size_t held_n, held_room;
    size_t tail_n;
    bool refused;
    struct ps_error *err;
};

/* ---- output ---- */

static int hold(struct running *run, const char *text, size_t n)
{
    if (run->held_n + n + 1 > run->held_room) {
        size_t room = 2 * (run->held_n + n + 1);
        char *more = room <= PS_WORKLOAD_LINE ? realloc(run->held, room) : NULL;
        if (more == NULL)
            return ps_fail(run->err, PS_EXIT_FAILED, "a line of output is too long");
        run->held = more;
        run->held_room = room;
    }
    memcpy(run->held + run->held_n, text, n);
    run->held_n += n;
    run->held[run->held_n] = '\0';
    return 0;
}

static int end_line(struct running *run)
{
    while (run->held_n > 0 && run->held[run->held_n - 1] == '\r')
        run->held[--run->held_n] = '\0';
    int status = run->held_n > 0 && run->work->line != NULL ? run->work->line(run->work->data, run->held, run->err) : 0;
    run->held_n = 0;
    return status;
}

static int take_output(struct running *run, const char *text, size_t n)
{
    for (const char *newline; n > 0 && (newline = memchr(text, '\n', n)) != NULL;) {
        size_t length = (size_t)(newline - text);
        if (hold(run, text, length) != 0 || end_line(run) != 0)
            return -1;
        text += length + 1;
        n -= length + 1;
    }
    return hold(run, text, n);
}

static void take_error(struct running *run, const char *text, size_t n)
{
    char *tail = run->end->tail;
    if (n >= PS_WORKLOAD_TAIL - 1) {
        text += n - (PS_WORKLOAD_TAIL - 1);
        n = PS_WORKLOAD_TAIL - 1;
    }
    size_t keep = run->tail_n + n < PS_WORKLOAD_TAIL ? run->tail_n : PS_WORKLOAD_TAIL - 1 - n;
    memmove(tail, tail + run->tail_n - keep, keep);
    memcpy(tail + keep, text, n);
    run->tail_n = keep + n;
    tail[run->tail_n] = '\0';
}

/* ---- the loop ---- */

static void on_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    (void)suggested;
    struct running *run = handle->data;
    *buffer = uv_buf_init(run->chunk, sizeof run->chunk);
}

static void on_output(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct running *run = stream->data;
    if (n < 0)
        uv_close((uv_handle_t *)stream, NULL);
    else if (!run->refused && take_output(run, buffer->base, (size_t)n) != 0)
        run->refused = true;
}

static void on_error_output(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    if (n < 0)
        uv_close((uv_handle_t *)stream, NULL);
    else
        take_error(stream->data, buffer->base, (size_t)n);
}

static void close_handle(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void on_end(uv_process_t *process, int64_t status, int signal)
{
    struct running *run = process->data;
    run->end->exit_status = status;
    run->end->term_signal = signal;
    close_handle((uv_handle_t *)process);
    close_handle((uv_handle_t *)&run->timer);
    close_handle((uv_handle_t *)&run->in);
}

static void on_look(uv_timer_t *timer)
{
    struct running *run = timer->data;
    bool late = ++run->looks * LOOK_MS >= run->work->limit_ms;
    bool interrupted = run->work->interrupted != NULL && *run->work->interrupted;
    if (!late && !interrupted)
        return;
    run->end->timed_out = late && !interrupted;
    run->end->interrupted = interrupted;
    uv_timer_stop(timer);
    ps_contain_kill(run->work->contain, &run->process);
}

static int start(struct running *run, char **env)
{
    const struct ps_workload *work = run->work;
    uv_stdio_container_t stdio[] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&run->in},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&run->out},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&run->errors},
    };
    uv_process_options_t options = {
        .file = work->args[0], .args = (char **)work->args, .env = env, .stdio = stdio, .stdio_count = 3, .exit_cb = on_end};
    uv_pipe_init(work->loop, &run->in, 0);
    uv_pipe_init(work->loop, &run->out, 0);
    uv_pipe_init(work->loop, &run->errors, 0);
    uv_timer_init(work->loop, &run->timer);
    run->process.data = run->in.data = run->out.data = run->errors.data = run->timer.data = run;
    if (ps_contain_spawn(work->contain, &run->process, &options, run->err) != 0) {
        close_handle((uv_handle_t *)&run->in);
        close_handle((uv_handle_t *)&run->out);
        close_handle((uv_handle_t *)&run->errors);
        close_handle((uv_handle_t *)&run->timer);
        return -1;
    }
    uv_timer_start(&run->timer, on_look, LOOK_MS, LOOK_MS);
    uv_read_start((uv_stream_t *)&run->out, on_allocate, on_output);
    uv_read_start((uv_stream_t *)&run->errors, on_allocate, on_error_output);
    return 0;
}

int ps_workload_run(const struct ps_workload *work, struct ps_workload_end *end, struct ps_error *err)
{
    *end = (struct ps_workload_end){0};
    struct running *run = calloc(1, sizeof *run);
    char **env = run != NULL ? ps_environment_make(work->add, false) : NULL;
    int status = -1;
    if (env != NULL) {
        run->work = work;
        run->end = end;
        run->err = err;
        status = start(run, env);
        uv_run(work->loop, UV_RUN_DEFAULT);
        if (status == 0 && !run->refused && run->held_n > 0)
            run->refused = end_line(run) != 0;
        status = run->refused ? -1 : status;
        free(run->held);
    } else {
        ps_fail(err, PS_EXIT_FAILED, "no memory to start %s", work->args[0]);
    }
    ps_environment_free(env);
    free(run);
    return status;
}

/* The last line that is not empty: where a traceback says what was wrong. */
static const char *last_line(const char *text, size_t *length)
{
    size_t end = strlen(text);
    while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == ' '))
        end--;
    size_t begin = end;
    while (begin > 0 && text[begin - 1] != '\n')
        begin--;
    *length = end - begin;
    return text + begin;
}

int ps_workload_judge(const struct ps_workload_end *end, struct ps_error *err)
{
    if (end->interrupted)
        return ps_fail(err, PS_EXIT_INTERRUPTED, "interrupted");
    if (end->timed_out)
        return ps_fail(err, PS_EXIT_FAILED, "it did not end in time");
    if (end->exit_status == 0 && end->term_signal == 0)
        return 0;
    char how[128];
    size_t length;
    const char *said = last_line(end->tail, &length);
    ps_contain_describe(end->exit_status, end->term_signal, how, sizeof how);
    return ps_fail(err, PS_EXIT_FAILED, "it %s%s%.*s", how, length > 0 ? ": " : "", (int)(length < 300 ? length : 300), said);
}
