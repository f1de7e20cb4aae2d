#include "python/ask.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/environment.h"

#define MARK       "procstart-answers:"
#define OUTPUT_MAX (1U << 20)

struct output {
    uv_pipe_t pipe;
    char *text;
    size_t length;
};

struct ask {
    struct ps_asker *asker;
    uv_process_t process;
    uv_timer_t limit;
    struct output out, errors;
    bool timed_out;
    char ended[128]; /* how it ended, in words; "" for success */
};

/* ---- the process ---- */

static void on_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    (void)suggested;
    struct output *output = handle->data;
    *buffer = uv_buf_init(output->text + output->length, (unsigned)(OUTPUT_MAX - output->length));
}

/* What does not fit ends the reading (libuv reports ENOBUFS); an answer is a hundredth of that. */
static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    (void)buffer;
    struct output *output = stream->data;
    if (n >= 0)
        output->length += (size_t)n;
    else
        uv_close((uv_handle_t *)stream, NULL);
}

static void on_end(uv_process_t *process, int64_t status, int signal)
{
    struct ask *ask = process->data;
    if (status != 0 || signal != 0)
        ps_contain_describe(status, signal, ask->ended, sizeof ask->ended);
    uv_close((uv_handle_t *)process, NULL);
    uv_close((uv_handle_t *)&ask->limit, NULL);
}

static void on_limit(uv_timer_t *timer)
{
    struct ask *ask = timer->data;
    ask->timed_out = true;
    ps_contain_kill(ask->asker->contain, &ask->process);
}

static int open_output(struct ask *ask, struct output *output, struct ps_error *err)
{
    output->text = malloc(OUTPUT_MAX + 1);
    if (output->text == NULL)
        return ps_fail_os(err, PS_EXIT_FAILED, ENOMEM, "no memory for an answer");
    uv_pipe_init(&ask->asker->loop, &output->pipe, 0); /* cannot fail */
    output->pipe.data = output;
    return 0;
}

/* Its command line, ended by NULL, in args. */
static void make_command(const char *interpreter, enum ps_question question, char *script, char **args)
{
    size_t n = 0;
    args[n++] = (char *)interpreter;
    /* -I: nothing of the user's environment or directory. -S hides venvs before 3.14, which is no matter to an identity. */
    args[n++] = (char *)"-I";
    if (question != PS_ASK_ALL)
        args[n++] = (char *)"-S";
    args[n++] = (char *)"-B";
    args[n++] = script;
    if (question == PS_ASK_EXTENSIONS)
        args[n++] = (char *)"extensions";
    args[n] = NULL;
}

static int start(struct ask *ask, char **args, char **env, struct ps_error *err)
{
    uv_loop_t *loop = &ask->asker->loop;
    uv_stdio_container_t stdio[] = {
        {.flags = UV_IGNORE},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&ask->out.pipe},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&ask->errors.pipe},
    };
    uv_process_options_t options = {
        .file = args[0], .args = args, .env = env, .stdio = stdio, .stdio_count = 3, .exit_cb = on_end};
    ask->process.data = ask->limit.data = ask;
    if (ps_contain_spawn(ask->asker->contain, &ask->process, &options, err) != 0)
        return -1;
    uv_timer_init(loop, &ask->limit);
    uv_update_time(loop);
    uv_timer_start(&ask->limit, on_limit, PS_ASK_LIMIT_MS, 0);
    uv_read_start((uv_stream_t *)&ask->out.pipe, on_allocate, on_read);
    uv_read_start((uv_stream_t *)&ask->errors.pipe, on_allocate, on_read);
    return 0;
}

/* Until nothing of it is left in the loop. uv_spawn makes a handle that must be closed, also when it fails. */
static void close_all(struct ask *ask)
{
    uv_handle_t *const handles[] = {(uv_handle_t *)&ask->out.pipe, (uv_handle_t *)&ask->errors.pipe, (uv_handle_t *)&ask->process,
                                    (uv_handle_t *)&ask->limit};
    for (size_t i = 0; i < sizeof handles / sizeof *handles; i++) {
        if (handles[i]->loop != NULL && !uv_is_closing(handles[i]))
            uv_close(handles[i], NULL);
    }
    uv_run(&ask->asker->loop, UV_RUN_DEFAULT);
}

