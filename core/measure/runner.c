#include "measure/runner.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/programs.h"
#include "measure/protocol.h"
#include "plan/cell.h"
#include "platform/clock.h"
#include "platform/launch.h"
#include "platform/page.h"
#include "platform/resources.h"
#include "platform/runner.h"

#define USAGE "procstart-runner MECHANISM CHILD PAGE_PATH PROGRAM_FOLDER BALLAST_BYTES THREADS FDS"

struct runner {
    const struct ps_launcher *launcher;
    struct ps_factors factors;
    struct ps_ballast ballast;
    char program[4096];
    struct ps_page page;
    struct ps_launch_target target;
    void *state; /* the launcher's */
    bool opened;
    int cpu; /* pinned to, -1: to none */
    struct ps_channel channel;
    struct { /* as it goes out: one write for a whole reply */
        struct ps_reply head;
        union {
            struct ps_sample samples[PS_BATCH_MAX];
            struct ps_resources resources;
            struct ps_dirty dirty;
        };
    } reply;
};

/* ---- command line ---- */

static int parse_count(const char *text, uint64_t most, uint64_t *count, struct ps_error *err)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || text[0] == '-' || value > most)
        return ps_fail(err, PS_EXIT_USAGE, "%s is not a number from 0 to %" PRIu64, text, most);
    *count = value;
    return 0;
}

static int parse_factors(struct ps_factors *factors, char **argv, struct ps_error *err)
{
    uint64_t ballast = 0, threads = 0, fds = 0;
    if (parse_count(argv[0], UINT64_MAX, &ballast, err) != 0 || parse_count(argv[1], UINT32_MAX, &threads, err) != 0 ||
        parse_count(argv[2], UINT32_MAX, &fds, err) != 0)
        return -1;
    *factors = (struct ps_factors){.ballast_bytes = ballast, .threads = (uint32_t)threads, .fds = (uint32_t)fds};
    return 0;
}

/* The child has to be one that the launcher starts: a program, or the runner's own image. */
static int choose_child(struct runner *runner, const char *name, const char *folder, struct ps_error *err)
{
    int child = ps_child_parse(name);
    if (child < 0)
        return ps_fail(err, PS_EXIT_USAGE, "%s is no kind of child", name);
    const char *stub = ps_child_program((enum ps_child)child);
    if (runner->launcher->takes_program != (stub != NULL) || (stub == NULL && child != PS_CHILD_NONE))
        return ps_fail(err, PS_EXIT_USAGE, "%s starts no child of kind %s", runner->launcher->name, name);
    if (stub == NULL)
        return 0;
    int n = snprintf(runner->program, sizeof runner->program, "%s/%s" PS_SUFFIX, folder, stub);
    if (n < 0 || (size_t)n >= sizeof runner->program)
        return ps_fail(err, PS_EXIT_USAGE, "%.60s...: the path is too long", folder);
    runner->target.program = runner->program;
    return 0;
}

static int parse_arguments(struct runner *runner, int argc, char **argv, struct ps_error *err)
{
    if (argc != 8) {
        ps_fail(err, PS_EXIT_USAGE, "%d arguments instead of 7", argc - 1);
        ps_error_hint(err, "procstart starts it: " USAGE);
        return -1;
    }
    runner->launcher = ps_launcher_find(argv[1]);
    if (runner->launcher == NULL) {
        ps_fail(err, PS_EXIT_USAGE, "%s is no mechanism of this platform", argv[1]);
        return -1;
    }
    runner->target.page_path = argv[3];
    if (choose_child(runner, argv[2], argv[4], err) != 0)
        return -1;
    return parse_factors(&runner->factors, argv + 5, err);
}

/* ---- one start ---- */

static void clear_stamps(const struct runner *runner)
{
    for (int i = 0; i < PS_STAMPS; i++)
        atomic_store_explicit(&runner->page.word[PS_PAGE_CHILD + i], 0, memory_order_relaxed);
}

static int64_t stamp(const struct runner *runner, enum ps_stamp which)
{
    int64_t value = atomic_load_explicit(&runner->page.word[PS_PAGE_CHILD + which], memory_order_relaxed);
    return value != 0 ? value : PS_MISSING;
}

/* A start that lacks a stamp did not do what is measured; stamps out of order are not those of this child. */
static int check_order(const struct ps_sample *sample, struct ps_error *err)
{
    if (sample->at[PS_RUNNING] == PS_MISSING || sample->at[PS_READY] == PS_MISSING)
        return ps_fail(err, PS_EXIT_FAILED, "the child ended without the stamp `%s`",
                       ps_phase_name(sample->at[PS_RUNNING] == PS_MISSING ? PS_RUNNING : PS_READY));
    if (sample->at[PS_RUNNING] < sample->asked || sample->at[PS_READY] < sample->at[PS_RUNNING] ||
        sample->at[PS_REAPED] < sample->at[PS_READY])
        return ps_fail(err, PS_EXIT_FAILED, "the child's stamps are not in the order of time");
    return 0;
}

