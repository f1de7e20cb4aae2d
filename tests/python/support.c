#include "support.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/libpython.h"
#include "python/runner.h"

const struct ps_programs *test_programs(void)
{
    static const struct ps_programs programs = {
        .self = PS_TEST_PROGRAMS "/procstart", .folder = PS_TEST_PROGRAMS, .python = PS_TEST_SOURCE "/core/python"};
    return &programs;
}

void test_make_folder(char *path, size_t room)
{
    const char *base = getenv("TMPDIR");
    snprintf(path, room, "%s/procstart-test-XXXXXX", base != NULL ? base : "/tmp");
    cr_assert_not_null(mkdtemp(path));
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st, (void)kind, (void)where;
    return remove(path);
}

void test_remove_folder(const char *path)
{
    cr_expect_eq(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

void test_write(const char *path, const char *text, int mode)
{
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file, "%s", path);
    fputs(text, file);
    fclose(file);
    cr_assert_eq(chmod(path, (mode_t)mode), 0);
}

int test_python(int k, char *path, size_t room)
{
    if (ps_libpython_on_path(ps_libpython_exe, path, room) && k-- == 0)
        return 1;
    return ps_libpython_installed(k, path, room);
}

/* ---- a process ---- */

static void on_end(uv_process_t *process, int64_t status, int signal)
{
    struct talk *talk = process->data;
    talk->ended = 1;
    talk->status = status;
    talk->signal = signal;
}

static void on_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    (void)suggested;
    struct talk *talk = handle->data;
    *buffer = uv_buf_init(talk->received + talk->length, (unsigned)(sizeof talk->received - talk->length));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    (void)buffer;
    struct talk *talk = stream->data;
    if (n >= 0)
        talk->length += (size_t)n;
    else
        uv_close((uv_handle_t *)stream, NULL);
}

static char **environment(const char *const *set)
{
    extern char **environ;
    static char *env[1024];
    size_t n = 0;
    for (char **one = environ; *one != NULL && n < 900; one++) {
        int replaced = 0;
        for (const char *const *name = set; *name != NULL; name++) {
            size_t length = strcspn(*name, "=");
            replaced |= strncmp(*one, *name, length) == 0 && (*one)[length] == '=';
        }
        if (!replaced)
            env[n++] = *one;
    }
    for (const char *const *one = set; *one != NULL; one++) {
        if (strchr(*one, '=') != NULL)
            env[n++] = (char *)*one;
    }
    env[n] = NULL;
    return env;
}

void talk_start(struct talk *talk, const char *const *args, const char *const *set)
{
    memset(talk, 0, sizeof *talk);
    cr_assert_eq(uv_loop_init(&talk->loop), 0);
    uv_pipe_init(&talk->loop, &talk->in, 0);
    uv_pipe_init(&talk->loop, &talk->out, 0);
    talk->process.data = talk->out.data = talk;
    uv_stdio_container_t stdio[] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&talk->in},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&talk->out},
        {.flags = UV_INHERIT_FD, .data.fd = 2},
    };
    uv_process_options_t options = {
        .file = args[0], .args = (char **)args, .env = environment(set), .stdio = stdio, .stdio_count = 3, .exit_cb = on_end};
    int rc = uv_spawn(&talk->loop, &talk->process, &options);
    cr_assert_eq(rc, 0, "%s: %s", args[0], uv_strerror(rc));
    uv_read_start((uv_stream_t *)&talk->out, on_allocate, on_read);
}

void talk_send(struct talk *talk, const void *bytes, size_t n)
{
    uv_buf_t buffer = uv_buf_init((char *)bytes, (unsigned)n);
    cr_assert_eq(uv_try_write((uv_stream_t *)&talk->in, &buffer, 1), (int)n);
}

int talk_receive(struct talk *talk, void *to, size_t n)
{
    while (talk->length - talk->taken < n) {
        if (uv_is_closing((uv_handle_t *)&talk->out))
            return 0;
        uv_run(&talk->loop, UV_RUN_ONCE);
    }
    memcpy(to, talk->received + talk->taken, n);
    talk->taken += n;
    if (talk->taken == talk->length)
        talk->taken = talk->length = 0;
    return 1;
}

int talk_end(struct talk *talk)
{
    uv_close((uv_handle_t *)&talk->in, NULL);
    while (!talk->ended || !uv_is_closing((uv_handle_t *)&talk->out))
        uv_run(&talk->loop, UV_RUN_ONCE);
    uv_close((uv_handle_t *)&talk->process, NULL);
    uv_run(&talk->loop, UV_RUN_DEFAULT);
    cr_expect_eq(uv_loop_close(&talk->loop), 0);
    return talk->signal != 0 ? -talk->signal : (int)talk->status;
}

/* ---- a runner ---- */

static void take_reply(struct runner *runner, size_t record)
{
    struct runner_reply *reply = &runner->reply;
    memset(reply, 0, sizeof *reply);
    cr_assert(talk_receive(&runner->talk, &reply->head, sizeof reply->head), "the runner ended");
    cr_assert_leq(reply->head.samples * record, sizeof reply->samples);
    cr_assert_lt(reply->head.text, sizeof reply->text);
    cr_assert(talk_receive(&runner->talk, reply->samples, reply->head.samples * record));
    cr_assert(talk_receive(&runner->talk, reply->text, reply->head.text));
}

void runner_start(struct runner *runner, const struct ps_python *python, const char *method, const char *child, const char *main)
{
    struct ps_error err;
    test_make_folder(runner->folder, sizeof runner->folder);
    snprintf(runner->page_path, sizeof runner->page_path, "%s/page", runner->folder);
    cr_assert_eq(ps_page_create(&runner->page, runner->page_path, &err), 0, "%s", err.what);
    char shadow[300], interpreter[4096], set_page[400], set_folder[300], script[4200];
    snprintf(shadow, sizeof shadow, "%s/shadow", runner->folder);
    if (strcmp(child, "host") == 0)
        cr_assert_eq(ps_python_shadow(python, test_programs(), shadow, interpreter, sizeof interpreter, &err), 0, "%s", err.what);
    else
        snprintf(interpreter, sizeof interpreter, "%s", python->path);
    snprintf(set_page, sizeof set_page, "PROCSTART_PAGE=%s", runner->page_path);
    snprintf(set_folder, sizeof set_folder, "TMPDIR=%s", runner->folder);
    snprintf(script, sizeof script, "%s/%s", test_programs()->python, PS_PYTHON_MAIN);
    const char *set[6] = {set_page, set_folder};
    cr_assert_geq(ps_python_environment(python, strcmp(child, "host") == 0, set + 2, 4), 0);
    const char *args[] = {interpreter, script, method, child, "0", "0", "0", main, NULL};
    talk_start(&runner->talk, args, set);
    char mark[sizeof PS_HELLO - 1];
    cr_assert(talk_receive(&runner->talk, mark, sizeof mark), "the runner ended");
    cr_assert_arr_eq(mark, PS_HELLO, sizeof mark);
    take_reply(runner, 0);
}

void runner_request(struct runner *runner, uint32_t op, uint32_t starts, int32_t cpu)
{
    struct ps_request request = {.op = op, .starts = starts, .cpu = cpu};
    talk_send(&runner->talk, &request, sizeof request);
    take_reply(runner, op == PS_OP_PROBE ? sizeof(struct ps_resources) : sizeof(struct ps_sample));
}

int runner_end(struct runner *runner)
{
    int status = talk_end(&runner->talk);
    ps_page_close(&runner->page);
    test_remove_folder(runner->folder);
    return status;
}