static int run(struct ask *ask, const char *interpreter, enum ps_question question, const char *const *set, struct ps_error *err)
{
    const char *python = ask->asker->programs->python;
    char script[sizeof ask->asker->programs->python + 32], *args[7];
    snprintf(script, sizeof script, "%s/%s", python, question == PS_ASK_ALL ? "question.py" : "identity.py");
    make_command(interpreter, question, script, args);
    static const char *const nothing[] = {NULL};
    char **env = ps_environment_make(set != NULL ? set : nothing, false);
    int rc = env != NULL ? start(ask, args, env, err) : ps_fail_os(err, PS_EXIT_FAILED, ENOMEM, "no memory");
    if (rc == 0)
        uv_run(&ask->asker->loop, UV_RUN_DEFAULT);
    ps_environment_free(env);
    return rc;
}

/* ---- the answer ---- */

/* The last line that is not empty: where a traceback says what was wrong. */
static const char *last_line(char *text)
{
    size_t end = strlen(text);
    while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r'))
        text[--end] = '\0';
    const char *newline = strrchr(text, '\n');
    return newline != NULL ? newline + 1 : text;
}

static int read_answers(struct ask *ask, json_t **answers, struct ps_error *err)
{
    ask->out.text[ask->out.length] = '\0';
    ask->errors.text[ask->errors.length] = '\0';
    if (ask->timed_out) {
        ps_fail(err, PS_EXIT_USAGE, "did not answer within %d s", PS_ASK_LIMIT_MS / 1000);
        return PS_ASK_TIMED_OUT;
    }
    const char *line = strstr(ask->out.text, "\n" MARK);
    for (const char *later = line; later != NULL; later = strstr(later + 1, "\n" MARK))
        line = later;
    json_error_t problem;
    *answers = line != NULL ? json_loads(line + strlen("\n" MARK), JSON_DISABLE_EOF_CHECK, &problem) : NULL;
    if (json_is_object(*answers))
        return 0;
    json_decref(*answers);
    *answers = NULL;
    const char *said = last_line(ask->errors.text);
    return ps_fail(err, PS_EXIT_USAGE, "is no Python that works: %s%s%.200s", ask->ended[0] ? ask->ended : "gave no answer",
                   *said != '\0' ? ": " : "", said);
}

int ps_ask(struct ps_asker *asker, const char *interpreter, enum ps_question question, const char *const *set, json_t **answers,
           struct ps_error *err)
{
    struct ask ask = {.asker = asker};
    *answers = NULL;
    int rc = open_output(&ask, &ask.out, err);
    if (rc == 0)
        rc = open_output(&ask, &ask.errors, err);
    if (rc == 0)
        rc = run(&ask, interpreter, question, set, err);
    close_all(&ask);
    if (rc == 0)
        rc = read_answers(&ask, answers, err);
    free(ask.out.text);
    free(ask.errors.text);
    if (rc != 0)
        ps_error_context(err, "%s", interpreter);
    return rc;
}

/* ---- who asks ---- */

int ps_asker_open(struct ps_asker *asker, const struct ps_programs *programs, struct ps_error *err)
{
    asker->programs = programs;
    int rc = uv_loop_init(&asker->loop);
    if (rc != 0)
        return ps_fail(err, PS_EXIT_FAILED, "cannot make an event loop: %s", uv_strerror(rc));
    const struct ps_contain_options options = {.programs = programs->folder, .program = programs->self};
    rc = ps_contain_open(&asker->contain, &asker->loop, &options, err);
    if (rc != 0) {
        uv_run(&asker->loop, UV_RUN_DEFAULT);
        uv_loop_close(&asker->loop);
    }
    return rc;
}

int ps_asker_close(struct ps_asker *asker, struct ps_error *err)
{
    int rc = ps_contain_close(asker->contain, err);
    uv_run(&asker->loop, UV_RUN_DEFAULT);
    uv_loop_close(&asker->loop);
    return rc;
}
