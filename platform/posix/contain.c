#include "platform/contain.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/programs.h"
#include "platform/posix/keeper.h"
#include "platform/posix/run_folder.h"

const bool ps_contain_in_threads = true;

/* All pipes are made close-on-exec in one step, and handed on by uv_spawn, which undoes that in the child alone: no other process
 * that is forked at any moment can hold an end open after its exec. */
struct ps_contain {
    uv_loop_t *loop;
    uv_process_t watch;
    bool watch_ended, watch_closed, late;
    bool has_dir;
    int lifeline[2]; /* [0] is handed to keepers, [1] is ours alone and closes with us */
    int watched;     /* write end of the pipe that the watch reads: ours and the keepers' */
    int report;      /* read end: the watch has made the folder; closes when it has removed it */
    char dir[1024];
    char keeper[4096];
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static int make_pipe(int ends[2], struct ps_error *err)
{
    int rc = uv_pipe(ends, 0, 0);
    if (rc == 0)
        return 0;
    ends[0] = ends[1] = -1;
    return ps_fail_os(err, PS_EXIT_FAILED, -rc, "cannot make a pipe");
}

static int name_folder(struct ps_contain *contain, struct ps_error *err)
{
    char parent[sizeof contain->dir - sizeof PS_RUN_FOLDER_NAME];
    uint64_t random;
    if (ps_run_folder_parent(parent, sizeof parent, err) != 0)
        return -1;
    int rc = uv_random(NULL, NULL, &random, sizeof random, 0, NULL);
    if (rc != 0)
        return ps_fail_os(err, PS_EXIT_FAILED, -rc, "no random numbers");
    /* As many digits as PS_RUN_FOLDER_NAME has. */
    snprintf(contain->dir, sizeof contain->dir, "%s/procstart-%010" PRIx64, parent, random & 0xffffffffff);
    return 0;
}

static void on_watch_closed(uv_handle_t *handle)
{
    struct ps_contain *contain = handle->data;
    contain->watch_closed = true;
}

static void on_watch_exit(uv_process_t *process, int64_t exit_status, int term_signal)
{
    (void)exit_status;
    (void)term_signal;
    struct ps_contain *contain = process->data;
    contain->watch_ended = true;
    uv_close((uv_handle_t *)process, on_watch_closed);
}

static int fail_start(const struct ps_contain *contain, int os, struct ps_error *err)
{
    ps_fail_os(err, PS_EXIT_FAILED, os, "cannot start %s", contain->keeper);
    switch (os) {
    case EAGAIN:
        return ps_error_hint(err, "the limit of processes is reached: raise ulimit -u, or the container's");
    case EMFILE:
        return ps_error_hint(err, "the limit of open files is reached: raise ulimit -n");
    case ENOENT:
        return ps_error_hint(err, "procstart is not installed as a whole: install it again");
    default:
        return -1;
    }
}

/* `report` stays open on our side only for reading, so that it ends with the watch. */
static int start_watch(struct ps_contain *contain, int watched, int report, const struct ps_contain_options *options,
                       struct ps_error *err)
{
    uv_stdio_container_t stdio[PS_KEEPER_REPORT + 1] = {
        [PS_KEEPER_LIFELINE] = {.flags = UV_INHERIT_FD, .data.fd = watched},
        [PS_KEEPER_REPORT] = {.flags = UV_INHERIT_FD, .data.fd = report},
    };
    const char *last_words = options->result != NULL ? options->program : NULL;
    const char *args[] = {PS_PROGRAM_KEEPER, "watch", contain->dir, last_words, options->result, NULL};
    uv_process_options_t process = {
        .file = contain->keeper,
        .args = (char **)args,
        .exit_cb = on_watch_exit,
        .flags = UV_PROCESS_DETACHED | UV_PROCESS_WINDOWS_HIDE,
        .stdio_count = PS_KEEPER_REPORT + 1,
        .stdio = stdio,
    };
    contain->watch.data = contain;
    int rc = uv_spawn(contain->loop, &contain->watch, &process);
    if (rc == 0) {
        uv_unref((uv_handle_t *)&contain->watch);
        return 0;
    }
    contain->watch_ended = true;
    uv_close((uv_handle_t *)&contain->watch, on_watch_closed);
    return fail_start(contain, -rc, err);
}

/* Waits until the watch says that the folder is there. */
static int await_folder(struct ps_contain *contain, struct ps_error *err)
{
    int problem = 0;
    ssize_t n;
    do {
        n = read(contain->report, &problem, sizeof problem);
    } while (n < 0 && errno == EINTR);
    if (n != (ssize_t)sizeof problem)
        return ps_fail(err, PS_EXIT_FAILED, "%s ended at once", contain->keeper);
    if (problem != 0)
        return ps_fail_os(err, PS_EXIT_USAGE, problem, "cannot make %s", contain->dir);
    contain->has_dir = true;
    return 0;
}

static int open_contained(struct ps_contain *contain, const struct ps_contain_options *options, struct ps_error *err)
{
    int watched[2] = {-1, -1}, report[2] = {-1, -1};
    int rc = make_pipe(contain->lifeline, err);
    if (rc == 0)
        rc = make_pipe(watched, err);
    if (rc == 0)
        rc = make_pipe(report, err);
    contain->watched = watched[1];
    contain->report = report[0];
    if (rc == 0)
        rc = start_watch(contain, watched[0], report[1], options, err);
    close_fd(&watched[0]);
    close_fd(&report[1]);
    return rc == 0 ? await_folder(contain, err) : -1;
}

int ps_contain_open(struct ps_contain **contain, uv_loop_t *loop, const struct ps_contain_options *options, struct ps_error *err)
{
    struct ps_contain *new = calloc(1, sizeof *new);
    if (new == NULL)
        return ps_fail_os(err, PS_EXIT_FAILED, errno, "no memory");
    *new = (struct ps_contain){.loop = loop, .lifeline = {-1, -1}, .watched = -1, .report = -1};
    signal(SIGPIPE, SIG_IGN);
    snprintf(new->keeper, sizeof new->keeper, "%s/%s", options->programs, PS_PROGRAM_KEEPER);
    if (name_folder(new, err) != 0) {
        free(new);
        return -1;
    }
    if (open_contained(new, options, err) != 0) {
        ps_contain_close(new, NULL);
        return -1;
    }
    *contain = new;
    return 0;
}

const char *ps_contain_dir(const struct ps_contain *contain)
{
    return contain->dir;
}

/* keeper run FILE ARGV..: argv of the keeper, to be freed; NULL for lack of memory. */
static char **keeper_args(const uv_process_options_t *options)
{
    size_t n = 0;
    while (options->args[n] != NULL)
        n++;
    char **args = calloc(n + 4, sizeof *args);
    if (args == NULL)
        return NULL;
    args[0] = (char *)PS_PROGRAM_KEEPER;
    args[1] = (char *)"run";
    args[2] = (char *)options->file;
    memcpy(args + 3, options->args, n * sizeof *args);
    return args;
}

int ps_contain_spawn(struct ps_contain *contain, uv_process_t *process, const uv_process_options_t *options, struct ps_error *err)
{
    char **args = keeper_args(options);
    if (args == NULL)
        return ps_fail_os(err, PS_EXIT_FAILED, ENOMEM, "cannot start %s", options->file);
    uv_stdio_container_t stdio[PS_KEEPER_REPORT + 1] = {
        [PS_KEEPER_LIFELINE] = {.flags = UV_INHERIT_FD, .data.fd = contain->lifeline[0]},
        [PS_KEEPER_REPORT] = {.flags = UV_INHERIT_FD, .data.fd = contain->watched},
    };
    for (int i = 0; i < options->stdio_count && i < PS_KEEPER_LIFELINE; i++)
        stdio[i] = options->stdio[i];
    uv_process_options_t contained = *options;
    contained.file = contain->keeper;
    contained.args = args;
    contained.stdio = stdio;
    contained.stdio_count = PS_KEEPER_REPORT + 1;
    contained.flags = UV_PROCESS_DETACHED | UV_PROCESS_WINDOWS_HIDE;
    int rc = uv_spawn(contain->loop, process, &contained);
    free(args);
    return rc == 0 ? 0 : fail_start(contain, -rc, err);
}

void ps_contain_kill(struct ps_contain *contain, uv_process_t *process)
{
    (void)contain;
    uv_process_kill(process, SIGTERM); /* the keeper's own: it kills everything below it, then itself */
    uv_process_kill(process, SIGCONT); /* also if somebody has stopped it */
}

void ps_contain_remove(const struct ps_contain *contain, const char *name)
{
    char path[sizeof contain->dir + 256];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", contain->dir, name) < sizeof path)
        ps_remove_tree(path);
}

void ps_contain_describe(int64_t exit_status, int term_signal, char *text, size_t room)
{
    if (term_signal != 0)
        snprintf(text, room, "died of signal %d (%s)", term_signal, strsignal(term_signal));
    else
        snprintf(text, room, "exited with %" PRId64, exit_status);
}

static void on_late(uv_timer_t *timer)
{
    struct ps_contain *contain = timer->data;
    contain->late = true;
}

/* The watch's own end, which comes after the folder's and all keepers'. What hangs in the kernel's hands may hold up a keeper:
 * then the watch is left to wait for it. */
static void await_watch(struct ps_contain *contain)
{
    static const uint64_t patience_ms = 10000;
    uv_timer_t timer;
    if (contain->watch.data == NULL)
        return;
    if (!contain->watch_ended)
        uv_ref((uv_handle_t *)&contain->watch);
    uv_timer_init(contain->loop, &timer);
    uv_update_time(contain->loop);
    timer.data = contain;
    uv_timer_start(&timer, on_late, patience_ms, 0);
    while (!contain->watch_closed && !contain->late)
        uv_run(contain->loop, UV_RUN_ONCE);
    uv_close((uv_handle_t *)&timer, NULL);
    if (!contain->watch_ended)
        uv_close((uv_handle_t *)&contain->watch, on_watch_closed);
    do {
        uv_run(contain->loop, UV_RUN_NOWAIT);
    } while (!contain->watch_closed);
}

/* A watch that was killed leaves its work to us. */
static int remove_folder(const struct ps_contain *contain, struct ps_error *err)
{
    if (contain->late) {
        ps_fail(err, PS_EXIT_FAILED, "a process that was started does not end");
        return ps_error_hint(err, "%s is removed as soon as it does", contain->dir);
    }
    if (!contain->has_dir || ps_remove_tree(contain->dir) == 0)
        return 0;
    return ps_fail_os(err, PS_EXIT_FAILED, errno, "%s could not be removed", contain->dir);
}

int ps_contain_close(struct ps_contain *contain, struct ps_error *err)
{
    static const char in_order = PS_KEEPER_IN_ORDER;
    /* When the watch is gone this fails, and what it leaves is removed below. */
    ssize_t told = contain->watched >= 0 ? write(contain->watched, &in_order, 1) : 0;
    (void)told;
    close_fd(&contain->watched);
    close_fd(&contain->lifeline[0]);
    close_fd(&contain->lifeline[1]);
    await_watch(contain);
    close_fd(&contain->report);
    int rc = remove_folder(contain, err);
    free(contain);
    return rc;
}
