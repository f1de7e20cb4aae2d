/* ask.h: runs question.py, or identity.py, in a Python and takes its answers.
 *
 * The answers are a JSON object, one key each (null for what a Python cannot tell): version "3.11.7", version_info [3, 11, 7],
 * full_version, implementation, executable, base_executable, real_executable, prefix, base_prefix, git [..], soabi,
 * extension_suffixes [..], abi_flags, mapped [paths of libpythons it has mapped], library_name, library_folder, multiarch,
 * free_threaded, gil_enabled, start_methods [..], compiler, config_args, optimised, lto, debug, shared, flags [..],
 * startup_files [..], byte_code. Those to identity.py: full_version, extension_suffixes, git and base_prefix, which are the same
 * in all processes that run one build of one tree, and broken_extensions [..] if asked for.
 */
#ifndef PS_PYTHON_ASK_H
#define PS_PYTHON_ASK_H

#include <jansson.h>
#include <uv.h>

#include "base/error.h"
#include "base/programs.h"
#include "platform/answers.h"
#include "platform/contain.h"

/* An interpreter that takes longer is taken to hang. */
#define PS_ASK_LIMIT_MS  10000
#define PS_ASK_TIMED_OUT (-2)

/* Who asks: for several questions, one after the other, in one thread. It must stay where it is until it is closed. */
struct ps_asker {
    const struct ps_programs *programs;
    uv_loop_t loop;
    struct ps_contain *contain;
};

enum ps_question {
    PS_ASK_ALL,       /* question.py */
    PS_ASK_IDENTITY,  /* identity.py, without site: what lies in site-packages is not run */
    PS_ASK_EXTENSIONS /* the same, and broken_extensions */
};

/* After an error nothing is left. */
int ps_asker_open(struct ps_asker *asker, const struct ps_programs *programs, struct ps_error *err);
int ps_asker_close(struct ps_asker *asker, struct ps_error *err);

/* Asks `interpreter`, with the variables in `set` ("NAME=value", ended by NULL) put into its environment. Contained: whatever it
 * starts has ended when this returns. -1, or PS_ASK_TIMED_OUT; errors (PS_EXIT_USAGE) begin with the interpreter's path. The
 * caller decrefs *answers. */
int ps_ask(struct ps_asker *asker, const char *interpreter, enum ps_question question, const char *const *set, json_t **answers,
           struct ps_error *err);

#endif
