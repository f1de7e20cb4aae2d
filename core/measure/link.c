#include "measure/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest reply there is. Its pages are touched only as far as replies reach. */
static const size_t room = sizeof(struct ps_reply) + PS_BATCH_MAX * sizeof(struct ps_sample) + PS_TEXT_MAX;

static void on_close(uv_handle_t *handle)
{
    struct ps_link *link = handle->data;
    link->open--;
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_close);
}

static void on_end(uv_process_t *process, int64_t exit_status, int term_signal)
{
    struct ps_link *link = process->data;
    link->running = false;
    link->exit_status = exit_status;
    link->term_signal = term_signal;
    close_handle(&link->in);
    close_handle(process);
}

static void offer_reply(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    struct ps_link *link = handle->data;
    *buf = uv_buf_init((char *)link->received + link->received_n, (unsigned)(room - link->received_n));
}

/* Drops what came before PS_HELLO, and it itself once it is there. */
static void pass_over_to_hello(struct ps_link *link)
{
    static const size_t n = sizeof PS_HELLO - 1;
    size_t at = 0;
    while (at + n <= link->received_n && memcmp(link->received + at, PS_HELLO, n) != 0)
        at++;
    link->greeted = at + n <= link->received_n;
    at += link->greeted ? n : 0;
    link->received_n -= at;
    memmove(link->received, link->received + at, link->received_n);
}

static void on_reply(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    (void)buf;
    struct ps_link *link = stream->data;
    if (n >= 0) {
        link->received_n += (size_t)n;
        if (!link->greeted)
            pass_over_to_hello(link);
        return;
    }
    link->out_ended = true;
    close_handle(stream);
}

/* Only the tail counts: where it is full its older half makes room. */
static void offer_tail(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    struct ps_link *link = handle->data;
    if (link->tail_n == PS_LINK_TAIL) {
        link->tail_n = PS_LINK_TAIL / 2;
        memmove(link->tail, link->tail + PS_LINK_TAIL / 2, link->tail_n);
    }
    *buf = uv_buf_init(link->tail + link->tail_n, (unsigned)(PS_LINK_TAIL - link->tail_n));
}

static void on_tail(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    (void)buf;
    struct ps_link *link = stream->data;
    if (n >= 0)
        link->tail_n += (size_t)n;
    else
        close_handle(stream);
}

/* Forgets the runner before, keeps its buffer. */
static int reset(struct ps_link *link, uv_loop_t *loop, struct ps_contain *contain, struct ps_error *err)
{
    unsigned char *buffer = link->received != NULL ? link->received : malloc(room);
    *link = (struct ps_link){.received = buffer, .contain = contain};
    if (buffer == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "no memory");
    link->process.data = link->in.data = link->out.data = link->err.data = link;
    uv_pipe_t *pipes[] = {&link->in, &link->out, &link->err};
    for (size_t i = 0; i < sizeof pipes / sizeof *pipes; i++) {
        int rc = uv_pipe_init(loop, pipes[i], 0);
        if (rc != 0)
            return ps_fail(err, PS_EXIT_FAILED, "cannot make a pipe: %s", uv_strerror(rc));
        link->open++;
    }
    return 0;
}

static int begin_reading(struct ps_link *link, struct ps_error *err)
{
    int rc = uv_read_start((uv_stream_t *)&link->out, offer_reply, on_reply);
    if (rc == 0)
        rc = uv_read_start((uv_stream_t *)&link->err, offer_tail, on_tail);
    return rc == 0 ? 0 : ps_fail(err, PS_EXIT_FAILED, "cannot read from the runner: %s", uv_strerror(rc));
}

int ps_link_start(struct ps_link *link, uv_loop_t *loop, struct ps_contain *contain, const char *file, char **args, char **env,
                  struct ps_error *err)
{
    if (reset(link, loop, contain, err) != 0) {
        ps_link_abandon(link);
        return -1;
    }
    uv_stdio_container_t stdio[3] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&link->in},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&link->out},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&link->err},
    };
    uv_process_options_t options = {.file = file, .args = args, .env = env, .exit_cb = on_end, .stdio = stdio, .stdio_count = 3};
    int rc = ps_contain_spawn(contain, &link->process, &options, err);
    if (link->process.loop != NULL) /* uv_spawn makes a handle that must be closed, also when it fails */
        link->open++;
    if (rc != 0) {
        ps_link_abandon(link);
        return -1;
    }
    link->running = true;
    if (begin_reading(link, err) == 0)
        return 0;
    ps_link_kill(link);
    return -1;
}

/* What went wrong shows in how the runner ends. */
static void on_sent(uv_write_t *sending, int status)
{
    (void)status;
    struct ps_link *link = sending->data;
    link->sending_n--;
}

/* At once where that can be: the runner has read all that was sent before, so the pipe is empty. Not all systems' pipes can. */
static int send_asked(struct ps_link *link)
{
    uv_buf_t buf = uv_buf_init((char *)&link->asked, sizeof link->asked);
    uv_stream_t *in = (uv_stream_t *)&link->in;
    int rc = uv_is_closing((uv_handle_t *)in) ? UV_EPIPE : uv_try_write(in, &buf, 1);
    if (rc != UV_EAGAIN)
        return rc == (int)sizeof link->asked || rc < 0 ? rc : UV_EIO;
    link->sending.data = link;
    rc = uv_write(&link->sending, in, &buf, 1, on_sent);
    link->sending_n += rc == 0;
    return rc;
}

