/* Stands for procstart-runner: speaks its protocol, starts nothing, and misbehaves on demand. FDS of its command line says how.
 *
 *     fake_runner MECHANISM CHILD PAGE_PATH PROGRAM_FOLDER BALLAST_BYTES THREADS FDS
 *
 * Every start of it takes THREADS + 1000 ns, exactly, by what it says; to write its ballast takes 1 ns more alone, and 5 times as
 * long beside a child. PROGRAM_FOLDER/log gets a line for each batch: when it came and when its answer was ready.
 */
#include "fake_runner.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "measure/protocol.h"
#include "platform/clock.h"

/* When the last reply was ready to go. */
static int64_t said_ns;

static void say(uint32_t status, uint32_t samples, const void *records, size_t size, const char *text)
{
    struct ps_reply head = {.status = status, .samples = samples, .text = (uint32_t)strlen(text)};
    char reply[8192];
    memcpy(reply, &head, sizeof head);
    memcpy(reply + sizeof head, records, size);
    memcpy(reply + sizeof head + size, text, strlen(text));
    size_t n = sizeof head + size + strlen(text);
    said_ns = ps_clock_ns();
    if (write(STDOUT_FILENO, reply, n) != (ssize_t)n)
        exit(1);
}

static _Noreturn void hang(void)
{
    for (;;)
        pause();
}

static _Noreturn void crash(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    fprintf(stderr, "first line\nthe last words\n");
    signal(SIGSEGV, SIG_DFL); /* a sanitizer has a handler of its own */
    raise(SIGSEGV);
    abort();
}

static void print_much(void)
{
    char line[1000];
    memset(line, '\1', sizeof line); /* as PS_HELLO begins */
    for (int i = 0; i < 200; i++) {
        if (write(STDOUT_FILENO, line, sizeof line) != (ssize_t)sizeof line)
            exit(1);
    }
}

static void hello(enum fake fake)
{
    if (fake == FAKE_PRINTS_FIRST)
        print_much();
    if (write(STDOUT_FILENO, PS_HELLO, sizeof PS_HELLO - 1) < 0)
        exit(1);
    switch (fake) {
    case FAKE_HANGS_BEFORE_HELLO:
        hang();
    case FAKE_CANNOT:
        say(PS_REPLY_UNSUPPORTED, 0, "", 0, "not on this machine");
        break;
    case FAKE_REFUSES:
        say(PS_REPLY_FAILED, 0, "", 0, "no memory for the ballast");
        break;
    case FAKE_EXITS:
        fprintf(stderr, "cannot find its page\n");
        exit(3);
    case FAKE_EXITS_AS_PYTHON:
        fprintf(stderr, "Fatal Python error: no codec\nModuleNotFoundError: No module named 'encodings'\n\n"
                        "Current thread 0x00007f (most recent call first):\n  <no Python frame>\n");
        exit(1);
    case FAKE_SAYS_NO_MECHANISM:
        say(PS_REPLY_OK, 0, "", 0, "{}");
        break;
    default:
        say(PS_REPLY_OK, 0, "", 0, "{\"mechanism\": \"fake\"}");
    }
}

static void start(enum fake fake, const struct ps_request *request, int64_t took_ns)
{
    struct ps_sample samples[PS_BATCH_MAX];
    for (uint32_t i = 0; i < request->starts; i++) {
        samples[i].asked = ps_clock_ns();
        for (int phase = 0; phase < PS_PHASES; phase++)
            samples[i].at[phase] = PS_MISSING;
        samples[i].at[PS_RETURNED] = samples[i].asked + took_ns / 2;
        samples[i].at[PS_REAPED] = samples[i].asked + took_ns;
    }
    if (fake == FAKE_SAYS_NONSENSE)
        say(77, 12345678, samples, 16, "");
    else if (fake == FAKE_FAILS_A_START && request->starts > 1)
        say(PS_REPLY_FAILED, 2, samples, 2 * sizeof *samples, "the child exited with 9");
    else if (fake == FAKE_SENDS_HALF)
        say(PS_REPLY_OK, request->starts, samples, sizeof *samples / 2, "");
    else if (fake == FAKE_GOES_BACK_IN_TIME && request->starts > 1) {
        samples[0].at[PS_REAPED] = samples[0].asked - 1;
        say(PS_REPLY_OK, request->starts, samples, request->starts * sizeof *samples, "");
    } else
        say(PS_REPLY_OK, request->starts, samples, request->starts * sizeof *samples, fake == FAKE_SAYS_MORE ? "xx" : "");
    if (fake == FAKE_SENDS_HALF)
        exit(0);
}

static void answer(enum fake fake, const struct ps_request *request, int64_t took_ns)
{
    static int batches;
    int64_t busy_until = ps_clock_ns() + 200000; /* two batches at one time would show */
    while (ps_clock_ns() < busy_until)
        ;
    if (fake == FAKE_HANGS && ++batches == 2)
        hang();
    if (fake == FAKE_CRASHES && ++batches == 2)
        crash();
    if (request->op == PS_OP_PROBE) {
        struct ps_resources used = {.peak_rss_bytes = 4096, .minor_faults = 7, .parent_minor_faults = PS_MISSING};
        say(PS_REPLY_OK, 1, &used, sizeof used, "");
    } else if (request->op == PS_OP_DIRTY) {
        struct ps_dirty dirty = {.bytes = 1 << 20, .alone_ns = took_ns + 1, .written_ns = 5 * took_ns};
        say(PS_REPLY_OK, 1, &dirty, sizeof dirty, "");
    } else {
        start(fake, request, took_ns);
    }
}

int main(int argc, char **argv)
{
    if (argc != 8)
        return 2;
    enum fake fake = (enum fake)atoi(argv[7]);
    char path[4096];
    snprintf(path, sizeof path, "%s/log", argv[4]);
    int log = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    hello(fake);
    struct ps_request request;
    while (read(STDIN_FILENO, &request, sizeof request) == (ssize_t)sizeof request) {
        int64_t began = ps_clock_ns();
        answer(fake, &request, 1000 + atoi(argv[6]));
        dprintf(log, "%lld %lld\n", (long long)began, (long long)said_ns);
    }
    if (fake == FAKE_STAYS)
        hang();
    return 0;
}