static int start_one(struct runner *runner, struct ps_sample *sample, struct ps_error *err)
{
    const struct ps_launcher *launcher = runner->launcher;
    struct ps_launched child;
    clear_stamps(runner);

    const int64_t asked = ps_clock_ns();
    if (launcher->start(runner->state, &child, err) != 0)
        return -1;
    const int64_t returned = ps_clock_ns();
    if (launcher->wait(runner->state, &child, err) != 0)
        return -1;
    const int64_t reaped = ps_clock_ns();

    *sample = (struct ps_sample){
        .asked = asked,
        .at = {[PS_RETURNED] = returned,
               [PS_RUNNING] = stamp(runner, PS_STAMP_RUNNING),
               [PS_INITIALIZED] = PS_MISSING,
               [PS_UNPICKLED] = PS_MISSING,
               [PS_MAIN_IMPORTED] = PS_MISSING,
               [PS_READY] = stamp(runner, PS_STAMP_READY),
               [PS_REAPED] = reaped},
    };
    return launcher->method == PS_FLOOR ? 0 : check_order(sample, err);
}

/* ---- requests ---- */

/* What could not be done as the text of a reply. */
static int reply_with_text(struct runner *runner, enum ps_reply_status status, uint32_t samples, const char *text,
                           struct ps_error *err)
{
    runner->reply.head = (struct ps_reply){.status = status, .samples = samples, .text = (uint32_t)strlen(text)};
    size_t bytes = sizeof runner->reply.head + samples * sizeof runner->reply.samples[0];
    if (ps_channel_write(&runner->channel, &runner->reply, bytes, err) != 0)
        return -1;
    return ps_channel_write(&runner->channel, text, strlen(text), err);
}

static int reply_failed(struct runner *runner, enum ps_reply_status status, uint32_t samples, const struct ps_error *why,
                        struct ps_error *err)
{
    char text[sizeof why->what + sizeof why->hint + 2];
    snprintf(text, sizeof text, "%s%s%s", why->what, why->hint[0] ? "; " : "", why->hint);
    return reply_with_text(runner, status, samples, text, err);
}

static int answer_start(struct runner *runner, uint32_t starts, struct ps_error *err)
{
    struct ps_error why;
    for (uint32_t i = 0; i < starts; i++) {
        if (start_one(runner, &runner->reply.samples[i], &why) != 0)
            return reply_failed(runner, PS_REPLY_FAILED, i, &why, err);
    }
    return reply_with_text(runner, PS_REPLY_OK, starts, "", err);
}

static int answer_probe(struct runner *runner, struct ps_error *err)
{
    struct ps_error why;
    struct ps_sample unused;
    struct ps_resources used;
    ps_resources_ask(&runner->page);
    int64_t before = ps_minor_faults();
    int failed = start_one(runner, &unused, &why);
    int64_t after = ps_minor_faults();
    ps_resources_take(&runner->page, &used);
    if (failed != 0)
        return reply_failed(runner, PS_REPLY_FAILED, 0, &why, err);
    used.parent_minor_faults = before == PS_MISSING || after == PS_MISSING ? PS_MISSING : after - before;

    runner->reply.head = (struct ps_reply){.status = PS_REPLY_OK, .samples = 1};
    runner->reply.resources = used;
    return ps_channel_write(&runner->channel, &runner->reply, sizeof runner->reply.head + sizeof used, err);
}

static int64_t write_ballast(const struct ps_ballast *ballast)
{
    int64_t began = ps_clock_ns();
    for (uint64_t i = 0; i < ballast->bytes; i += ballast->page)
        ballast->at[i] = (char)(ballast->at[i] + 1);
    return ps_clock_ns() - began;
}

/* Whether the child is there: it stamps `ready` and stays. It is waited for without a system call: it may share the processor. */
static bool wait_for_ready(const struct runner *runner)
{
    const int64_t patience_ns = INT64_C(5000000000);
    int64_t until = ps_clock_ns() + patience_ns;
    while (stamp(runner, PS_STAMP_READY) == PS_MISSING) {
        if (ps_clock_ns() > until)
            return false;
    }
    return true;
}

/* Earlier children left the pages marked as shared: the first pass makes them the parent's own again. */
static int write_beside_child(struct runner *runner, struct ps_dirty *dirty, struct ps_error *err)
{
    struct ps_launched child;
    write_ballast(&runner->ballast);
    dirty->bytes = (int64_t)runner->ballast.bytes;
    dirty->alone_ns = write_ballast(&runner->ballast);
    clear_stamps(runner);
    atomic_store(&runner->page.word[PS_PAGE_HOLD], 1);
    if (runner->launcher->start(runner->state, &child, err) != 0) {
        atomic_store(&runner->page.word[PS_PAGE_HOLD], 0);
        return -1;
    }
    bool ready = wait_for_ready(runner);
    dirty->written_ns = write_ballast(&runner->ballast);
    atomic_store(&runner->page.word[PS_PAGE_HOLD], 0);
    if (runner->launcher->wait(runner->state, &child, err) != 0)
        return -1;
    return ready ? 0 : ps_fail(err, PS_EXIT_FAILED, "the child did not get ready");
}

