#include "guard/analyser.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 65536, ROOM_MOST = 64 << 20 };

struct request {
    uv_write_t write;
    char path[];
};

static void on_close(uv_handle_t *handle)
{
    struct ps_analyser *analyser = handle->data;
    if (--analyser->open > 0)
        return;
    free(analyser->text);
    analyser->text = NULL;
    analyser->on_end(analyser);
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_close);
}

static void fail(struct ps_analyser *analyser, const char *why)
{
    if (analyser->why_ended[0] == '\0')
        snprintf(analyser->why_ended, sizeof analyser->why_ended, "%s", why);
    analyser->closing = true;
    ps_contain_kill(analyser->contain, &analyser->process);
}

/* ---- what it says ---- */

static void on_limit(uv_timer_t *timer)
{
    fail(timer->data, "the parser did not end within 60 s");
}

static void offer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    (void)suggested;
    struct ps_analyser *analyser = handle->data;
    if (analyser->length == analyser->room && analyser->room < ROOM_MOST) {
        size_t room = analyser->room > 0 ? 2 * analyser->room : ROOM_FIRST;
        char *text = realloc(analyser->text, room);
        if (text != NULL) {
            analyser->text = text;
            analyser->room = room;
        }
    }
    *buffer = uv_buf_init(analyser->text + analyser->length, (unsigned)(analyser->room - analyser->length));
}

static void take_lines(struct ps_analyser *analyser, size_t fresh)
{
    char *line = analyser->text, *end = analyser->text + analyser->length - fresh;
    while ((end = memchr(end, '\n', (size_t)(analyser->text + analyser->length - end))) != NULL) {
        if (analyser->waited == 0) {
            fail(analyser, "the analysis said more than it was asked");
            return;
        }
        analyser->waited--;
        analyser->on_line(analyser, line, (size_t)(end - line));
        line = ++end;
    }
    analyser->length -= (size_t)(line - analyser->text);
    memmove(analyser->text, line, analyser->length);
    if (analyser->waited > 0)
        uv_timer_start(&analyser->limit, on_limit, PS_ANALYSER_LIMIT_MS, 0);
    else
        uv_timer_stop(&analyser->limit);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    (void)buffer;
    struct ps_analyser *analyser = stream->data;
    if (n == UV_ENOBUFS)
        fail(analyser, "the analysis said more than there is room for");
    if (n < 0) {
        close_handle(stream);
        return;
    }
    analyser->length += (size_t)n;
    if (n > 0)
        take_lines(analyser, (size_t)n);
}

static void offer_tail(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    (void)suggested;
    struct ps_analyser *analyser = handle->data;
    size_t room = sizeof analyser->tail - 1;
    if (analyser->tail_n == room) {
        analyser->tail_n = room / 2;
        memmove(analyser->tail, analyser->tail + room - room / 2, room / 2);
    }
    *buffer = uv_buf_init(analyser->tail + analyser->tail_n, (unsigned)(room - analyser->tail_n));
}

static void on_tail(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    (void)buffer;
    struct ps_analyser *analyser = stream->data;
    if (n >= 0)
        analyser->tail_n += (size_t)n;
    else
        close_handle(stream);
}

/* The last line that it wrote to standard error: where Python says what was wrong. */
static const char *last_words(struct ps_analyser *analyser)
{
    while (analyser->tail_n > 0 && strchr("\r\n ", analyser->tail[analyser->tail_n - 1]) != NULL)
        analyser->tail_n--;
    analyser->tail[analyser->tail_n] = '\0';
    const char *line = strrchr(analyser->tail, '\n');
    return line != NULL ? line + 1 : analyser->tail;
}

static void on_process_end(uv_process_t *process, int64_t status, int signal)
{
    struct ps_analyser *analyser = process->data;
    if ((status != 0 || signal != 0) && analyser->why_ended[0] == '\0') {
        char how[96];
        ps_contain_describe(status, signal, how, sizeof how);
        const char *words = last_words(analyser);
        snprintf(analyser->why_ended, sizeof analyser->why_ended, "the parser %s%s%.120s", how, *words != '\0' ? ": " : "",
                 words);
    }
    analyser->closing = true;
    close_handle(&analyser->limit);
    close_handle(&analyser->in);
    close_handle(process);
}

/* ---- life ---- */

static void add_handle(struct ps_analyser *analyser, void *handle)
{
    ((uv_handle_t *)handle)->data = analyser;
    analyser->open++;
}

int ps_analyser_open(struct ps_analyser *analyser, uv_loop_t *loop, struct ps_contain *contain, struct ps_error *err)
{
    uv_pipe_t *const pipes[] = {&analyser->in, &analyser->out, &analyser->errors};
    for (size_t i = 0; i < 3; i++) {
        uv_pipe_init(loop, pipes[i], 0);
        add_handle(analyser, pipes[i]);
    }
    uv_timer_init(loop, &analyser->limit);
    add_handle(analyser, &analyser->limit);
    uv_stdio_container_t stdio[] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&analyser->in},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&analyser->out},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&analyser->errors},
    };
    const uv_process_options_t options = {.file = analyser->args[0],
                                          .args = (char **)analyser->args,
                                          .env = analyser->env,
                                          .stdio = stdio,
                                          .stdio_count = 3,
                                          .exit_cb = on_process_end};
    analyser->contain = contain;
    analyser->process.data = analyser;
    analyser->waited = 1;
    int rc = ps_contain_spawn(contain, &analyser->process, &options, err);
    if (rc != 0) {
        snprintf(analyser->why_ended, sizeof analyser->why_ended, "it could not be started");
        for (size_t i = 0; i < 3; i++)
            close_handle(pipes[i]);
        close_handle(&analyser->limit);
        return rc;
    }
    analyser->open++;
    uv_timer_start(&analyser->limit, on_limit, PS_ANALYSER_LIMIT_MS, 0);
    uv_read_start((uv_stream_t *)&analyser->out, offer, on_read);
    uv_read_start((uv_stream_t *)&analyser->errors, offer_tail, on_tail);
    return 0;
}

/* What could not be written is not answered: the process has ended, and on_process_end() says how. */
static void on_written(uv_write_t *write, int status)
{
    (void)status;
    free(write->data);
}

bool ps_analyser_ask(struct ps_analyser *analyser, const char *path)
{
    size_t length = strlen(path) + 1;
    struct request *request = analyser->closing ? NULL : malloc(sizeof *request + length);
    if (request == NULL)
        return false;
    memcpy(request->path, path, length);
    request->write.data = request;
    const uv_buf_t buffer = uv_buf_init(request->path, (unsigned)length);
    if (uv_write(&request->write, (uv_stream_t *)&analyser->in, &buffer, 1, on_written) != 0) {
        free(request);
        return false;
    }
    if (analyser->waited++ == 0)
        uv_timer_start(&analyser->limit, on_limit, PS_ANALYSER_LIMIT_MS, 0);
    return true;
}

void ps_analyser_close(struct ps_analyser *analyser)
{
    analyser->closing = true;
    close_handle(&analyser->in);
}
