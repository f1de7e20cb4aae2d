/* support.h: what the tests of core/python share: Pythons to try, folders of their own, and a process to talk to. */
#ifndef PS_TESTS_PYTHON_SUPPORT_H
#define PS_TESTS_PYTHON_SUPPORT_H

#include <stdint.h>
#include <uv.h>

#include "base/programs.h"
#include "measure/protocol.h"
#include "platform/page.h"
#include "python/discover.h"

/* The programs of the build and the Python files of the source tree. */
const struct ps_programs *test_programs(void);

/* A new folder for one test, removed with all that is in it by test_remove_folder(). */
void test_make_folder(char *path, size_t room);
void test_remove_folder(const char *path);

/* Writes a file; mode as chmod's. */
void test_write(const char *path, const char *text, int mode);

/* Interpreter k of those to be tried: python3 on PATH, then all that are installed and fetched. 1, or 0: no more. */
int test_python(int k, char *path, size_t room);

/* A process with pipes on its standard input and output. */
struct talk {
    uv_loop_t loop;
    uv_process_t process;
    uv_pipe_t in, out;
    uv_write_t write;
    char received[1 << 16];
    size_t length, taken;
    int ended;
    int64_t status;
    int signal;
};

/* `set` holds "NAME=value" or "NAME" (to be unset), ended by NULL. */
void talk_start(struct talk *talk, const char *const *args, const char *const *set);
void talk_send(struct talk *talk, const void *bytes, size_t n);
/* Waits for n bytes more. 1, or 0 if the output ended before. */
int talk_receive(struct talk *talk, void *to, size_t n);
/* Closes its input, waits for its end, and says how it was: its exit status, or -signal. */
int talk_end(struct talk *talk);

/* A runner of core/python, by the protocol. */
struct runner_reply {
    struct ps_reply head;
    union {
        struct ps_sample samples[PS_BATCH_MAX];
        struct ps_resources used;
    };
    char text[4096];
};

struct runner {
    struct talk talk;
    struct ps_page page;
    char folder[256], page_path[300];
    struct runner_reply reply; /* the last one */
};

/* Starts `child` (host or stock) of a Python as a runner and takes its hello. `main` may be NULL. */
void runner_start(struct runner *runner, const struct ps_python *python, const char *method, const char *child, const char *main);
void runner_request(struct runner *runner, uint32_t op, uint32_t starts, int32_t cpu);
/* Ends it and gives its exit status. */
int runner_end(struct runner *runner);

#endif