/* Of what the reply to the last request is made of. */
static size_t record_size(const struct ps_link *link)
{
    return link->asked.op == PS_OP_PROBE   ? sizeof(struct ps_resources)
           : link->asked.op == PS_OP_DIRTY ? sizeof(struct ps_dirty)
                                           : sizeof(struct ps_sample);
}

/* How long the reply is, as far as that can be told; SIZE_MAX for one that cannot be. */
static size_t reply_size(const struct ps_link *link)
{
    struct ps_reply head;
    if (link->received_n < sizeof head)
        return sizeof head;
    memcpy(&head, link->received, sizeof head);
    size_t most = link->asked.op == PS_OP_START ? link->asked.starts : link->asked.op != 0 ? 1 : 0;
    if (head.status > PS_REPLY_UNSUPPORTED || head.samples > most || head.text > PS_TEXT_MAX)
        return SIZE_MAX;
    if (head.status == PS_REPLY_OK && head.samples != most)
        return SIZE_MAX;
    return sizeof head + head.samples * record_size(link) + head.text;
}

int ps_link_send(struct ps_link *link, const struct ps_request *request, struct ps_error *err)
{
    if (link->received_n != reply_size(link))
        return ps_fail(err, PS_EXIT_FAILED, "the runner said more than it was asked");
    link->asked = *request;
    link->received_n = 0;
    int rc = send_asked(link);
    return rc >= 0 ? 0 : ps_fail(err, PS_EXIT_FAILED, "cannot ask the runner: %s", uv_strerror(rc));
}

bool ps_link_answered(const struct ps_link *link)
{
    if (!link->running || link->out_ended)
        return true;
    if (!link->greeted)
        return false;
    size_t size = reply_size(link);
    return link->sending_n == 0 && (size == SIZE_MAX || link->received_n >= size);
}

int ps_link_take(struct ps_link *link, struct ps_link_reply *reply, struct ps_error *err)
{
    size_t size = reply_size(link);
    if (!link->greeted || (size == sizeof(struct ps_reply) && link->received_n < size))
        return ps_fail(err, PS_EXIT_FAILED, "the runner ended without an answer");
    if (size == SIZE_MAX || link->received_n > size)
        return ps_fail(err, PS_EXIT_FAILED, "the runner's answer is none that the protocol knows");
    if (link->received_n < size)
        return ps_fail(err, PS_EXIT_FAILED, "the runner ended within an answer");
    const struct ps_reply *head = (const struct ps_reply *)link->received;
    const unsigned char *body = link->received + sizeof *head;
    bool probe = link->asked.op == PS_OP_PROBE, dirty = link->asked.op == PS_OP_DIRTY;
    *reply = (struct ps_link_reply){.status = head->status, .text_n = head->text};
    if (probe && head->samples > 0)
        reply->resources = (const struct ps_resources *)body;
    if (dirty && head->samples > 0)
        reply->dirty = (const struct ps_dirty *)body;
    if (!probe && !dirty) {
        reply->samples = (const struct ps_sample *)body;
        reply->samples_n = head->samples;
    }
    reply->text = (const char *)body + head->samples * record_size(link);
    return 0;
}

void ps_link_finish(struct ps_link *link)
{
    if (link->running)
        close_handle(&link->in);
}

void ps_link_kill(struct ps_link *link)
{
    if (link->running)
        ps_contain_kill(link->contain, &link->process);
}

bool ps_link_gone(const struct ps_link *link)
{
    return link->open == 0;
}

void ps_link_abandon(struct ps_link *link)
{
    link->running = false;
    void *handles[] = {&link->in, &link->out, &link->err, &link->process};
    for (unsigned i = 0; i < sizeof handles / sizeof *handles; i++) {
        if (((uv_handle_t *)handles[i])->loop != NULL)
            close_handle(handles[i]);
    }
}

/* The last line of text[0..end) that is not empty; whether there is one. */
static bool line_before(const char *text, size_t *begin, size_t *end)
{
    while (*end > 0 && strchr("\r\n\t ", text[*end - 1]) != NULL)
        (*end)--;
    *begin = *end;
    while (*begin > 0 && text[*begin - 1] != '\n')
        (*begin)--;
    return *end > 0;
}

static bool names_error(const char *line, size_t n)
{
    static const char mark[] = {'r', 'r', 'o', 'r', ':', ' '};
    for (size_t i = 0; i + sizeof mark <= n; i++) {
        if (memcmp(line + i, mark, sizeof mark) == 0)
            return true;
    }
    return false;
}

/* The last line of the tail that names an error ("ModuleNotFoundError: ..", where more may follow), else the last that says
 * something; control characters are ps_fail()'s to mask. */
static void last_words(const struct ps_link *link, char *words, size_t words_room)
{
    size_t begin, end = link->tail_n, from = 0, n = 0;
    while (line_before(link->tail, &begin, &end)) {
        bool found = names_error(link->tail + begin, end - begin);
        if (found || n == 0) {
            from = begin;
            n = end - begin;
        }
        if (found)
            break;
        end = begin;
    }
    snprintf(words, words_room, "%.*s", (int)n, link->tail + from);
}

int ps_link_fail(const struct ps_link *link, struct ps_error *err)
{
    char how[128], said[512];
    ps_contain_describe(link->exit_status, link->term_signal, how, sizeof how);
    last_words(link, said, sizeof said);
    return ps_fail(err, PS_EXIT_FAILED, "the runner %s%s%s", how, said[0] != '\0' ? ": " : "", said);
}

void ps_link_free(struct ps_link *link)
{
    free(link->received);
    link->received = NULL;
}