static int answer_dirty(struct runner *runner, struct ps_error *err)
{
    struct ps_error why;
    struct ps_dirty dirty;
    if (runner->launcher->method != PS_FORK || runner->ballast.at == NULL) {
        ps_fail(&why, PS_EXIT_FAILED, "only a parent that forks and has ballast can write it again");
        return reply_failed(runner, PS_REPLY_FAILED, 0, &why, err);
    }
    if (write_beside_child(runner, &dirty, &why) != 0)
        return reply_failed(runner, PS_REPLY_FAILED, 0, &why, err);
    runner->reply.head = (struct ps_reply){.status = PS_REPLY_OK, .samples = 1};
    runner->reply.dirty = dirty;
    return ps_channel_write(&runner->channel, &runner->reply, sizeof runner->reply.head + sizeof dirty, err);
}

static int pin(struct runner *runner, int cpu, struct ps_error *err)
{
    if (cpu == runner->cpu)
        return 0;
    if (ps_pin(0, cpu, err) != 0 || (runner->launcher->pin != NULL && runner->launcher->pin(runner->state, cpu, err) != 0))
        return -1;
    runner->cpu = cpu;
    return 0;
}

static int answer(struct runner *runner, const struct ps_request *request, struct ps_error *err)
{
    struct ps_error why;
    if (request->op < PS_OP_START || request->op > PS_OP_DIRTY) {
        ps_fail(&why, PS_EXIT_FAILED, "a request %" PRIu32 " is unknown", request->op);
        return reply_failed(runner, PS_REPLY_FAILED, 0, &why, err);
    }
    if (request->op == PS_OP_START && (request->starts == 0 || request->starts > PS_BATCH_MAX)) {
        ps_fail(&why, PS_EXIT_FAILED, "%" PRIu32 " starts in one batch: it can be 1 to %d", request->starts, PS_BATCH_MAX);
        return reply_failed(runner, PS_REPLY_FAILED, 0, &why, err);
    }
    if (pin(runner, request->cpu, &why) != 0)
        return reply_failed(runner, PS_REPLY_FAILED, 0, &why, err);
    if (request->op == PS_OP_DIRTY)
        return answer_dirty(runner, err);
    return request->op == PS_OP_START ? answer_start(runner, request->starts, err) : answer_probe(runner, err);
}

static int serve(struct runner *runner, struct ps_error *err)
{
    for (;;) {
        struct ps_request request;
        int got = ps_channel_read(&runner->channel, &request, sizeof request, err);
        if (got <= 0)
            return got;
        if (answer(runner, &request, err) != 0)
            return -1;
    }
}

/* ---- from start to end ---- */

/* The launcher comes first: a server that it forks off is to have none of what follows. */
static enum ps_reply_status prepare(struct runner *runner, struct ps_error *why)
{
    const struct ps_launcher *launcher = runner->launcher;
    if (launcher->available != NULL && launcher->available(why) != 0)
        return PS_REPLY_UNSUPPORTED;
    if (ps_page_open(&runner->page, runner->target.page_path, why) != 0)
        return PS_REPLY_FAILED;
    runner->target.page = &runner->page;
    runner->state = &runner->target;
    if (launcher->open != NULL && launcher->open(&runner->target, &runner->state, why) != 0)
        return PS_REPLY_FAILED;
    runner->opened = true;
    return PS_REPLY_OK;
}

static void dispose(struct runner *runner)
{
    if (runner->opened && runner->launcher->close != NULL)
        runner->launcher->close(runner->state);
    ps_page_close(&runner->page);
}

static int run(struct runner *runner, struct ps_error *err)
{
    struct ps_error why;
    enum ps_reply_status status = prepare(runner, &why);
    if (ps_channel_open(&runner->channel, err) != 0)
        return -1;
    if (ps_channel_write(&runner->channel, PS_HELLO, sizeof PS_HELLO - 1, err) != 0)
        return -1;
    if (status == PS_REPLY_OK && ps_factors_apply(&runner->factors, &runner->ballast, &why) != 0)
        status = PS_REPLY_FAILED;
    if (status != PS_REPLY_OK)
        return reply_failed(runner, status, 0, &why, err);

    char facts[128];
    snprintf(facts, sizeof facts, "{\"mechanism\":\"%s\"}", ps_launcher_mechanism(runner->launcher));
    if (reply_with_text(runner, PS_REPLY_OK, 0, facts, err) != 0)
        return -1;
    return serve(runner, err);
}

int ps_runner_run(int argc, char **argv, struct ps_error *err)
{
    struct runner runner = {.cpu = -1};
    if (parse_arguments(&runner, argc, argv, err) != 0)
        return -1;
    int result = run(&runner, err);
    dispose(&runner);
    return result;
}
