/* bare.c: stands in for procstart-runner: understands its command line (without factors) and its requests. */
#include "bare.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

char *bare_argv[3];
_Atomic int64_t *bare_page;
int bare_server;

static struct {
    struct ps_reply head;
    struct ps_sample samples[PS_BATCH_MAX];
} reply;

void bare_must(int holds, const char *what)
{
    if (!holds) {
        perror(what);
        exit(1);
    }
}

_Noreturn void bare_target(void)
{
    bare_page[PS_PAGE_CHILD + PS_STAMP_RUNNING] = bare_now();
    bare_page[PS_PAGE_CHILD + PS_STAMP_READY] = bare_now();
    _exit(0);
}

static const struct bare *find(const char *name)
{
    for (const struct bare *way = bare_ways; way->name != NULL; way++) {
        if (strcmp(way->name, name) == 0)
            return way;
    }
    fprintf(stderr, "%s is not in this loop\n", name);
    exit(2);
}

static void set_up(char **argv)
{
    static char program[4096];
    snprintf(program, sizeof program, "%s/procstart-%s", argv[4], argv[2]);
    bare_argv[0] = program;
    bare_argv[1] = argv[3];
    int fd = open(argv[3], O_RDWR | O_CLOEXEC);
    bare_must(fd >= 0, argv[3]);
    bare_page = mmap(NULL, PS_PAGE_WORDS * sizeof *bare_page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    bare_must(bare_page != MAP_FAILED, "mmap");
    close(fd);
    /* As in the runner: away from where children have their standard streams. */
    bare_must(fcntl(0, F_DUPFD_CLOEXEC, 3) == 3 && fcntl(1, F_DUPFD_CLOEXEC, 4) == 4, "fcntl");
    bare_must(dup2(2, 0) == 0 && dup2(2, 1) == 1, "dup2");
}

static void pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    bare_must(sched_setaffinity(0, sizeof set, &set) == 0, "sched_setaffinity");
    if (bare_server != 0)
        bare_must(sched_setaffinity(bare_server, sizeof set, &set) == 0, "sched_setaffinity");
}

static void say_hello(const struct bare *way)
{
    char text[64];
    struct ps_reply head = {.status = PS_REPLY_OK};
    head.text = (uint32_t)snprintf(text, sizeof text, "{\"mechanism\":\"bare %s\"}", way->name);
    bare_must(write(4, PS_HELLO, sizeof PS_HELLO - 1) == sizeof PS_HELLO - 1, "write");
    bare_must(write(4, &head, sizeof head) == sizeof head && write(4, text, head.text) == (ssize_t)head.text, "write");
}

/* The times are kept on the stack, which is written to anyway, until the child is gone: elsewhere they would make a page of their
 * own that is copied after a fork. */
static void start(const struct bare *way, struct ps_sample *sample)
{
    struct ps_sample times;
    for (int i = 0; i < PS_STAMPS; i++)
        atomic_store_explicit(&bare_page[PS_PAGE_CHILD + i], 0, memory_order_relaxed);
    for (int i = 0; i < PS_PHASES; i++)
        times.at[i] = PS_MISSING;
    way->start(&times);
    times.at[PS_RUNNING] = bare_page[PS_PAGE_CHILD + PS_STAMP_RUNNING];
    times.at[PS_READY] = bare_page[PS_PAGE_CHILD + PS_STAMP_READY];
    bare_must(times.at[PS_READY] != 0, "a child without a stamp");
    *sample = times;
}

static void answer_start(const struct bare *way, uint32_t starts)
{
    bare_must(starts <= PS_BATCH_MAX, "request");
    for (uint32_t i = 0; i < starts; i++)
        start(way, &reply.samples[i]);
    reply.head.samples = starts;
    size_t bytes = sizeof reply.head + starts * sizeof reply.samples[0];
    bare_must(write(4, &reply, bytes) == (ssize_t)bytes, "write");
}

/* Nothing is known of what children use. */
static void answer_probe(void)
{
    const struct {
        struct ps_reply head;
        struct ps_resources none;
    } answer = {{.samples = 1}, {PS_MISSING, PS_MISSING, PS_MISSING, PS_MISSING, PS_MISSING}};
    bare_must(write(4, &answer, sizeof answer) == sizeof answer, "write");
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: %s MECHANISM CHILD PAGE_PATH PROGRAM_FOLDER ...\n", argv[0]);
        return 2;
    }
    const struct bare *way = find(argv[1]);
    set_up(argv);
    if (way->open != NULL)
        way->open();
    say_hello(way);

    struct ps_request request;
    int pinned = -1;
    while (read(3, &request, sizeof request) == sizeof request) {
        if (request.cpu >= 0 && request.cpu != pinned)
            pin(pinned = request.cpu);
        if (request.op == PS_OP_PROBE)
            answer_probe();
        else
            answer_start(way, request.starts);
    }
    return 0;
}
